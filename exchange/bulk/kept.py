"""What the check has judged is written in sets, as far as it still holds: nothing is judged twice for nothing."""

from collections.abc import Sequence

from django.db import IntegrityError

from exchange import coming
from exchange.bulk.models import BulkEdit
from exchange.bulk.staging import TABLE, Row
from exchange.models import Outcome
from exchange.targets import Session


def write_kept(edit: BulkEdit, session: Session, table: str, rows: Sequence[Row]) -> list[Row]:
    """Writes the kept work of these rows and returns those whose work no longer holds: they are to be judged anew."""
    coming.prepare()
    coming.ask(
        f"insert into {coming.TABLE} (line, outcome, record_id, version, work)"
        " select record_id, case outcome when 'changed' then 'updated' else outcome end, record_id, version, work"
        f" from {TABLE} where edit_id = %s and record_id between %s and %s and outcome in ('changed', 'same')",
        [edit.pk, rows[0].record_id, rows[-1].record_id],
    )
    coming.leave_out(coming.stale(table, failed=False) + session.outdated())
    try:
        coming.write(session)
    except IntegrityError:
        coming.leave_out(coming.lines(Outcome.UPDATED))
    held = set(coming.lines())
    for row in rows:
        if row.record_id in held:
            row.version, row.outcome = row.planned_version, row.planned
    return [row for row in rows if row.record_id not in held]
