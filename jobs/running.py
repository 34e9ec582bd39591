"""Starting, running, watching, cancelling and taking up jobs.

A job is alive while its worker's connection holds the advisory lock of the job. The work is written through that
same connection: a worker that lost the lock has lost the transaction too, so two workers never write for one job.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseFailure
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager

from access.models import User
from jobs.models import Job
from jobs.registry import KINDS

log = logging.getLogger(__name__)
LOCKS = 0x4A4F42
SECONDS_BETWEEN_SIGNS = 0.5
ATTEMPTS = 5
State = Job.State


class Cancelled(Exception):  # noqa: N818 no fault
    """Somebody asked to stop the job; what it committed stays."""


class Interrupted(Exception):  # noqa: N818 no fault
    """The worker is being shut down; another one goes on with the job."""


class Progress:
    """What a job's function tells about itself, and where it hears that it shall stop."""

    def __init__(self, job: Job, stopping: Callable[[], bool] = lambda: False) -> None:
        self.job = job
        self.stopping = stopping
        self.told_at = 0.0

    def stage(self, name: str, *, expected: int | None = None, done: int = 0) -> None:
        """Begins a stage. `name` is a msgid marked with gettext_noop; `done` says what an earlier attempt did."""
        now = timezone.now()
        self._tell(stage=name, expected=expected, done=done, stage_from=done, stage_at=now, seen_at=now)

    def step(self, *, done: int, **figures: Any) -> None:
        """Tells how far the stage is and gives a sign of life; call it often, outside of a transaction.

        Raises Cancelled or Interrupted when the job shall stop here.
        """
        self.job.result = {**self.job.result, **figures}
        if done > self.job.done:
            self.job.attempts = 0
        self.job.done = done
        if time.monotonic() - self.told_at >= SECONDS_BETWEEN_SIGNS:
            self._tell(done=done, attempts=self.job.attempts, result=self.job.result, seen_at=timezone.now())
            self.check()

    def check(self) -> None:
        """Raises Cancelled or Interrupted when the job shall stop here.

        One that waited to go on may have been cancelled meanwhile: ask before the first step, too.
        """
        if self.stopping():
            raise Interrupted
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled

    def stay_ended(self, state: str, told: Callable[[], str]) -> None:
        """Ends the job where its work has ended already, cancelled or failed, and a worker stopped before it said so.

        Raises Cancelled, with what `told` says as the message, or ValidationError.
        """
        if state == State.CANCELLED:
            self.job.message = told()
            raise Cancelled
        if state == State.FAILED:
            raise ValidationError(_("This has ended early. What was done until then stays."))

    def _tell(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.job, name, value)
        Job.objects.filter(pk=self.job.pk).update(**values)
        self.told_at = time.monotonic()


def start(*, kind: str, user: User | None, arguments: dict[str, Any], foreground: bool = False) -> Job:
    """Orders a job from the worker; it begins when the surrounding transaction is committed.

    A command does its own jobs: it starts them in the foreground and calls `run`.
    """
    job = Job.objects.create(kind=KINDS[kind].name, user=user, arguments=arguments, foreground=foreground)
    if not foreground:
        queue(job)
    return job


def queue(job: Job) -> None:
    """Puts the job into the worker's queue, unless it is there already."""
    kind = KINDS.get(job.kind)
    lock = f"kind {kind.name}" if kind and kind.takes_turns else None
    order = app.configure_task("jobs.run", queueing_lock=f"job {job.pk}", lock=lock)
    order.job_manager = JobManager(DjangoConnector())
    try:
        with transaction.atomic():
            order.defer(job_id=job.pk)
    except AlreadyEnqueued:
        log.debug("job %s is in the queue already", job.pk)


def run(job: Job, *, stopping: Callable[[], bool] = lambda: False) -> Job:
    """Does the job here and now, unless it is finished or somebody else is doing it. Errors end up in the job."""
    with locked(job) as mine:
        if mine:
            job.refresh_from_db()
            if not job.finished and _begun(job):
                _work(job, Progress(job, stopping))
    return job


