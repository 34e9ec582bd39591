"""Lists filtered by the holdings that counterparties belong to today."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q

from attributes.remote import RemoteFilter
from counterparties.models import HoldingMember


class HoldingFilter(RemoteFilter):
    """Today's members of holdings."""

    codes: dict[str, str] = {}

    def among(self, rows: list[Any]) -> Q:
        members = HoldingMember.objects.current().filter(holding__in=rows)
        # An array is made first: the planner, which cannot know how few they are, would walk the whole list.
        return Q(InArray(F("pk"), ArraySubquery(members.values("counterparty_id"))))


class InArray(Func):
    """Whether a value is in an array."""

    template, arg_joiner = "%(expressions)s)", " = any("
    output_field = BooleanField()
