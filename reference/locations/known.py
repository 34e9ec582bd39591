"""Locations read for many addresses at once, light enough for a hundred thousand of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Optional

from django.db import connection
from django.db.models import Q

from reference.models import Location
from reference.models.locations import Level, TwoNames

COLUMNS = (
    "pk", "country", "level", "parent_id", "replaced_by_id", "name_bg", "name_en", "key_bg", "key_en",
    "postal_code", "stopped",
)  # fmt: skip
PAIRS = """
    select l.id from unnest(%s::bigint[], %s::text[]) p(parent, key)
    join reference_location l on l.parent_id = p.parent and (l.key_bg = p.key or l.key_en = p.key)"""
"Those under a location that are called so; a wrong writing stands where it was entered."


@dataclass(slots=True, eq=False)
class Place(TwoNames):
    """A location as addresses are read by it."""

    pk: int
    country: str
    level: str
    parent_id: int | None
    replaced_by_id: int | None
    name_bg: str
    name_en: str
    key_bg: str
    key_en: str
    postal_code: str
    stopped: bool
    parent: Optional["Place"] = None
    replaced_by: Optional["Place"] = None


def named(keys: Collection[str]) -> list[Place]:
    """The areas and settlements that are called so, with what they stand under and what they mean."""
    rows = Location.objects.filter(Q(key_bg__in=keys) | Q(key_en__in=keys), level__in=(Level.AREA, Level.SETTLEMENT))
    found = _places(rows.order_by("pk").values_list(*COLUMNS))
    for _step in range(2):
        # What they mean, then what that stands under.
        _complete(found)
    return found


def within(pairs: Collection[tuple[int, str]]) -> list[Place]:
    """The neighbourhoods and streets of settlements that are called so, with what they mean."""
    if not pairs:
        return []
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [[parent for parent, _key in pairs], [key for _parent, key in pairs]])
        ids = [pk for (pk,) in cursor.fetchall()]
    found = _places(Location.objects.filter(pk__in=ids).order_by("pk").values_list(*COLUMNS))
    _complete(found)
    return found


def _places(rows: Iterable[tuple]) -> list[Place]:
    return [Place(*row) for row in rows]


def _complete(found: Iterable[Place]) -> None:
    """Sets what the places refer to, as far as that is not set: one query."""
    every = [*found, *(place.replaced_by for place in found if place.replaced_by)]
    wanted = {place.parent_id for place in every if place.parent_id and place.parent is None}
    wanted |= {place.replaced_by_id for place in every if place.replaced_by_id and place.replaced_by is None}
    if not wanted:
        return
    rows = {row.pk: row for row in _places(Location.objects.filter(pk__in=wanted).values_list(*COLUMNS))}
    for place in every:
        place.parent = place.parent or rows.get(place.parent_id or 0)
        place.replaced_by = place.replaced_by or rows.get(place.replaced_by_id or 0)
