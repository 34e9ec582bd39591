"""Countries, known by their codes and by their names in the language of the page."""

import unicodedata
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override
from django_countries import countries

from attributes.choices import Choice
from attributes.selects import LongSelect

CYRILLIC = "\u0400"


class Country(Choice):
    """A country by its ISO 3166 code (BG, BGR, 100) or its name in any language; offered in the order of the names."""

    def __init__(self, name: str, label: Any, **options: Any) -> None:
        widget = LongSelect(attrs={"data-ts": ""})
        super().__init__(name, label, choices=(), widget=widget, **options)

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return by_name()

    def parse(self, text: str) -> str:
        code = countries.alpha2(text.upper()) if len(text) < 4 else ""
        return code or codes().get(text.casefold()) or super().parse(text)


def by_name() -> list[tuple[str, str]]:
    """All countries by their code and name, in the order of the names.

    The library sorts by the Latin letters of a name alone: in Bulgarian it leaves them in English order.
    """
    return list(_sorted(get_language()))


@cache
def _sorted(language: str | None) -> list[tuple[str, str]]:
    return sorted(((code, name) for code, name in countries), key=lambda country: alphabetic(country[1]))


@cache
def codes() -> dict[str, str]:
    """The codes by all names that a file may have: those of either language, and a few that everybody uses."""
    found = {"uk": "GB", "сащ": "US", "великобритания": "GB", "холандия": "NL"}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {name.casefold(): code for code, name in countries}
    return found


def alphabetic(name: str) -> str:
    """The name as an alphabet orders it: with accented Latin letters beside the plain ones, Й behind И."""
    return "".join(sign if sign >= CYRILLIC else unicodedata.normalize("NFD", sign)[0] for sign in name.casefold())
