"""What the head of a member's file says of its holdings."""

from typing import Any

from access.models import User
from counterparties.holdings.tree import share_of
from counterparties.models import Counterparty, HoldingMember

HOLDINGS, SHOWN = "holdings", 5
"The component of the file that lists them, and how many the head names."


def member_of(record: Counterparty, user: User) -> list[dict[str, Any]]:
    """The holdings that the counterparty belongs to today, as far as the user sees them, with the share; one query."""
    rows = HoldingMember.objects.visible_to(user).current().filter(counterparty=record)
    found = rows.select_related("holding").only("share", "holding__name").order_by("holding__name_sort")[:SHOWN]
    return [{"holding": row.holding, "share": share_of(row)} for row in found]
