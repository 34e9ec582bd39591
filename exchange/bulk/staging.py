"""The rows of a bulk edit, written and read in sets."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from exchange.abreast import Overtaken
from exchange.bulk.models import BulkEdit, BulkOutcome, BulkRow
from exchange.models import counting
from exchange.staging import to_json
from exchange.targets import Candidate

TABLE = BulkRow._meta.db_table
KEPT = ("record_id", "version", "outcome", "why", "reason", "changes", "work")
MOVING = ("last_id", *BulkOutcome.values, "remaining", "meanwhile")
"What changes with every chunk."


@dataclass(slots=True)
class Row:
    """A record that is meant: what the check has found of it, and what this passage finds."""

    record_id: int
    planned_version: int | None = None
    planned: str = ""
    version: int | None = None
    outcome: str = ""
    why: str = ""
    reason: str = ""
    changes: dict[str, list[str]] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def work(self) -> Any:
        """What is to be written of it, where one part alone does that."""
        return self.candidates[0].work if self.outcome == "changed" and len(self.candidates) == 1 else None

    @property
    def changed_meanwhile(self) -> bool:
        """Whether somebody has changed the record since the check."""
        return self.planned_version is not None and self.version != self.planned_version

    @property
    def told_already(self) -> bool:
        """Whether the check has left exactly what there is to say."""
        return self.planned_version is not None and (self.version, self.outcome) == (
            self.planned_version,
            self.planned,
        )


def meant(edit: BulkEdit, rows: QuerySet[Any]) -> int:
    """Keeps for good which records are meant, and returns their number."""
    sql, params = rows.order_by().values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {TABLE} (edit_id, record_id, outcome, why, reason)"
            f" select %s, meant.id, '', '', '' from ({sql}) meant(id) on conflict do nothing",
            [edit.pk, *params],
        )
        return int(cursor.rowcount)


class Chunk(NamedTuple):
    """The rows that are committed together, each in the order of `Row`, and the record behind which they begin."""

    after: int
    values: list[tuple[Any, ...]]


def chunks_of(edit: BulkEdit, number: int) -> Iterator[Chunk]:
    """What is not judged yet, so many rows at a time, in the order of the records' ids, which is that of the locks."""
    after = edit.last_id
    while True:
        found = edit.rows.filter(record_id__gt=after).order_by("record_id")
        values = list(found.values_list("record_id", "version", "outcome")[:number])
        if not values:
            return
        yield Chunk(after, values)
        after = values[-1][0]


def settle(edit: BulkEdit, rows: Sequence[Row], *, after: int, write: bool) -> None:
    """Keeps the outcome of the rows and moves the edit behind them; raises Overtaken where others have done so."""
    keep(edit, [row for row in rows if not (write and row.told_already)])
    numbers = {"changed": 0, "same": 0, "refused": 0}
    for row in rows:
        numbers[row.outcome] += 1
    meanwhile = sum(row.changed_meanwhile for row in rows) if write else 0
    last, counts = rows[-1].record_id, numbers | {"meanwhile": meanwhile, "remaining": -len(rows)}
    edits = BulkEdit.objects.filter(pk=edit.pk, last_id=after)
    if not edits.update(last_id=last, **counting(**counts)):
        raise Overtaken
    edit.last_id = last
    for name, number in counts.items():
        setattr(edit, name, getattr(edit, name) + number)


def keep(edit: BulkEdit, rows: Collection[Row]) -> None:
    """Writes the outcome of rows."""
    if not rows:
        return
    # One text: an array of texts would be searched for quotes one by one.
    told = to_json([{name: getattr(row, name) or None for name in KEPT} for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {TABLE} b set version = n.version, outcome = n.outcome, why = coalesce(n.why, ''),"
            " reason = coalesce(n.reason, ''), changes = n.changes, work = n.work from json_to_recordset(%s)"
            " n(record_id bigint, version int, outcome text, why text, reason text, changes jsonb, work jsonb)"
            " where b.edit_id = %s and b.record_id = n.record_id",
            [told, edit.pk],
        )
