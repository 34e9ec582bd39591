"""The jobs of bulk edits: checking what would be changed, and changing it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchange import naming
from exchange.bulk.models import BulkEdit
from exchange.bulk.running import run
from jobs.models import Job
from jobs.registry import job
from jobs.running import Progress


def address(work: Job) -> str:
    return reverse("exchange:bulk_edit", args=[work.arguments["edit"]])


@job("bulk-check", label=_("Check of a bulk edit"), address=address, names=naming.edits)
def check(progress: Progress) -> dict[str, Any]:
    """Says what a bulk edit would change."""
    return _run(progress)


@job("bulk-edit", label=_("Bulk edit"), address=address, names=naming.edits)
def change(progress: Progress) -> dict[str, Any]:
    """Changes the records."""
    return _run(progress)


def _run(progress: Progress) -> dict[str, int]:
    edit = BulkEdit.objects.select_related("user").get(pk=progress.job.arguments["edit"])
    return run(edit=edit, progress=progress)