def cancel(*, job: Job) -> None:
    """Asks a job to stop; one that waits to begin is stopped at once. What is committed stays."""
    stopped = Job.objects.filter(pk=job.pk, state=State.WAITING, started_at=None).update(
        state=State.CANCELLED,
        cancel_requested=True,
        finished_at=timezone.now(),
        message=_("Cancelled before it began."),
    )
    if not stopped:
        Job.objects.filter(pk=job.pk, finished_at=None).update(cancel_requested=True)
    job.refresh_from_db()


@contextmanager
def locked(job: Job) -> Iterator[bool]:
    """Holds the job's advisory lock, as long as the connection lives; gives False when somebody else holds it."""
    mine = _ask("select pg_try_advisory_lock(%s, %s)", LOCKS, job.pk)
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            _ask("select pg_advisory_unlock(%s, %s)", LOCKS, job.pk)


def take_up() -> list[int]:
    """Queues the unfinished jobs that nobody is doing, and returns their numbers.

    A job of a command ends with its command: it is not taken up but reported as stopped.
    """
    unfinished = Job.objects.filter(Q(state=State.RUNNING) | Q(state=State.WAITING, foreground=False))
    return [job.pk for job in unfinished.exclude(pk__in=alive()).select_related("user") if _taken(job)]


def alive() -> list[int]:
    """The numbers of the jobs that somebody is doing."""
    with connection.cursor() as cursor:
        # Locks are listed for the whole server: other databases on it have jobs of the same numbers.
        cursor.execute(
            "select objid from pg_locks where locktype = 'advisory' and classid = %s"
            " and database = (select oid from pg_database where datname = current_database())",
            [LOCKS],
        )
        return [number for (number,) in cursor.fetchall()]


def _taken(job: Job) -> bool:
    with locked(job) as mine:
        if mine:
            job.refresh_from_db()
        if not mine or job.finished:
            return False
        if job.foreground:
            _finish(job, State.FAILED, message=_("The command was stopped; what it had done stays."))
            return False
    queue(job)
    return True


def _begun(job: Job) -> bool:
    now = timezone.now()
    job.attempts += 1
    if job.attempts > ATTEMPTS:
        _finish(
            job, State.FAILED, message=_("The worker stopped %(times)s times while doing this.") % {"times": ATTEMPTS}
        )
        return False
    job.state, job.started_at, job.seen_at = State.RUNNING, job.started_at or now, now
    job.save(update_fields=["state", "attempts", "started_at", "seen_at"])
    return True


def _work(job: Job, progress: Progress) -> None:
    with translation.override(_language(job)):
        try:
            result = KINDS[job.kind].work(progress)
        except Interrupted:
            Job.objects.filter(pk=job.pk).update(state=State.WAITING, done=job.done, result=job.result)
            queue(job)
        except (Cancelled, KeyboardInterrupt):
            _finish(job, State.CANCELLED, message=job.message or _("Cancelled. What was done until then stays."))
        except ValidationError as refusal:
            _finish(job, State.FAILED, message=" ".join(refusal.messages))
        except Exception:
            if not _mine(job):
                # Whoever takes the job up goes on with it.
                connection.close()
                raise
            _fail(job)
        else:
            _finish(job, State.DONE, message=job.message, result={**job.result, **result})


def _fail(job: Job) -> None:
    log.exception("job %s failed", job.pk)
    _finish(job, State.FAILED, message=_("Something went wrong. The administrator finds the details in the log."))


def _finish(job: Job, state: str, *, message: str, result: dict[str, Any] | None = None) -> None:
    job.state, job.message, job.finished_at = state, message, timezone.now()
    job.result = job.result if result is None else result
    job.seen_at = job.finished_at
    job.save(update_fields=["state", "message", "finished_at", "seen_at", "result", "done", "attempts"])


def _language(job: Job) -> str:
    return job.user.told_in if job.user else settings.LANGUAGE_CODE


def _ask(sql: str, *values: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return bool(cursor.fetchone()[0])


def _mine(job: Job) -> bool:
    """Whether this session still holds the job's lock: where the database has gone away, Django may have replaced the
    connection without a word.
    """
    try:
        return _ask(
            "select exists (select from pg_locks where locktype = 'advisory' and classid = %s and objid = %s"
            " and pid = pg_backend_pid())",
            LOCKS,
            job.pk,
        )
    except DatabaseFailure:
        return False
