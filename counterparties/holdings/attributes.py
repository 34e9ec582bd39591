"""The columns of memberships that are more than a field of their table."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Q, Value, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_filters import Filter

from access.models import User
from attributes.choices import Choice, ChoiceFilter
from attributes.days import Date
from counterparties import columns
from counterparties.models import HoldingMember
from counterparties.tab_bases import editable_among

TODAY, FORMER, LATER = "today", "former", "later"


def standing_of(record: Any) -> str:
    """Whether a membership holds today, has ended, or is yet to begin."""
    today = timezone.localdate()
    if record.to_date and record.to_date < today:
        return FORMER
    return LATER if record.from_date and record.from_date > today else TODAY


class End(columns.Company):
    """A company or a holding at one end of a membership; one that has ended is dimmed and says so."""

    def cell(self, record: Any) -> SafeString | str:
        name = super().cell(record)
        if standing_of(record) != FORMER:
            return name
        return format_html('<span class="pr-former">{}</span> <span class="pr-flag">{}</span>', name, _("Former"))


class Standing(Choice):
    """Whether a membership holds today; it follows from its days."""

    def __init__(self, name: str, label: Any) -> None:
        choices = [(TODAY, _("Today")), (FORMER, _("Former")), (LATER, _("Later"))]
        super().__init__(name, label, choices=choices, editable=False)

    def value(self, record: Any) -> str:
        return standing_of(record)

    def filter(self) -> Filter:
        return StandingFilter(self)

    def is_set(self) -> Q:
        return Q(pk__isnull=False)

    def column(self) -> Combinable:
        former, later = conditions()[FORMER], conditions()[LATER]
        return Case(When(former, then=Value(FORMER)), When(later, then=Value(LATER)), default=Value(TODAY))


def conditions() -> dict[str, Q]:
    """What holds for the memberships of each standing."""
    today = timezone.localdate()
    former = Q(to_date__isnull=False, to_date__lt=today)
    later = Q(from_date__isnull=False, from_date__gt=today)
    begun, lasting = Q(from_date=None) | Q(from_date__lte=today), Q(to_date=None) | Q(to_date__gte=today)
    return {TODAY: begun & lasting, FORMER: former, LATER: later & lasting}


class StandingFilter(ChoiceFilter):
    def chosen(self, codes: list[str]) -> Q:
        return Q.create([conditions()[code] for code in codes], Q.OR)


class Until(Date):
    """The last day; where there is none yet, who may edit the membership is offered to set it."""

    def __init__(self, name: str, label: Any, *, user: User | None = None, leaving: str = "", **options: Any) -> None:
        super().__init__(name, label, **options)
        self.user, self.leaving = user, leaving
        self.editable_ids: set[int] = set()

    def prepare(self, records: Iterable[Any]) -> None:
        """Which of them the user may edit: one query at most."""
        open_ones = {record.pk for record in records if record.to_date is None and record.archived_at is None}
        if self.leaving:
            self.editable_ids = editable_among(HoldingMember, open_ones, self.user)

    def cell(self, record: Any) -> SafeString | str:
        if record.pk not in self.editable_ids:
            return super().cell(record)
        owner = record.holding_id if self.leaving == "members" else record.counterparty_id
        return format_html(
            '<a class="btn btn-quiet" href="{0}" hx-get="{0}" hx-target="#slide-body" aria-label="{1}">'
            '<i class="ti ti-door-exit" aria-hidden="true"></i>{2}</a>',
            reverse(f"{self.leaving}-leave", args=[owner, record.pk]),
            _("%(member)s leaves on …") % {"member": record.counterparty},
            _("Leaves on …"),
        )

    def full(self, record: Any) -> str:
        """On paper and in a package nothing is offered."""
        return self.show(self.value(record))
