"""The rows of a bulk edit, written and read in sets."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from exchange.bulk.models import BulkEdit, BulkRow
from exchange.models import counting
from exchange.staging import to_json
from exchange.targets import Candidate

TABLE = BulkRow._meta.db_table


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


def next_rows(edit: BulkEdit, number: int) -> list[Row]:
    """The next rows in the order of the records' ids, which is that of the locks."""
    found = edit.rows.filter(record_id__gt=edit.last_id).order_by("record_id")
    return [Row(*values) for values in found.values_list("record_id", "version", "outcome")[:number]]


def settle(edit: BulkEdit, rows: Sequence[Row], *, write: bool) -> None:
    """Keeps the outcome of the rows and moves the edit behind them."""
    keep(edit, [row for row in rows if not (write and row.told_already)])
    numbers = {"changed": 0, "same": 0, "refused": 0}
    for row in rows:
        numbers[row.outcome] += 1
    meanwhile = sum(row.changed_meanwhile for row in rows) if write else 0
    last, counts = rows[-1].record_id, numbers | {"meanwhile": meanwhile, "remaining": -len(rows)}
    BulkEdit.objects.filter(pk=edit.pk).update(last_id=last, **counting(**counts))
    edit.last_id = last
    for name, number in counts.items():
        setattr(edit, name, getattr(edit, name) + number)


def keep(edit: BulkEdit, rows: Collection[Row]) -> None:
    """Writes the outcome of rows."""
    if not rows:
        return
    columns = (
        [row.record_id for row in rows],
        [row.version for row in rows],
        [row.outcome for row in rows],
        [row.why for row in rows],
        [row.reason for row in rows],
        [json.dumps(row.changes, ensure_ascii=False) if row.changes else None for row in rows],
        [to_json(row.work) for row in rows],
    )
    arrays = ", ".join(f"%s::{kind}[]" for kind in ("bigint", "int", "text", "text", "text", "jsonb", "jsonb"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {TABLE} b set version = n.version, outcome = n.outcome, why = n.why, reason = n.reason,"
            f" changes = n.changes, work = n.work from unnest({arrays})"
            " n(id, version, outcome, why, reason, changes, work)"
            " where b.edit_id = %s and b.record_id = n.id",
            [*columns, edit.pk],
        )
