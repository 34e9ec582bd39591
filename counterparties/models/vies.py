"""What VIES, the Union's register of VAT numbers, has answered about counterparties."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from access.rows import VisibleQuerySet
from counterparties.models.counterparties import Counterparty
from counterparties.querysets import owner_action
from history.tracking import tracked
from jobs.models import Job


class ViesState(models.TextChoices):
    """What is known of a VAT number. That the service is down says nothing about the number."""

    VALID = "valid", _("Valid")
    INVALID = "invalid", _("Invalid")
    UNCHECKED = "unchecked", _("Not checked")
    DOWN = "down", _("Service down")


ANSWERED = (ViesState.VALID, ViesState.INVALID)
"What the service says of a number; the others say why it has not."


class OfCounterparty(VisibleQuerySet):
    """Rows that are seen with their counterparty and written by who may edit it."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        return self.filter(counterparty__in=Counterparty.objects.visible_to(user, owner_action(action)))


class ViesCheckQuerySet(OfCounterparty):
    """Answers by the record and the number that they speak of."""

    def about(self, record: Counterparty) -> Self:
        """The answers about the VAT number that the record has now, the newest first."""
        return self.filter(counterparty=record.pk, number=record.vat_number).order_by("-pk")

    def best_first(self) -> Self:
        """What the service has said of the number before the attempts that it did not answer, the newest first."""
        answered = Case(When(state__in=ANSWERED, then=0), default=1)
        return self.order_by(answered, "-pk")


class ViesCheck(models.Model):
    """One question to VIES and what came of it; never changed afterwards.

    `code` is what the service, or our way to it, gives as the reason of an answer that says nothing of the number.
    Of a counterparty only the checks of its present VAT number count.
    """

    history_title = ("number",)

    counterparty = models.ForeignKey(
        Counterparty, models.PROTECT, verbose_name=_("counterparty"), related_name="vies_checks", db_index=False
    )
    number = models.CharField(_("VAT number"), max_length=40)
    state = models.CharField(_("state in VIES"), max_length=10, choices=ViesState)
    code = models.CharField(_("answer of the service"), max_length=60, blank=True)
    name = models.CharField(_("name in VIES"), max_length=400, blank=True)
    address = models.TextField(_("address in VIES"), blank=True)
    consultation = models.CharField(_("consultation number"), max_length=40, blank=True)
    checked_at = models.DateTimeField(_("checked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("asked by"), related_name="+", null=True
    )
    job = models.ForeignKey(Job, models.PROTECT, related_name="+", null=True)

    objects = ViesCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check in VIES")
        verbose_name_plural = _("checks in VIES")
        indexes = [models.Index(fields=["counterparty", "-id"], name="vies_check_of_counterparty")]
        constraints = [models.UniqueConstraint(fields=["job", "counterparty"], name="one_vies_check_a_job")]
        triggers = tracked(owner="counterparty_id")

    def __str__(self) -> str:
        return f"{self.number}: {self.get_state_display()}"

    @property
    def colour(self) -> str:
        """The colour that the state is shown in."""
        return COLOURS[ViesState(self.state)]


COLOURS = {
    ViesState.VALID: "green",
    ViesState.INVALID: "red",
    ViesState.UNCHECKED: "grey",
    ViesState.DOWN: "amber",
}


class ViesTurn(models.Model):
    """A counterparty whose turn comes, or has come, in a check of many; without an outcome it waits."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="+", db_index=False)
    counterparty = models.ForeignKey(Counterparty, models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=ViesState, blank=True)
    answer = models.ForeignKey(ViesCheck, models.CASCADE, related_name="+", null=True)

    objects = OfCounterparty.as_manager()

    class Meta:
        verbose_name = _("turn in a check of many")
        verbose_name_plural = _("turns in checks of many")
        indexes = [models.Index("job", "outcome", "id", name="vies_turn_by_outcome")]
        constraints = [models.UniqueConstraint(fields=["job", "counterparty"], name="one_vies_turn_a_job")]

    def __str__(self) -> str:
        return f"{self.counterparty}: {self.get_outcome_display()}"


class ViesQuestion(models.Model):
    """When VIES was last asked, about whatever number and by whomever: one row, which is kept."""

    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("last question to VIES")
        verbose_name_plural = _("last question to VIES")

    def __str__(self) -> str:
        return str(self.asked_at)
