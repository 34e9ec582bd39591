"""Long work that people wait for: one row a job."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from access.models import Ability, Action, User
from access.policy import can
from access.rows import VisibleQuerySet


class JobQuerySet(VisibleQuerySet):
    """A user sees and stops his own jobs, who may edit settings those of all."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        return self.all() if can(user, Ability.CONFIGURE) else self.filter(user=user)

    def addable_by(self, user: User) -> bool:
        return True


class Job(models.Model):
    """A piece of long work: what was asked, how far it is, what came of it.

    `done` and `expected` count the rows of the present stage. Whether a running job is alive is told by the
    advisory lock that its worker holds (see `jobs.running`); `seen_at` is the last sign of life for people.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind of job"), max_length=50)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("started by"), related_name="+", null=True
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    foreground = models.BooleanField(_("runs in a command"), default=False)
    stage = models.CharField(_("stage"), max_length=100, blank=True)
    done = models.BigIntegerField(_("done"), default=0)
    expected = models.BigIntegerField(_("expected"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts without progress"), default=0)
    created_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True)
    stage_at = models.DateTimeField(_("stage started"), null=True)
    stage_from = models.BigIntegerField(_("done before the stage was taken up"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)
    seen_at = models.DateTimeField(_("last sign of life"), null=True)
    cancel_requested = models.BooleanField(_("to be cancelled"), default=False)
    arguments = models.JSONField(_("arguments"), default=dict)
    result = models.JSONField(_("result"), default=dict)
    message = models.TextField(_("message"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["user", "-id"], name="job_of_user"),
            models.Index(fields=["id"], name="job_unfinished", condition=models.Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def label(self) -> str:
        """What the job is called, in the language of the page."""
        from jobs.registry import label_of

        return label_of(self.kind)

    @property
    def stage_label(self) -> str:
        return gettext(self.stage) if self.stage else ""

    @property
    def colour(self) -> str:
        """The colour that the state is shown in."""
        return COLOURS[self.State(self.state)]

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    @property
    def abandoned(self) -> bool:
        """Whether nobody does it although it runs: its worker is gone, and the next one will go on."""
        from jobs.running import alive

        return self.state == self.State.RUNNING and self.pk not in alive()

    @property
    def ahead(self) -> int:
        """How many jobs the worker has before this one, which waits."""
        before = Job.objects.filter(pk__lt=self.pk, foreground=False)
        return before.filter(state__in=(self.State.WAITING, self.State.RUNNING)).count()

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        if self.started_at is None:
            return 0.0
        return ((self.finished_at or timezone.now()) - self.started_at).total_seconds()

    @property
    def percent(self) -> int | None:
        """How much of the present stage is done, when that is known."""
        if not self.expected:
            return None
        return min(100, 100 * self.done // self.expected)

    def keep_pace(self, done: int) -> None:
        """Shows what is committed as done: the job itself tells that only now and then."""
        self.done = max(self.done, done)

    @property
    def rate(self) -> float | None:
        """Rows a second since the stage began or was taken up again."""
        if self.stage_at is None or self.seen_at is None:
            return None
        seconds = (self.seen_at - self.stage_at).total_seconds()
        return (self.done - self.stage_from) / seconds if seconds >= 1 else None

    @property
    def remaining(self) -> timedelta | None:
        """The time that the rest of the stage takes at the present rate."""
        if not self.rate or self.expected is None or self.finished:
            return None
        return timedelta(seconds=max(0, round((self.expected - self.done) / self.rate)))

    @property
    def remaining_said(self) -> str:
        """The same in words; "" for none."""
        if not self.remaining or not self.seen_at:
            return ""
        if (seconds := self.remaining.seconds) < 60 and not self.remaining.days:
            return ngettext("%(number)s second", "%(number)s seconds", seconds) % {"number": seconds}
        return timesince(self.seen_at - self.remaining, self.seen_at)


FINISHED = frozenset({Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED})
COLOURS = {
    Job.State.WAITING: "grey",
    Job.State.RUNNING: "blue",
    Job.State.DONE: "green",
    Job.State.FAILED: "red",
    Job.State.CANCELLED: "amber",
}
