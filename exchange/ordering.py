"""Orders what an import needs from the worker: the check, the import; and remembers mappings."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from access.models import User
from exchange.mapping import ColumnMapping
from exchange.models import ImportRun, Profile
from exchange.targets import target_of
from exchange.uploading import refuse_started
from jobs.models import Job
from jobs.running import start

State = ImportRun.State


@transaction.atomic
def order_check(*, run: ImportRun, mapping: ColumnMapping) -> Job:
    """Keeps the mapping and orders a check of all rows; raises ValidationError."""
    run = _locked(run)
    refuse_started(run)
    mapping.check(target_of(run.target).attributes(run.user))
    run.mapping, run.state = mapping.values(), State.MAPPING
    return _ordered(run, "check")


@transaction.atomic
def order_import(*, run: ImportRun) -> Job:
    """Orders the import of a checked file, or the rest of one that a fault has stopped; raises ValidationError."""
    run = _locked(run)
    if run.job and not run.job.finished:
        return run.job
    if run.state not in (State.CHECKED, State.IMPORTING):
        raise ValidationError(_("Check the rows first."))
    return _ordered(run, "import")


@transaction.atomic
def remember(*, run: ImportRun, name: str, user: User) -> Profile:
    """Remembers the run's mapping under a name; an equal name is overwritten."""
    name = " ".join(name.split())[:100]
    if not name:
        raise ValidationError(_("Enter a name for the mapping."))
    values = {"headers": run.reading.headers, "mapping": run.mapping, "user": user}
    return Profile.objects.update_or_create(target=run.target, name=name, defaults=values)[0]


def _locked(run: ImportRun) -> ImportRun:
    return ImportRun.objects.select_for_update(of=("self",)).select_related("job", "user").get(pk=run.pk)


def _ordered(run: ImportRun, kind: str) -> Job:
    run.job = start(kind=kind, user=run.user, arguments={"run": run.pk})
    run.save()
    return run.job
