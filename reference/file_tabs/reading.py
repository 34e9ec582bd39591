"""Which tabs of the file there are for whom."""

from collections.abc import Collection

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from access.models import User
from access.policy import roles_of
from reference.models import FileTab
from reference.models.file_tabs import Part
from reference.remembering import lasting


@lasting
def file_tabs() -> list[FileTab]:
    """All tabs in their order, each with the ids of its roles; one query."""
    roles = ArrayAgg("role_rows__role", filter=Q(role_rows__isnull=False), default=[])
    return list(FileTab.objects.annotate(role_ids=roles).order_by("position", "pk"))


def parts_of(user: User, kinds: Collection[str]) -> list[tuple[FileTab, list[FileTab]]]:
    """The parts of the file of a record of these kinds, each with the tabs under it, as far as this user sees them.

    A record without a kind has all that stands under Contacts.
    """
    seen = [tab for tab in file_tabs() if is_open(tab, user)]
    parts = [tab for tab in seen if tab.parent_id is None and fits(tab, kinds)]
    return [(part, [tab for tab in seen if tab.parent_id == part.pk and fits(tab, kinds, part)]) for part in parts]


def kinds_with(interface: str, user: User | None) -> frozenset[str] | None:
    """The kinds of records whose file shows this component to the user (no user: to anybody); None: those of all."""
    seen = {tab.pk: tab for tab in file_tabs() if is_open(tab, user)}
    found: set[str] = set()
    for tab in seen.values():
        part = seen.get(tab.parent_id or 0)
        if tab.interface != interface or part is None:
            continue
        if not (tab.kinds or part.kinds):
            return None
        found |= set(tab.kinds or part.kinds) & set(part.kinds or tab.kinds)
    return frozenset(found)


def is_anywhere(slug: str, user: User) -> bool:
    """Whether any file shows this component to the user, whole or narrowed."""
    shown = {tab.interface for tab in file_tabs() if tab.interface.partition(".")[0] == slug}
    return any(kinds_with(interface, user) != frozenset() for interface in shown)


def interfaces_open_to(user: User, kinds: Collection[str] = ()) -> set[str]:
    """What the user sees in the files of records of these kinds; without a kind, in files of some kind."""
    found = {tab.interface for tab in file_tabs() if tab.parent_id is not None}
    return {interface for interface in found if is_shown(interface, kinds, user)}


def is_shown(interface: str, kinds: Collection[str], user: User) -> bool:
    """Whether the file of a record of these kinds shows this component to the user; one without a kind shows all."""
    found = kinds_with(interface, user)
    return found is None or (bool(found) and not (kinds and found.isdisjoint(kinds)))


def is_open(tab: FileTab, user: User | None) -> bool:
    """Whether the tab is at work and one of the user's roles sees it (no user: somebody's)."""
    roles: Collection[int] = tab.role_ids  # type: ignore[attr-defined]
    if tab.stopped_at is not None or user is None or user.is_superuser:
        return tab.stopped_at is None
    return not roles_of(user).isdisjoint(roles) if roles else not tab.is_confidential


def roles_with(interface: str) -> frozenset[int]:
    """The ids of the roles that are named at a tab which shows this component."""
    rows = (tab for tab in file_tabs() if tab.interface == interface and tab.stopped_at is None)
    return frozenset(pk for tab in rows for pk in tab.role_ids)  # type: ignore[attr-defined]


def fits(tab: FileTab, kinds: Collection[str], part: FileTab | None = None) -> bool:
    """Whether a record of these kinds has the tab."""
    common = not kinds and part is not None and part.interface == Part.CONTACTS
    return not tab.kinds or common or not set(tab.kinds).isdisjoint(kinds)
