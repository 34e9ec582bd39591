"""Which companies belong to which holding, and from when to when."""

import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from counterparties.models.counterparties import Counterparty
from counterparties.models.membership_rules import NO_CIRCLE, NO_MORE_THAN_THE_WHOLE, membership_triggers
from counterparties.models.records import Record
from counterparties.models.ruled import KeptByTrigger
from counterparties.querysets import SubRecordQuerySet
from history.tracking import tracked, versioned


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class Hidden(Func):
    """A column of an exclusion whose index nobody else is to take.

    The planner thinks that index as quick as the others; asked for one of the ends it takes milliseconds a row.
    """

    template = "(%(expressions)s + 0)"
    output_field = models.BigIntegerField()


class HoldingMemberQuerySet(SubRecordQuerySet):
    """Memberships: who does not see both the company and the holding does not see that they belong together."""

    owners = ("counterparty", "holding")

    def on(self, day: datetime.date) -> Self:
        """Those that hold on this day."""
        begun, not_ended = Q(from_date=None) | Q(from_date__lte=day), Q(to_date=None) | Q(to_date__gte=day)
        return self.live().filter(begun, not_ended)

    def current(self) -> Self:
        """Those that hold today."""
        return self.on(timezone.localdate())


class HoldingMember(Record):
    """A counterparty belongs to a holding from one day to another; an open end is empty."""

    history_ends = ("holding", "counterparty")

    holding = models.ForeignKey(Counterparty, models.PROTECT, verbose_name=_("holding"), related_name="members")
    counterparty = models.ForeignKey(
        Counterparty, models.PROTECT, verbose_name=_("member company"), related_name="holdings"
    )
    from_date = models.DateField(_("from"), null=True, blank=True)
    to_date = models.DateField(_("to"), null=True, blank=True)
    share = models.DecimalField(_("share, %"), max_digits=5, decimal_places=2, null=True, blank=True)

    objects = HoldingMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("holding membership")
        verbose_name_plural = _("holding memberships")
        indexes = [
            # Of a list's or an export's rows each asks for its own.
            models.Index("counterparty", "holding", name="membership_by_company", condition=Q(archived_at=None))
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(holding=F("counterparty")),
                name="holding_is_another",
                violation_error_message=_("A holding is not its own member."),
            ),
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(to_date=None) | Q(to_date__gte=F("from_date")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("The membership ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=100),
                name="share_is_a_percentage",
                violation_error_message=_("Enter the share as a percentage, 0 to 100."),
            ),
            ExclusionConstraint(
                name="one_membership_at_a_time",
                expressions=[
                    (Hidden("counterparty"), RangeOperators.EQUAL),
                    (Hidden("holding"), RangeOperators.EQUAL),
                    (
                        DateRange("from_date", "to_date", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(archived_at=None),
                violation_error_message=_("The company is a member of this holding in that time already."),
            ),
            KeptByTrigger(
                name=NO_CIRCLE, violation_error_message=_("A holding cannot belong to its own member, at no time.")
            ),
            KeptByTrigger(
                name=NO_MORE_THAN_THE_WHOLE,
                violation_error_message=_("The holdings of a company cannot have more than the whole of it together."),
            ),
        ]
        triggers = [*tracked(owner="counterparty_id"), versioned(), *membership_triggers()]

    def __str__(self) -> str:
        return f"{self.holding} / {self.counterparty}"
