"""The order of siblings: positions 1..n, whoever arranges at the same time.

Every verb first takes the lock of the sibling set, then reads the order, then writes what moved in one statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reference.models.rows import Arranged

A = TypeVar("A", bound=Arranged)


@dataclass(frozen=True)
class Siblings:
    """The rows that share one order: those of a table, or those under one parent."""

    model: type[Arranged]
    shared: tuple[Any, ...]

    @classmethod
    def of(cls, record: Arranged) -> Self:
        return cls(type(record), tuple(getattr(record, f"{name}_id") for name in record.arranged_within))

    @property
    def rows(self) -> QuerySet:
        rows = self.model._default_manager.order_by("position", "pk")
        for name, value in zip(self.model.arranged_within, self.shared, strict=True):
            rows = rows.filter(**({f"{name}__isnull": True} if value is None else {name: value}))
        return rows

    @property
    def lock(self) -> str:
        """What is locked: all items of a nomenclature together, for they move from one parent to another."""
        return f"{self.model._meta.db_table}{self.shared[:-1] or self.shared}"

    def locked(self) -> dict[int, int]:
        """The positions by id, in order, for this transaction alone to change until it ends."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [self.lock])
        return dict(self.rows.values_list("pk", "position"))

    def write(self, ids: Sequence[int], was: dict[int, int]) -> int:
        """Numbers the rows in this order, in one statement; the number of rows that moved."""
        moved = [(pk, position) for position, pk in enumerate(ids, 1) if was[pk] != position]
        if moved:
            table = connection.ops.quote_name(self.model._meta.db_table)
            statement = f"update {table} t set position = o.position"
            statement += " from unnest(%s::bigint[], %s::int[]) o(id, position) where t.id = o.id"
            with connection.cursor() as cursor:
                cursor.execute(statement, [[pk for pk, _position in moved], [position for _pk, position in moved]])
        return len(moved)


def append(*, record: A) -> A:
    """Saves a new record behind its siblings; raises ValidationError when what it refers to is gone meanwhile."""
    return append_all(records=[record])[0]


@transaction.atomic
def append_all(*, records: Sequence[A]) -> Sequence[A]:
    """Saves new siblings, in this order, behind those that there are; raises ValidationError as `append` does."""
    if records:
        siblings = Siblings.of(records[0])
        order = siblings.locked()
        hold(*records)
        siblings.write(list(order), order)
        for place, record in enumerate(records, len(order) + 1):
            record.position = place
        siblings.model._default_manager.bulk_create(records)
    return records


def hold(*records: Arranged) -> None:
    """Keeps the rows that records of one table refer to from being deleted until the transaction ends.

    Held before the records themselves, so that everybody takes these locks from the top downwards.
    """
    for field in records[0]._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            wanted = {getattr(record, field.attname) for record in records} - {None}
            rows = field.related_model._default_manager.select_for_update(no_key=True).filter(pk__in=wanted)
            if len(rows.order_by("pk").values_list("pk")) < len(wanted):
                raise ValidationError({field.name: _("It has been deleted meanwhile; choose another.")})


@transaction.atomic
def move(*, record: Arranged, by: int) -> int:
    """Moves a record by so many places, at most to an end of its siblings; its position afterwards."""
    siblings = Siblings.of(record)
    order = siblings.locked()
    ids = list(order)
    if record.pk not in order:
        raise type(record).DoesNotExist
    was = ids.index(record.pk)
    ids.insert(max(0, min(len(ids) - 1, was + by)), ids.pop(was))
    siblings.write(ids, order)
    record.position = ids.index(record.pk) + 1
    return record.position


@transaction.atomic
def arrange(*, model: type[Arranged], ids: Sequence[int]) -> int:
    """Puts the rows in this order; the number of rows that moved.

    The ids may be some of the siblings (a page of them) or of several sets of siblings (a tree read line by line):
    within each set they share out the places that they hold. So whatever was added meanwhile keeps its place
    behind them, and what was deleted meanwhile is passed over.
    """
    wanted = dict.fromkeys(ids)
    sets = {Siblings.of(record) for record in model._default_manager.filter(pk__in=wanted)}
    moved = 0
    for siblings in sorted(sets, key=lambda each: each.lock):
        order = siblings.locked()
        places = iter([pk for pk in wanted if pk in order])
        moved += siblings.write([next(places) if pk in wanted else pk for pk in order], order)
    return moved


def close_gap(*, siblings: Siblings) -> None:
    """Numbers the siblings anew after one of them has gone."""
    order = siblings.locked()
    siblings.write(list(order), order)
