"""The jobs of this room: checking a file, and importing it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchange.models import ImportRun
from exchange.running import run_import
from jobs.models import Job
from jobs.registry import job
from jobs.running import Progress


def address(work: Job) -> str:
    return reverse("exchange:run", args=[work.arguments["run"]])


@job("check", label=_("Check of a file"), address=address)
def check(progress: Progress) -> dict[str, Any]:
    """Says what an import would do."""
    return _run(progress, write=False)


@job("import", label=_("Import"), address=address)
def write(progress: Progress) -> dict[str, Any]:
    """Imports a file."""
    return _run(progress, write=True)


def _run(progress: Progress, *, write: bool) -> dict[str, int]:
    run = ImportRun.objects.select_related("user").get(pk=progress.job.arguments["run"])
    return run_import(run=run, write=write, progress=progress)
