"""What jobs of this room are called in lists: by the file, the bulk edit, or what is undone."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from access.models import User
from exchange.bulk.models import BulkEdit
from exchange.models import ImportRun
from exchange.undoing.gathering import UNDO
from exchange.undoing.models import Undoing
from jobs.models import Job
from jobs.registry import Named, names_of


def imports(jobs: Sequence[Job], user: User) -> Mapping[int, Named]:
    """Imports and their checks by their files, as far as the user may see these."""
    runs = ImportRun.objects.visible_to(user).in_bulk({job.arguments.get("run") for job in jobs})
    found = {job.pk: runs.get(job.arguments.get("run")) for job in jobs}
    labels = {job.pk: job.label for job in jobs}
    return {pk: Named(_quoted(labels[pk], str(run)), run.get_absolute_url()) for pk, run in found.items() if run}


def exports(jobs: Sequence[Job], user: User) -> Mapping[int, Named]:
    """Finished exports by the files that they have written."""
    done = (job for job in jobs if job.result.get("name"))
    return {job.pk: Named(_quoted(job.label, job.result["name"]), job.get_absolute_url()) for job in done}


def edits(jobs: Sequence[Job], user: User) -> Mapping[int, Named]:
    """Bulk edits and their checks by the numbers that their addresses have."""
    found = BulkEdit.objects.visible_to(user).in_bulk({job.arguments.get("edit") for job in jobs})
    kept = ((job, found.get(job.arguments.get("edit"))) for job in jobs)
    return {job.pk: Named(f"{job.label} {edit.pk}", edit.get_absolute_url()) for job, edit in kept if edit}


def undoings(jobs: Sequence[Job], user: User) -> Mapping[int, Named]:
    """Undoings by the job at the beginning, however often it went to and fro; a query for every step of that."""
    told = Undoing.objects.visible_to(user).in_bulk({job.arguments.get("undoing") for job in jobs})
    kept = {job.pk: told[job.arguments.get("undoing")] for job in jobs if job.arguments.get("undoing") in told}
    origins, backs = _origins([each.job_id for each in kept.values()])
    names = names_of(set(origins.values()), user)
    found = {}
    for job in jobs:
        if undoing := kept.get(job.pk):
            what = names[origins[undoing.job_id].pk].name
            text = _("Bring back: %(what)s") if backs[undoing.job_id] else _("Undo: %(what)s")
            name = text % {"what": what} if job.kind == UNDO else f"{job.label}: {what}"
            found[job.pk] = Named(name, undoing.get_absolute_url())
    return found


def _origins(jobs: Sequence[int]) -> tuple[dict[int, Job], dict[int, bool]]:
    """By job that is undone the one at the beginning, and whether undoing it brings that one's changes back."""
    origins, backs = Job.objects.in_bulk(jobs), dict.fromkeys(jobs, False)
    while on := {pk: job.arguments["undoing"] for pk, job in origins.items() if job.kind == UNDO}:
        undone = Undoing.objects.select_related("job").in_bulk(set(on.values()))
        if len(undone) < len(set(on.values())):
            break
        for pk, undoing in on.items():
            origins[pk], backs[pk] = undone[undoing].job, not backs[pk]
    return origins, backs


def _quoted(job: str, file: str) -> str:
    return _("%(job)s “%(file)s”") % {"job": job, "file": file}
