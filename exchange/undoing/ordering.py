"""Orders the undoing of a job: first its check, then itself."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from access.models import Ability, User
from access.policy import can
from exchange.models import ImportRun
from exchange.targets import confidential
from exchange.undoing.gathering import UNDO
from exchange.undoing.models import Undoing
from exchange.undoing.running import CHECK, runs_of, undoable
from exchange.undoing.subjects import subjects
from jobs.models import Job
from jobs.running import start

State = Undoing.State
UNFINISHED = (State.CHECKING, State.CHECKED, State.UNDOING)


@transaction.atomic
def check_undo(*, user: User, job: Job) -> Undoing:
    """Orders a check of what an undoing of the job would do; one that is waiting for its confirmation is made anew.

    Raises ValidationError, PermissionDenied.
    """
    undoing = _begun(user, job, State.CHECKING)
    if undoing.state == State.UNDOING or (undoing.work and not undoing.work.finished):
        return undoing
    _anew(undoing, user, State.CHECKING)
    return _ordered(undoing, CHECK)


@transaction.atomic
def start_undo(*, user: User, job: Job) -> Undoing:
    """Orders the undoing of all that the job has written, or the rest of one that a fault has stopped.

    Who wants to know beforehand what will happen orders a check first. Raises ValidationError, PermissionDenied.
    """
    undoing = _begun(user, job, State.UNDOING)
    if undoing.work and not undoing.work.finished:
        if undoing.work.kind == UNDO:
            return undoing
        raise ValidationError(_("It is being checked: wait until that is done."))
    if undoing.state != State.UNDOING:
        _anew(undoing, user, State.UNDOING)
    return _ordered(undoing, UNDO)


@transaction.atomic
def leave_undo(*, undoing: Undoing) -> None:
    """Gives up an undoing that nobody is doing: what it has taken back stays so.

    One that was only checked counts for nothing and is forgotten in time (see clearing). Raises ValidationError.
    """
    stored = Undoing.objects.select_for_update(of=("self",)).select_related("work").get(pk=undoing.pk)
    if stored.finished:
        raise ValidationError(_("This is done already."))
    if stored.work and not stored.work.finished:
        raise ValidationError(_("It is not finished yet: cancel it, or wait until it is done."))
    stored.state = State.CANCELLED
    stored.save(update_fields=["state"])


def refuse_while_undone(job: Job | None) -> None:
    """Raises ValidationError while the job is being taken back: its rest would come in between."""
    if job and Undoing.objects.filter(job=job, state=State.UNDOING).exists():
        raise ValidationError(_("This is being undone already."))


def may_undo(user: User, job: Job) -> bool:
    """Whether the user may undo the job: it is his own, or he may edit settings, and he may change its records."""
    his = job.user_id == user.pk or can(user, Ability.CONFIGURE)
    changes = any(subject.may_undo(user) for subject in subjects.values())
    return job.kind in undoable and his and changes and may_know(user, job)


def may_know(user: User, job: Job) -> bool:
    """Whether the user may know what the job has done: what is confidential in a file is its user's alone."""
    origin, _back = origin_of(job)
    if origin.kind != "import":
        return True
    secret = ImportRun.objects.filter(pk=origin.arguments["run"], target__in=confidential())
    return not secret.exclude(user=user).exists()


def origin_of(job: Job) -> tuple[Job, bool]:
    """The job at the beginning, and whether to undo this one brings its changes back."""
    back = False
    while job.kind == UNDO:
        undoing = Undoing.objects.select_related("job").filter(pk=job.arguments["undoing"]).first()
        if undoing is None:
            break
        job, back = undoing.job, not back
    return job, back


def has_written(job: Job) -> bool:
    """Whether the history knows of changes by this job."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from history_change where run = any(%s) and run like 'job:%%')", [runs_of(job)]
        )
        return bool(cursor.fetchone()[0])


def told_undoings() -> QuerySet[Undoing]:
    """The undoings that count: checks that led to nothing do not."""
    told = Undoing.objects.exclude(work__kind=CHECK, state__in=(State.CANCELLED, State.FAILED))
    return told.select_related("work", "user", "job")


def _begun(user: User, job: Job, state: str) -> Undoing:
    """The unfinished undoing of the job, locked, or a new one."""
    if not may_undo(user, job):
        raise PermissionDenied
    # Whoever presses the button at the same time waits here.
    together = Job.objects.select_for_update(of=("self",)).filter(pk__in=undoable[job.kind](job)).order_by("pk")
    if not all(each.finished for each in together):
        raise ValidationError(_("It is not finished yet: cancel it, or wait until it is done."))
    if not has_written(job):
        raise ValidationError(_("It has changed nothing: there is nothing to undo."))
    found = Undoing.objects.filter(job=job, state__in=UNFINISHED).select_related("work").first()
    return found or Undoing.objects.create(job=job, user=user, state=state)


def _anew(undoing: Undoing, user: User, state: str) -> None:
    # Its job gathers the rows anew, perhaps a million: since the last check the job that is undone may have gone on.
    undoing.found, undoing.user, undoing.state = None, user, state
    undoing.position = undoing.reversed = undoing.kept = undoing.failed = 0


def _ordered(undoing: Undoing, kind: str) -> Undoing:
    undoing.work = start(kind=kind, user=undoing.user, arguments={"undoing": undoing.pk})
    undoing.save()
    return undoing
