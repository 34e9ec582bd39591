"""Reads a timeline page by page: one statement for what stands where, one or two more for each sort."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import BigIntegerField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime

from access.models import User
from attributes.numbers import number_in
from counterparties.models import Counterparty
from counterparties.timeline.sources import SOURCES, Item

PAGE = 50


@dataclass(frozen=True)
class Place:
    """Where an item stands: newest first, of one moment by sort, the youngest of a sort first."""

    at: datetime.datetime
    sort: str
    pk: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place that an address names; None where it names none."""
        at, _sign, rest = text.partition("~")
        sort, _sign, number = rest.partition("~")
        try:
            moment = parse_datetime(at)
        except ValueError:
            moment = None
        pk = number_in(number)
        if moment is None or moment.tzinfo is None or sort not in SOURCES or pk is None:
            return None
        return cls(moment, sort, pk)

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.sort}~{self.pk}"

    def behind(self, sort: str) -> Q:
        """What of a sort stands behind this place."""
        if sort != self.sort:
            return Q(_at__lte=self.at) if sort > self.sort else Q(_at__lt=self.at)
        return Q(_at__lt=self.at) | Q(_at=self.at, _pk__lt=self.pk)


def page_of(
    record: Counterparty,
    user: User,
    *,
    sorts: Collection[str] = (),
    found: dict[str, Q] | None = None,
    before: str = "",
) -> tuple[list[Item], str]:
    """A page of the timeline as the user may see it, and where the next begins ("" at its end).

    `sorts` are those asked for (none: all), `found` conditions by sort, `before` the place behind which it begins.
    """
    place, conditions = Place.read(before), found or {}
    parts = [
        _placed(record, user, sort, conditions.get(sort, Q()), place)[: PAGE + 1] for sort in sorts or sorted(SOURCES)
    ]
    first, *others = parts
    rows = first.union(*others, all=True).order_by("-_at", "_sort", "-_pk")[: PAGE + 1] if others else first
    places = [Place(at, sort, pk) for at, sort, pk in rows]
    older = str(places[PAGE - 1]) if len(places) > PAGE else ""
    return _items(places[:PAGE], user), older


def _items(places: Collection[Place], user: User) -> list[Item]:
    """What stands at these places; changes that are told with another are none."""
    by_sort = {sort: [place.pk for place in places if place.sort == sort] for sort in SOURCES}
    items = {sort: SOURCES[sort].items(ids, user) for sort, ids in by_sort.items() if ids}
    return [items[place.sort][place.pk] for place in places if place.pk in items[place.sort]]


def _placed(record: Counterparty, user: User, sort: str, condition: Q, place: Place | None) -> QuerySet[Any, Any]:
    source = SOURCES[sort]
    rows = source.rows(record, user).filter(condition).order_by()
    rows = rows.annotate(_at=F(source.at), _sort=Value(sort, TextField()), _pk=Cast("pk", BigIntegerField()))
    if place:
        rows = rows.filter(place.behind(sort))
    return rows.order_by("-_at", "-_pk").values_list("_at", "_sort", "_pk")
