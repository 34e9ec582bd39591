"""The menu at the side. Rooms add their entries in `screens.py`; a page shows those that its user may see.

Sections stand in the order of their first entry. By custom 100 and up is for records, 200 for work, 300 for
administration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.functional import Promise

from access.models import User
from screens.file import Tab
from screens.origin import ORIGIN
from screens.registry import screens
from screens.saved_views.shown import Place, places_of

Text = str | Promise
Count = tuple[int, bool]
"""How many there are, and whether there are more."""

BRIEFLY, LONG = 5, 60
"Seconds for which a number is kept, and one beyond which there are more."


def everybody(user: User) -> bool:
    """The default of `visible`: whoever has logged in."""
    return True


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu. `url` may be lazy; `count` is asked with the user and kept for moments."""

    section: Text
    label: Text
    url: Text
    icon: str
    count: Callable[[User], Count] | None = None
    visible: Callable[[User], bool] = everybody
    order: int = 0

    @cached_property
    def address(self) -> str:
        """The `url`, put together once in the life of the process."""
        return str(self.url)


@dataclass
class Line:
    """An entry as one user sees it on one page, or a saved view that he has pinned below it."""

    label: str
    url: str
    icon: str
    count: str = ""
    current: str = ""
    "What `aria-current` says: page, true (the page lies below it), or nothing."
    pinned: bool = False


@dataclass
class Section:
    """A heading and the lines below it."""

    label: str
    lines: list[Line]


entries: list[MenuEntry] = []


def add(entry: MenuEntry) -> MenuEntry:
    """Puts the entry into the menu of everybody who may see it."""
    entries.append(entry)
    return entry


def sections_for(user: Any, path: str, params: QueryDict) -> list[Section]:
    """The menu of this user; the line with the longest address that the path begins with is the current one.

    Below a list that one came from, its line is. Where a saved view is open that the user has pinned, that one's is.
    """
    if not user.is_authenticated:
        return []
    at, view = list_in(params) or (path, params.get("view", ""))
    sections: dict[str, Section] = {}
    seen = [entry for entry in sorted(entries, key=lambda entry: entry.order) if entry.visible(user)]
    fitting = [url for entry in seen if (url := entry.address) == at or (url != "/" and at.startswith(url))]
    here, places = max(fitting, key=len, default=None), places_of(user)
    for entry in seen:
        url, label = entry.address, str(entry.section)
        place = places.get(url, Place())
        line = Line(str(entry.label), place.first or url, entry.icon, counted(entry, user))
        pins = [Line(str(pin), to, "bookmark", pinned=True) for pin, to in place.pins]
        if url == here:
            shown = next((pin for pin in pins if view and pin.url.endswith(f"={view}")), line)
            shown.current = "page" if path == url else "true"
        sections.setdefault(label, Section(label, [])).lines.extend([line, *pins])
    return list(sections.values())


def list_in(params: QueryDict) -> tuple[str, str] | None:
    """The address of the list that these parameters of a page name, and the saved view that was open in it."""
    slug, _mark, query = params.get(ORIGIN, "").partition("?")
    screen = screens.get(slug)
    if screen is None or isinstance(screen, Tab):
        return None
    return screen.url(), QueryDict(query).get("view", "")


def counted(entry: MenuEntry, user: User) -> str:
    """The count as the menu shows it. Whole ones are asked again soon, so that new records show up."""
    if entry.count is None:
        return ""
    kept = cache.get(key := key_of(entry, user))
    if kept is None:
        kept = entry.count(user)
        cache.set(key, kept, LONG if kept[1] else BRIEFLY)
    number, more = kept
    return number_format(number, force_grouping=True) + ("+" if more else "")


def count_anew(user: User) -> None:
    """Forgets what was counted: for a page that tells of work which has changed many records."""
    cache.delete_many([key_of(entry, user) for entry in entries])


def key_of(entry: MenuEntry, user: User) -> str:
    return f"menu:{user.pk}:{entry.address}"
