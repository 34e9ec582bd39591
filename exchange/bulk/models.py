"""What a bulk edit leaves behind: what was asked, and what became of each record."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from access.models import Ability, Action, User
from access.policy import can
from access.rows import VisibleQuerySet
from jobs.models import Job


class BulkEditQuerySet(VisibleQuerySet):
    """One sees one's own bulk edits, with the right to edit settings those of all; only one's own can be begun."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        return self.all() if action == Action.SEE and can(user, Ability.CONFIGURE) else self.filter(user=user)

    def addable_by(self, user: User) -> bool:
        return True


class BulkOutcome(models.TextChoices):
    """What becomes of a record. The balance: found = changed + same + refused + remaining."""

    CHANGED = "changed", _("Changed")
    SAME = "same", _("Unchanged")
    REFUSED = "refused", _("Not allowed")


class Why(models.TextChoices):
    """Why a record is refused."""

    RIGHT = "right", _("no right")
    ARCHIVED = "archived", _("archived")
    GONE = "gone", _("deleted meanwhile")
    RULE = "rule", _("against a rule")


class BulkEdit(models.Model):
    """The records of a list that are changed together, and how far that is.

    `last_id` and the counts change in one transaction with the records and rows of a chunk, so a run goes on after a
    crash exactly behind its last commit. `remaining` are the records that are not judged yet.
    """

    class State(models.TextChoices):
        CHOOSING = "choosing", _("to be chosen")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        RUNNING = "running", _("being changed")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    screen = models.CharField(_("list"), max_length=50)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("changed by"), related_name="+")
    query = models.TextField(_("address of the list"), blank=True)
    ids = ArrayField(models.BigIntegerField(), verbose_name=_("ticked records"), null=True)
    changes = models.JSONField(_("changes"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHOOSING)
    basis = models.TextField(_("what the check rests on"), blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, verbose_name=_("job"), related_name="+", null=True)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    last_id = models.BigIntegerField(_("last record"), default=0)
    found = models.BigIntegerField(_("found"), default=0)
    changed = models.BigIntegerField(_("changed"), default=0)
    same = models.BigIntegerField(_("unchanged"), default=0)
    refused = models.BigIntegerField(_("not allowed"), default=0)
    remaining = models.BigIntegerField(_("remaining"), default=0)
    meanwhile = models.BigIntegerField(_("changed by others between check and run"), default=0)

    objects = BulkEditQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk edit")
        verbose_name_plural = _("bulk edits")
        indexes = (models.Index(fields=["user", "-id"], name="bulk_edit_of_user"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(found=F("changed") + F("same") + F("refused") + F("remaining")), name="bulk_edit_balances"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchange:bulk_edit", args=[self.pk])

    @property
    def title(self) -> str:
        """What it is called everywhere, by the number that its address has."""
        return f"{capfirst(str(self._meta.verbose_name))} {self.pk}"

    @property
    def counts(self) -> dict[str, int]:
        """The balance."""
        return {name: getattr(self, name) for name in ("found", *BulkOutcome.values, "remaining", "meanwhile")}

    @property
    def judged(self) -> int:
        """How many records the present stage has behind it."""
        return self.found - self.remaining

    @property
    def started(self) -> bool:
        """Whether records may have been changed."""
        return self.state in (self.State.RUNNING, self.State.DONE, self.State.CANCELLED, self.State.FAILED)

    @property
    def done_rows(self) -> "models.QuerySet[BulkRow]":
        """The rows that the present stage has judged; those behind them still tell what the check has found."""
        return self.rows.filter(record_id__lte=self.last_id)


class BulkRow(models.Model):
    """A record that was meant, from the first moment of the check, with its outcome.

    The key to the edit is not checked by the database: that would cost as much as the row itself, a million times.
    `version` is that which was judged. `changes` are by attribute the old text and the new one. `work` is what a check
    keeps for the run (see `exchange.targets.Candidate`).
    """

    pk = models.CompositePrimaryKey("edit_id", "record_id")
    edit = models.ForeignKey(BulkEdit, models.CASCADE, related_name="rows", db_constraint=False, db_index=False)
    record_id = models.BigIntegerField(_("record"))
    version = models.IntegerField(_("version"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=BulkOutcome, blank=True)
    why = models.CharField(_("kind of reason"), max_length=10, choices=Why, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    changes = models.JSONField(_("changes"), null=True)
    work = models.JSONField(_("what is to be written"), null=True)

    class Meta:
        verbose_name = _("row of a bulk edit")
        verbose_name_plural = _("rows of bulk edits")
        indexes = (
            models.Index(
                fields=["edit", "outcome", "record_id"],
                name="bulk_row_by_outcome",
                condition=Q(outcome__in=["same", "refused"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.edit_id}, {self.record_id}"
