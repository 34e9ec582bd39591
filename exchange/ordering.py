"""Orders what an import needs from the worker: the check, the import; and remembers mappings."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from access.models import Action, User
from exchange.mapping import ColumnMapping
from exchange.models import ImportRun, Profile
from exchange.targets import target_of
from exchange.undoing.ordering import refuse_while_undone
from exchange.uploading import locked, refuse_started
from jobs.models import Job
from jobs.running import start

State = ImportRun.State


@transaction.atomic
def order_check(*, run: ImportRun, mapping: ColumnMapping) -> Job:
    """Keeps the mapping and orders a check of all rows; raises ValidationError."""
    run = locked(run)
    refuse_started(run)
    target = target_of(run.target)
    mapping.check(target.attributes(run.user))
    if problem := target.option_problem(mapping.options):
        raise ValidationError(problem)
    run.mapping, run.state = mapping.values(), State.MAPPING
    return _ordered(run, "check")


@transaction.atomic
def order_import(*, run: ImportRun) -> Job:
    """Orders the import of a checked file, or the rest of one that a fault has stopped; raises ValidationError."""
    run = locked(run)
    if run.job and not run.job.finished:
        return run.job
    if run.state not in (State.CHECKED, State.IMPORTING):
        raise ValidationError(_("Check the rows first."))
    refuse_while_undone(run.job)
    return _ordered(run, "import")


@transaction.atomic
def remember(*, run: ImportRun, mapping: ColumnMapping, name: str, user: User) -> Profile:
    """Remembers a mapping of the run's file under a name, in place of an earlier one; raises ValidationError."""
    name = " ".join(name.split())[:100]
    if not name:
        raise ValidationError(_("Enter a name for the mapping."))
    values = {"headers": run.reading.headers, "mapping": mapping.values()}
    profiles = Profile.objects.select_for_update(of=("self",))
    profile, made = profiles.get_or_create(target=run.target, name=name, defaults=values | {"user": user})
    if not made:
        if not _his(profile, user):
            raise ValidationError(_("Somebody else has a mapping “%s”: use another name for yours.") % name)
        Profile.objects.filter(pk=profile.pk).update(**values)
    return profile


def forget(*, profile: Profile, user: User) -> None:
    """Forgets a mapping; raises ValidationError."""
    if not _his(profile, user):
        raise ValidationError(
            _("“%s” is the mapping of somebody else: only they, or who may edit settings, can forget it.") % profile
        )
    profile.delete()


def _his(profile: Profile, user: User) -> bool:
    return Profile.objects.visible_to(user, Action.EDIT).filter(pk=profile.pk).exists()


def _ordered(run: ImportRun, kind: str) -> Job:
    run.job = start(kind=kind, user=run.user, arguments={"run": run.pk})
    run.save()
    return run.job
