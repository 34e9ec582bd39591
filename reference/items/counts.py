"""How many records have each item of a nomenclature, feature by feature: the item itself, and with all under it.

The numbers are those of the lists that they lead to: what the user sees there, without what is archived. Each value
is counted once, however many of a branch's items it holds.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.models import Count, F, Func, JSONField, QuerySet, Value

from access.models import User
from reference.features.carried import lists_of, seen_by
from reference.features.carriers import carriers_of
from reference.features.filters import ALONE
from reference.models import Feature, Nomenclature
from reference.tree import Items
from screens.listing import OF
from screens.screen import Screen

BRIEFLY, PATIENTLY = 1_000, 20_000
"Milliseconds that counting may take: with the page, and where somebody has asked for the numbers."
SLOW = 600
"Seconds for which a nomenclature that took too long is not counted with its page again."


class StoredItems(Func):
    """The ids that the feature with this key holds, as they are stored."""

    template = "(%(expressions)s -> '%(key)d')"
    arity = 1
    output_field = JSONField()

    def __init__(self, key: int, **extra: Any) -> None:
        super().__init__(F("features"), key=int(key), **extra)


@dataclass(frozen=True)
class Use:
    """Records with an item in one feature: those with the item itself, and those with it or one under it."""

    feature: Feature
    itself: int
    together: int
    url: str
    "The list of exactly those together; empty where no list has the feature."
    own_url: str
    "The same of those with the item itself."


def count_items(
    *, user: User, nomenclature: Nomenclature, items: Items, shown: Collection[int], patiently: bool = False
) -> dict[int, list[Use]] | None:
    """The uses of the shown items by their ids; None when counting would take longer than a page may.

    One query over every table that carries features; the tree adds up in memory.
    """
    features = seen_by(user, list(Feature.every.drawing_on(nomenclature.pk)))
    key = f"item-counts-slow:{nomenclature.pk}"
    if not patiently and cache.get(key):
        return None
    sources = list(sources_of(user, features))
    try:
        rows = within(PATIENTLY if patiently else BRIEFLY, grouped(sources)) if sources and shown else []
    except OperationalError:
        cache.set(key, True, SLOW)
        return None
    itself, together = added_up(rows, items, set(shown))
    return {
        pk: [use_of(items, pk, number, each, itself, together) for number, each in enumerate(sources)] for pk in shown
    }


@dataclass(frozen=True)
class Source:
    """A list that shows a feature, and the feature."""

    screen: Screen
    feature: Feature
    rows: QuerySet


def sources_of(user: User, features: Iterable[Feature]) -> Iterator[Source]:
    """The features in the lists of the tables that carry them, with the rows that the user sees there."""
    for feature in features:
        for model in carriers_of(feature):
            screen = lists_of(model)[0].narrowed(feature.template.code if feature.template else "")
            yield Source(screen, feature, screen.current(screen.rows(user)).order_by())


def grouped(sources: list[Source]) -> QuerySet:
    """One statement: by source the stored values, each with the number of its records."""
    parts = [
        source.rows.annotate(source=Value(number), value=StoredItems(source.feature.pk))
        .values("source", "value")
        .annotate(number=Count("pk"))
        .values_list("source", "value", "number")
        for number, source in enumerate(sources)
    ]
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def within(milliseconds: int, rows: QuerySet) -> list[Any]:
    """The rows, if they come in time; raises OperationalError."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('statement_timeout')")
        (before,) = cursor.fetchone()
        cursor.execute("select set_config('statement_timeout', %s, true)", [str(milliseconds)])
        found = list(rows)
        cursor.execute("select set_config('statement_timeout', %s, true)", [before])
    return found


def added_up(rows: Iterable[Any], items: Items, shown: set[int]) -> tuple[Counter[Any], Counter[Any]]:
    """By source and item: the records with the item itself, and those with it or any under it."""
    itself: Counter[tuple[int, int]] = Counter()
    together: Counter[tuple[int, int]] = Counter()
    paths: dict[int, set[int]] = {}
    for source, value, number in rows:
        lines: set[int] = set()
        # What a job is turning into another data type is no list any more.
        for pk in set(value if isinstance(value, list) else ()):
            itself[source, pk] += number
            if pk not in paths:
                paths[pk] = shown.intersection(items.above(pk))
            lines |= paths[pk]
        for pk in lines:
            together[source, pk] += number
    return itself, together


def use_of(items: Items, pk: int, number: int, source: Source, itself: Counter[Any], together: Counter[Any]) -> Use:
    """The use of one item in one source."""
    feature, code = source.feature, items.tree.by_id[pk].code
    urls = ["", ""]
    if feature.stopped_at is None and feature.job_id is None:
        own = {OF: feature.template.code} if feature.template else {}
        asked = [urlencode(own | {f"f.{feature.code}": each}) for each in (code, code + ALONE)]
        urls = [f"{source.screen.url()}?{each}" for each in asked]
    return Use(feature, itself[number, pk], together[number, pk], *urls)
