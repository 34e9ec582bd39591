"""The names of countries: English ones as people say them, Bulgarian ones of the Unicode CLDR.

django-countries has been translated into Bulgarian with many slips of the pen (“Денмарк”, “Бисна и Херцеговина”).
"""

from babel import Locale
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django_countries.base import CountriesBase
from django_countries.data import COUNTRIES

BULGARIAN = Locale("bg").territories


def named(code: str, english: str | Promise) -> str:
    """The name of the country in the language of the page."""
    return BULGARIAN[code] if get_language() == "bg" else str(english)


_named = lazy(named, str)
# Kosovo is not in ISO 3166, but in registers, statements and addresses.
ENGLISH = COUNTRIES | CountriesBase.COMMON_NAMES | {"XK": "Kosovo"}
NAMES = {code: _named(code, english) for code, english in ENGLISH.items()}
