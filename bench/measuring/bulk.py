"""A bulk edit of many records and its undoing, as the worker does them, in a copy of the database."""

from bench.measuring import database
from bench.measuring.figures import Rate
from bench.measuring.goals import Goal
from bench.measuring.reporting import Result
from counterparties.models import Counterparty
from exchange.bulk.changes import SET, Change
from exchange.bulk.ordering import edit_now
from exchange.undoing.gathering import UNDO
from exchange.undoing.ordering import start_undo
from jobs.models import Job
from jobs.running import run
from reference.remembering import remembering

ROWS = 100_000
CHANGES = [Change("status", SET, "inactive"), Change("f.payment-days", SET, "45")]
LEAST = 5_000


def bulk(*, copy: str) -> dict[str, Rate]:
    """Two values of each of these records, one of them a feature: the check with its preview, the run, the undoing."""
    with database.on(copy), remembering():
        ids = list(Counterparty.objects.filter(archived_at=None).order_by("pk").values_list("pk", flat=True)[:ROWS])
        edit = edit_now(user=database.user(), screen="counterparties", changes=CHANGES, ids=ids)
        jobs = Job.objects.filter(arguments__edit=edit.pk).order_by("pk")
        seconds = {job.kind: job.seconds for job in jobs}
        job = jobs.get(kind="bulk-edit")
        undoing = start_undo(user=database.user(), job=job)
        work = run(Job.objects.get(kind=UNDO, arguments__undoing=undoing.pk))
        undoing.refresh_from_db()
        counts = f"{edit.changed} changed, {undoing.reversed} reversed"
        if undoing.reversed < edit.changed:
            raise RuntimeError(f"the undoing of a bulk edit was to reverse all: {counts}. {work.message}")
    return {
        "check": Rate(len(ids), seconds["bulk-check"]),
        "run": Rate(edit.changed, seconds["bulk-edit"], said=counts),
        "undoing": Rate(undoing.reversed, work.seconds),
    }


def bulk_goals(found: dict[str, Result], *, counterparties: int) -> list[Goal]:
    """Only the run has a goal; the others are told."""
    rate = found["bulk edit: run"]["rows_per_second"]
    return [Goal("bulk edit of 100,000, with history", rate, LEAST, "rows/s", at_least=True)]
