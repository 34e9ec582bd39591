"""The countries of ISO 3166 as rows of the list, by their names in both languages."""

from collections.abc import Iterator

from django.utils import translation
from django_countries import countries

from reference.locations.saving import set_keys
from reference.models import Location
from reference.models.locations import Level


def load_countries() -> list[str]:
    """Adds the countries that are missing and says which; names and choice of those that are there stay."""
    present = set(Location.objects.filter(level=Level.COUNTRY).values_list("country", flat=True))
    made = [row for row in _countries() if row.country not in present]
    Location.objects.bulk_create(made)
    return [row.code for row in made]


def _countries() -> Iterator[Location]:
    names = {}
    for language in ("bg", "en"):
        with translation.override(language):
            names[language] = {code: str(name) for code, name in countries}
    for code, english in names["en"].items():
        bulgarian = names["bg"][code]
        row = Location(level=Level.COUNTRY, country=code, code=code, name_bg=bulgarian[:100], name_en=english[:100])
        set_keys(row)
        yield row
