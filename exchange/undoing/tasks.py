"""The jobs of an undoing: its check, and itself."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange import naming
from exchange.undoing.gathering import UNDO
from exchange.undoing.models import Undoing
from exchange.undoing.running import CHECK, run_undoing
from jobs.models import Job
from jobs.registry import job
from jobs.running import Progress


def address(work: Job) -> str:
    return reverse("exchange:undoing", args=[work.arguments["undoing"]])


@job(CHECK, label=_("Check of an undoing"), address=address, names=naming.undoings)
def check_undoing(progress: Progress) -> dict[str, Any]:
    """Says what an undoing would do."""
    return _run(progress, write=False)


@job(UNDO, label=_("Undoing"), address=address, names=naming.undoings)
def undo(progress: Progress) -> dict[str, Any]:
    """Takes back what a job has written."""
    return _run(progress, write=True)


def _run(progress: Progress, *, write: bool) -> dict[str, int]:
    pk = progress.job.arguments["undoing"]
    undoing = Undoing.objects.select_related("user", "job").filter(pk=pk).first()
    if undoing is None:
        raise ValidationError(gettext("This undoing was given up."))
    return run_undoing(undoing=undoing, write=write, progress=progress)
