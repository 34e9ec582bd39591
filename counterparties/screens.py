"""What the room shows: the lists of counterparties, the tabs of their file, the entries in the menu."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from access.models import User
from counterparties import commands, finding, tabs  # the tabs register themselves
from counterparties.addresses.listing import AllAddresses
from counterparties.events import screens as events
from counterparties.files import papers
from counterparties.files import tab as files
from counterparties.forms import screens as forms
from counterparties.lists import Counterparties
from counterparties.models import Counterparty
from counterparties.own_companies import tabs as own_companies
from counterparties.personal_documents import screens as personal_documents
from counterparties.portal import tab as portal
from reference.kinds import Kind
from screens import menu
from screens.hits import EXACT
from screens.menu import MenuEntry
from screens.registry import register

__all__ = ["events", "files", "forms", "own_companies", "papers", "personal_documents", "portal", "tabs"]

finding.register()
commands.register()
register(Counterparties())
ADDRESSES = AllAddresses()
register(ADDRESSES)
for kind in Kind:
    register(Counterparties(kind))


def counter(kind: Kind) -> Any:
    """Counts the live counterparties of a kind that a user may see, as far as lists count."""

    def count(user: User) -> tuple[int, bool]:
        rows = Counterparty.objects.visible_to(user).seen_as(kind, user).live()
        found = rows.order_by()[: EXACT + 1].count()
        return min(found, EXACT), found > EXACT

    return count


for position, kind in enumerate(Kind):
    menu.add(
        MenuEntry(
            section=gettext_lazy("Counterparties"),
            label=kind.plural_lazy,
            url=reverse_lazy(f"counterparties-{kind.value}-list"),
            icon=kind.icon,
            count=counter(kind),
            order=100 + position,
        )
    )
menu.add(
    MenuEntry(
        section=gettext_lazy("Counterparties"),
        label=gettext_lazy("Events"),
        url=reverse_lazy("all-events-list"),
        icon="list-check",
        visible=events.ALL.in_menu,
        order=121,
    )
)
menu.add(
    MenuEntry(
        section=gettext_lazy("Counterparties"),
        label=gettext_lazy("Calendar"),
        url=reverse_lazy("calendar"),
        icon="calendar-event",
        visible=events.ALL.in_menu,
        order=120,
    )
)
menu.add(
    MenuEntry(
        section=gettext_lazy("Counterparties"),
        label=gettext_lazy("All counterparties"),
        url=reverse_lazy("counterparties-list"),
        icon="address-book",
        order=110,
    )
)
menu.add(
    MenuEntry(
        section=gettext_lazy("Counterparties"),
        label=gettext_lazy("All addresses"),
        url=reverse_lazy("all-addresses-list"),
        icon="map-pins",
        visible=ADDRESSES.in_menu,
        order=111,
    )
)
