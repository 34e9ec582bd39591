"""The records that a bulk edit has refused, as a file."""

from pathlib import Path

from django.utils.translation import gettext as _

from access.models import User
from exchange.bulk.looking import lines_of
from exchange.bulk.models import BulkEdit, BulkOutcome
from exchange.writing import written

ROWS_A_STEP = 1_000


def write_refused(*, edit: BulkEdit, user: User, path: Path, format: str) -> int:
    """Writes code, name and reason of each record, as far as the user may see it; returns the number of rows."""
    rows = edit.done_rows.filter(outcome=BulkOutcome.REFUSED).order_by("record_id")
    number, last = 0, 0
    with written(path, format, [_("Code"), _("Name"), _("Reason")]) as writer:
        while found := list(rows.filter(record_id__gt=last)[:ROWS_A_STEP]):
            for line in lines_of(edit, user, found):
                code = str(getattr(line.record, "code", "") or line.record_id)
                writer.write([code, str(line.record or ""), line.reason])
            number, last = number + len(found), found[-1].record_id
    return number
