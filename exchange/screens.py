"""The entries of this room, and of the jobs below it, in the menu."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from access.models import Ability, User
from access.policy import can
from screens import menu
from screens.menu import MenuEntry


def may_import(user: User) -> bool:
    return can(user, Ability.IMPORT)


menu.add(
    MenuEntry(
        section=_("Work"),
        label=_("Import / export"),
        url=reverse_lazy("exchange:list"),
        icon="database-import",
        visible=may_import,
        order=200,
    )
)
menu.add(MenuEntry(section=_("Work"), label=_("Jobs"), url=reverse_lazy("jobs:list"), icon="clock-play", order=210))
