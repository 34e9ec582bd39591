"""The report of an import: every row with its outcome, the record that it led to, and the reason."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from access.models import User
from exchange.models import ImportRun, Outcome, StagedRow
from exchange.targets import target_of
from exchange.writing import written

ROWS_AT_ONCE = 2_000
MOST_IN_XLSX = 100_000
"Rows that a workbook is made of while somebody waits; longer reports, and more failed rows, are CSV."


def write_report(*, run: ImportRun, user: User, path: Path, format: str) -> int:
    """Writes the rows that the run has reached and returns their number; records unknown to the user have no code."""
    titles = [_("Line"), _("Outcome"), _("Code"), _("Record"), _("Reason")]
    number = 0
    with written(path, format, titles) as writer:
        for cells in lines(run, user):
            writer.write(cells)
            number += 1
    return number


def lines(run: ImportRun, user: User) -> Iterator[list[str]]:
    """The rows of the report in their order."""
    wanted = run.rows.filter(line__lte=run.last_line).order_by("line").only("line", "outcome", "record_id", "errors")
    seen = target_of(run.target).seen(user)
    rows = wanted.iterator(chunk_size=ROWS_AT_ONCE)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        records = seen.in_bulk({row.record_id for row in some if row.record_id})
        for row in some:
            record = records.get(row.record_id)
            code = str(getattr(record, "code", "") or "") if record else ""
            yield [str(row.line), str(Outcome(row.outcome).label), code, str(record or ""), reason(row)]


def reason(row: StagedRow) -> str:
    """Why the row failed."""
    return "; ".join(": ".join(filter(None, (each["column"], each["reason"]))) for each in row.errors or ())
