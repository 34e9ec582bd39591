"""Lists filtered by the holdings that counterparties belong to today."""

from typing import Any

from django.db.models import F, Q

from attributes.remote import RemoteFilter
from counterparties.holdings.levels import members_below
from counterparties.querysets import InArray


class HoldingFilter(RemoteFilter):
    """Today's members of holdings, and their members."""

    codes: dict[str, str] = {}

    def among(self, rows: list[Any]) -> Q:
        # An array is made first: the planner, which cannot know how few they are, would walk the whole list.
        return Q(InArray(F(self.attribute.of), members_below(self.attribute.today, [row.pk for row in rows])))
