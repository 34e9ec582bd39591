"""The jobs of this room: checking a file, importing it, exporting a list; and the clearing away of old files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from exchange import naming
from exchange.balancing import proven
from exchange.bulk import tasks as bulk_tasks  # they register themselves
from exchange.bulk.clearing import clear_edits
from exchange.clearing import EXPORTS, clear_away, forget_sources
from exchange.exporting import export, figures, file_name, in_order, list_of, screen_of
from exchange.models import ImportRun
from exchange.running import run_import
from exchange.undoing import tasks as undoing_tasks
from exchange.undoing.clearing import forget_checks
from exchange.writing import drop_parts, sheets_of
from jobs.models import Job
from jobs.registry import job
from jobs.running import Cancelled, Progress

__all__ = ["bulk_tasks", "undoing_tasks"]


def address(work: Job) -> str:
    return reverse("exchange:run", args=[work.arguments["run"]])


@job("check", label=_("Check of a file"), address=address, names=naming.imports)
def check(progress: Progress) -> dict[str, Any]:
    """Says what an import would do."""
    return _run(progress, write=False)


@job("import", label=_("Import"), address=address, names=naming.imports)
def write(progress: Progress) -> dict[str, Any]:
    """Imports a file."""
    return _run(progress, write=True)


def _run(progress: Progress, *, write: bool) -> dict[str, int]:
    run = ImportRun.objects.select_related("user").get(pk=progress.job.arguments["run"])
    if not write:
        return run_import(run=run, write=False, progress=progress)
    with proven(run, progress.job):
        return run_import(run=run, write=True, progress=progress)


def export_address(work: Job) -> str:
    return reverse("exchange:exported", args=[work.pk])


@job("export", label=_("Export"), address=export_address, names=naming.exports)
def write_list(progress: Progress) -> dict[str, Any]:
    """Writes a list into a file below the media; a repeated attempt writes it anew."""
    wanted, user = progress.job.arguments, progress.job.user
    if user is None:
        raise ValidationError(gettext("An export needs a user, whose rights say which rows it may hold."))
    screen = screen_of(wanted["screen"])
    parent = screen.owner(user, wanted["parent"]) if wanted["parent"] else None  # type: ignore[attr-defined]
    if not screen.may_export(user, parent):
        raise ValidationError(gettext("You may not export this list."))
    query = list_of(screen=screen, user=user, query=wanted["query"], parent=parent)
    ticked, format = wanted.get("ticked", []), wanted["format"]
    allowed, shown = figures(query, ticked)
    progress.stage(gettext_noop("Writing the file"), expected=allowed)
    file = Path(EXPORTS) / f"{progress.job.pk}.{format}"
    path = Path(settings.MEDIA_ROOT) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    drop_parts(path)
    try:
        rows = export(query=query, ticked=ticked, path=path, format=format, step=lambda done: progress.step(done=done))
    except Cancelled:
        progress.job.message = gettext("Cancelled: no file is kept.")
        raise
    progress.job.done = rows
    told = {"rows": rows, "allowed": allowed, "shown": shown, "in_order": in_order(query, ticked)}
    return {"file": str(file), "name": file_name(screen, format), "sheets": sheets_of(rows, format), **told}


@app.periodic(cron="23 * * * *")
@app.task(name="exchange.clear_away", queueing_lock="exchange.clear_away")
def clear_old_files(timestamp: int) -> None:
    """Every hour, so that a machine which is off at night does it too: removes what nobody comes back for."""
    clear_away(days=settings.KEEP_FILES_DAYS)
    clear_edits(days=settings.KEEP_FILES_DAYS)
    forget_checks(days=settings.KEEP_FILES_DAYS)
    # Another sixteenth of them every hour: each is looked at once in some days, also where nights are left out.
    forget_sources(f"{timestamp // 3600 % 16:x}")
