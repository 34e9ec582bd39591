"""Papers that expire: which, and on which day.

A paper is a row with a last day (`valid_until`) and a `kind`, which says how many days before people are reminded: a
file or a personal document.
"""

import datetime
from typing import Any

from django.db.models import DateField, DurationField, ExpressionWrapper, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from reference.models.document_kinds import REMIND_DAYS

EXPIRED, SOON, VALID = "expired", "soon", "valid"


class Days(Func):
    """A number of days as a span of time."""

    template = "make_interval(days => (%(expressions)s)::int)"
    output_field = DurationField()


def reminded_on() -> Any:
    """The first day on which a paper stands among those that expire soon: so many days before as its kind says."""
    days = Coalesce(F("kind__remind_days"), Value(REMIND_DAYS))
    return ExpressionWrapper(F("valid_until") - Days(days), output_field=DateField())


def expiry(state: str, on: datetime.date) -> Q:
    """The papers that are in this state on a day; on its last day a paper is still valid."""
    begun = LessThanOrEqual(reminded_on(), Value(on))
    conditions = {
        EXPIRED: Q(valid_until__lt=on),
        SOON: Q(valid_until__gte=on) & Q(begun),
        VALID: Q(valid_until__gte=on) & Q(GreaterThan(reminded_on(), Value(on))),
    }
    return conditions[state]


def state_of(record: Any, on: datetime.date) -> str:
    """The same for one paper; "" for one that does not expire."""
    if record.valid_until is None:
        return ""
    if record.valid_until < on:
        return EXPIRED
    days = record.kind.remind_days if record.kind else REMIND_DAYS
    return SOON if (record.valid_until - on).days <= days else VALID


def expiring(model: Any, on: datetime.date) -> QuerySet[Any]:
    """The papers of a sort that people are to be told of on this day: within the days that their kind says.

    Deleted ones, and those of archived counterparties, concern nobody. The first to expire come first.
    """
    rows = model.objects.live().filter(expiry(SOON, on), counterparty__archived_at=None)
    return rows.select_related("counterparty", "kind").order_by("valid_until", "pk")
