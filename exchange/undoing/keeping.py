"""The records of an undoing, read chunk by chunk, and what became of them, written in sets."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F

from exchange.abreast import Overtaken
from exchange.undoing.models import Outcome, Undoing, UndoneRow
from exchange.undoing.subjects import Noted, Unit

TABLE = UndoneRow._meta.db_table
MOVING = ("position", *Outcome.values)
"What changes with every chunk."


class Chunk(NamedTuple):
    """The records that are committed together, and the position behind which they begin."""

    after: int
    rows: list[Noted]


def chunks_of(undoing: Undoing, number: int) -> Iterator[Chunk]:
    """What is not taken back yet, so many records at a time, the last written first."""
    after = undoing.position
    while True:
        found = UndoneRow.objects.filter(undoing=undoing, position__gt=after).order_by("position")
        rows = [Noted(*values) for values in found.values_list(*Noted._fields)[:number]]
        if not rows:
            return
        yield Chunk(after, rows)
        after = rows[-1].position


def keep(undoing: Undoing, units: Sequence[Unit], *, writing: bool) -> None:
    """Notes the outcomes; a check notes only what will not be reversed."""
    staying = [unit for unit in units if not unit.passes]
    with connection.cursor() as cursor:
        if writing:
            cursor.execute(
                f"update {TABLE} set outcome = %s where undoing_id = %s and position between %s and %s"
                " and position <> all(%s::bigint[])",
                [
                    Outcome.REVERSED.value,
                    undoing.pk,
                    units[0].row.position,
                    units[-1].row.position,
                    [unit.row.position for unit in staying],
                ],
            )
        if staying:
            _tell(cursor, undoing, staying)


def _tell(cursor: Any, undoing: Undoing, units: Sequence[Unit]) -> None:
    """Notes why these stay."""
    cursor.execute(
        f"""
        update {TABLE} r
        set outcome = n.outcome, reason = n.reason, edits = n.edits::jsonb, changed_by = n.by, changed_at = n.at
        from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::timestamptz[])
            n(position, outcome, reason, edits, by, at)
        where r.undoing_id = %s and r.position = n.position""",
        [
            [unit.row.position for unit in units],
            [unit.outcome for unit in units],
            [unit.reason for unit in units],
            [json.dumps(unit.edits) if unit.outcome == Outcome.KEPT and unit.edits else None for unit in units],
            [unit.editor.user_id if unit.editor else None for unit in units],
            [unit.editor.at if unit.editor else None for unit in units],
            undoing.pk,
        ],
    )


def count(undoing: Undoing, units: Sequence[Unit], *, after: int) -> None:
    """Moves the undoing behind these records and adds them to its balance; raises Overtaken where others have."""
    position = units[-1].row.position
    added: dict[str, Any] = {name: sum(unit.outcome == name for unit in units) for name in Outcome.values}
    changed = {name: F(name) + number for name, number in added.items()}
    if not Undoing.objects.filter(pk=undoing.pk, position=after).update(position=position, **changed):
        raise Overtaken
    undoing.position = position
