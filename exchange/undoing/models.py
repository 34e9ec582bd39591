"""The undoing of a job, and what became of each record that the job had written."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.models import Ability, Action, User
from access.policy import can
from access.rows import VisibleQuerySet
from jobs.models import Job


class UndoingQuerySet(VisibleQuerySet):
    """One's own undoings and those of one's own jobs; with the right to edit settings those of all."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        return self.all() if can(user, Ability.CONFIGURE) else self.filter(Q(user=user) | Q(job__user=user))

    def addable_by(self, user: User) -> bool:
        return True


class Undoing(models.Model):
    """How a job's changes are taken back: first it is checked what would happen, then it is done.

    `position` and the counts change in one transaction with the records of a chunk, so that it goes on after a crash
    exactly behind its last commit. The balance: position = reversed + kept + failed.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        UNDOING = "undoing", _("being undone")
        DONE = "done", _("undone")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    job = models.ForeignKey(Job, models.CASCADE, verbose_name=_("what is undone"), related_name="undoings")
    work = models.ForeignKey(Job, models.SET_NULL, verbose_name=_("job"), related_name="+", null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("undone by"), related_name="+", null=True
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    created_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    found = models.BigIntegerField(_("records"), null=True)
    position = models.BigIntegerField(_("done"), default=0)
    reversed = models.BigIntegerField(_("reversed"), default=0)
    kept = models.BigIntegerField(_("kept"), default=0)
    failed = models.BigIntegerField(_("failed"), default=0)

    objects = UndoingQuerySet.as_manager()

    class Meta:
        verbose_name = _("undoing")
        verbose_name_plural = _("undoings")
        constraints = (
            models.UniqueConstraint(
                fields=["job"],
                condition=Q(state__in=["checking", "checked", "undoing"]),
                name="one_undoing_at_a_time",
                violation_error_message=_("This is being undone already."),
            ),
            models.CheckConstraint(
                condition=Q(position=F("reversed") + F("kept") + F("failed")), name="undoing_balances"
            ),
        )

    def __str__(self) -> str:
        return f"{self.job}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:undoing", args=[self.pk])

    @property
    def finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.CANCELLED, self.State.FAILED)

    @property
    def written(self) -> bool:
        """Whether it is, or was, more than a check."""
        return self.work is not None and self.work.kind == "undo"


class Outcome(models.TextChoices):
    """What becomes of a record."""

    REVERSED = "reversed", _("Reversed")
    KEPT = "kept", _("Kept, because it was edited since")
    FAILED = "failed", _("Could not be reversed")


class UndoneRow(models.Model):
    """A record that the job has written, with all that belongs to it, in the order in which records are taken back.

    The key to the undoing is not checked by the database, as those of imported rows are not. `action` is what the
    job did with the record itself, `changed_by` and `changed_at` tell of the latest edit of a record that is kept, and
    `edits` of which rows what was edited, by names that every reader gets in the own language.
    """

    pk = models.CompositePrimaryKey("undoing_id", "position")
    undoing = models.ForeignKey(Undoing, models.CASCADE, related_name="rows", db_constraint=False, db_index=False)
    position = models.BigIntegerField()
    table = models.TextField()
    record_id = models.BigIntegerField(_("record"))
    action = models.CharField(max_length=1)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, null=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    edits = models.JSONField(_("what was edited"), null=True)
    changed_by = models.BigIntegerField(_("edited by"), null=True)
    changed_at = models.DateTimeField(_("edited"), null=True)

    class Meta:
        verbose_name = _("undone record")
        verbose_name_plural = _("undone records")
        indexes = (
            models.Index(
                fields=["undoing", "outcome", "position"],
                name="undone_row_by_outcome",
                condition=Q(outcome__in=["kept", "failed"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.undoing_id}, {self.position}"
