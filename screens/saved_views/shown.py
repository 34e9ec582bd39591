"""The saved views of a list as its page shows them, and the places that they have in a user's menu."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import Ability, User
from access.policy import can
from access.prepared import Prepared
from attributes.numbers import number_in
from screens.file import Tab
from screens.listing import OF, ListQuery
from screens.registry import screens
from screens.saved_views.models import DefaultView, Pin, SavedView, ViewRole
from screens.saved_views.opening import PASSING, Fitting, fitting, kept_text, mark_of


def views_of(user: User) -> list[SavedView]:
    """The views that the user sees, of all lists, pinned ones first; read once for a page's list and menu."""
    kept: list[SavedView] | None = getattr(user, "_saved_views", None)
    if kept is None:
        kept = [view for view in _read(user) if view.screen not in screens or screens[view.screen].is_open(user)]
        user._saved_views = kept  # type: ignore[attr-defined]
    return kept


def read_anew(user: User) -> None:
    """Forgets what was read: the user has changed a view or its place since."""
    user._saved_views = None  # type: ignore[attr-defined]


def _read(user: User) -> list[SavedView]:
    found = _seen_by(can(user, Ability.CONFIGURE)).rows(user.pk)
    prefetch_related_objects([view for view in found if view.shared], "owner")  # type: ignore[attr-defined]
    return found


@cache
def _seen_by(configuring: bool) -> Prepared[SavedView]:
    """The views that somebody sees, whether he may edit settings or not."""
    return Prepared(lambda number: _rows(User(pk=number, is_superuser=configuring)))


def _rows(user: User) -> QuerySet[SavedView]:
    of_view = {"user": user, "view": OuterRef("pk")}
    rows = SavedView.objects.visible_to(user).filter(archived_at=None)
    return rows.annotate(
        pinned=Subquery(Pin.objects.filter(**of_view).values("position")[:1]),
        first=Exists(DefaultView.objects.filter(**of_view)),
        shared=Exists(ViewRole.objects.filter(view=OuterRef("pk"))),
    ).order_by("pinned", "name", "pk")


def address_of(view: SavedView, list_url: str) -> str:
    """Opens the view as it was saved; what the address of the list says stays."""
    return joined(list_url, f"view={view.pk}")


def joined(address: str, params: str) -> str:
    """The address with further parameters."""
    return f"{address}{'&' if '?' in address else '?'}{params}"


def add_address(slug: str, text: str, list_url: str) -> str:
    """The form that saves this as a new view and then returns to the list."""
    return f"{reverse('saved-views-add')}?{urlencode({'list': slug, 'query': text, 'at': list_url})}"


def first_address(user: User, list_url: str) -> str:
    """Where the user's menu opens this list: as the view that he has chosen, or as a whole."""
    place = places_of(user).get(list_url)
    return place.first if place and place.first else list_url


@dataclass
class Place:
    """What a user has made of a list's entry in his menu: where it leads, and the pins below it."""

    first: str = ""
    pins: list[tuple[SavedView, str]] = field(default_factory=list)


def places_of(user: User) -> dict[str, Place]:
    """The places by the address of the list."""
    places: dict[str, Place] = defaultdict(Place)
    for view in views_of(user):
        screen = screens.get(view.screen)
        if screen is None or isinstance(screen, Tab):
            continue
        url = screen.url()
        if view.first:  # type: ignore[attr-defined]
            places[url].first = address_of(view, url)
        if view.pinned is not None:  # type: ignore[attr-defined]
            places[url].pins.append((view, address_of(view, url)))
    return places


class ViewsOfList:
    """The menu of saved views beside a list's title."""

    def __init__(self, query: ListQuery, list_url: str) -> None:
        self.query = query
        # Views are of the list; where its page came from is the page's alone.
        self.passing = [pair for pair in query.carried if pair[0] in PASSING]
        self.list_url = joined(list_url, urlencode(self.passing)) if self.passing else list_url
        if query.view and self.current is None:
            # Deleted, or not shared with whoever got the link: what the address says beside it still counts.
            if self.unopened:
                query.errors.append(_("There is no such saved view, or it is not shared with you."))
            query.view = ""

    @property
    def offered(self) -> bool:
        """Whether this list is one whose views are saved: every registered one."""
        return self.query.screen.slug in screens

    @cached_property
    def of_list(self) -> list[SavedView]:
        return [view for view in views_of(self.query.user) if view.screen == self.query.screen.slug]

    @cached_property
    def all(self) -> list[SavedView]:
        """Those of the sort of rows that the list is narrowed to: others have other columns and filters."""
        of = self.query.params.get(OF, "")
        return [view for view in self.of_list if view.params.get(OF, "") == of]

    @property
    def entries(self) -> list[tuple[SavedView, str]]:
        return [(view, address_of(view, self.list_url)) for view in self.all]

    @property
    def pinned(self) -> list[tuple[SavedView, str]]:
        return [entry for entry in self.entries if entry[0].pinned is not None]  # type: ignore[attr-defined]

    @property
    def others(self) -> list[tuple[SavedView, str]]:
        return [entry for entry in self.entries if entry[0].pinned is None]  # type: ignore[attr-defined]

    @cached_property
    def current(self) -> SavedView | None:
        """The open view; an address that wants it alone leads to it whatever the list is narrowed to."""
        number = number_in(self.query.view)
        return next((view for view in (self.of_list if self.unopened else self.all) if view.pk == number), None)

    @property
    def unopened(self) -> bool:
        """Whether the address asks nothing beside a view: it wants the view as it was saved."""
        return bool(self.query.view) and set(self.query.params) <= {"view", *dict(self.passing)}

    @cached_property
    def fitting(self) -> Fitting:
        text = self.current.query if self.current else ""
        return fitting(self.query.screen, self.query.user, text, self.query.parent)

    @property
    def opened(self) -> str:
        """Where the view lies open: its parameters in the address, so that each can be changed there."""
        query = self.fitting.query
        query.view = self.query.view
        return joined(self.list_url, query.canonical.urlencode())

    @cached_property
    def text(self) -> str:
        """The list as a view would keep it."""
        return kept_text(self.query)

    @cached_property
    def changed(self) -> bool:
        """Whether the list shows something else than the view that was opened."""
        if self.current is None or self.query.errors or self.text == self.current.query:
            return False
        return self.text != kept_text(self.fitting.query)

    @property
    def missing(self) -> list[str]:
        """What the view names and the list does not have any more."""
        if self.current is None or self.text == self.current.query:
            return []
        return self.fitting.missing

    @property
    def order_note(self) -> str:
        """Why the list does not stand in the order that was chosen, or saved in the view that is open as it is now."""
        if self.query.order_note or self.current is None or self.text == self.current.query or self.changed:
            return self.query.order_note
        return self.fitting.query.order_note

    @property
    def mark(self) -> str:
        return mark_of(self.current.query) if self.current else ""

    @property
    def may_edit(self) -> bool:
        """What `visible_to` says of editing, without asking the database."""
        view, user = self.current, self.query.user
        if view is None or can(user, Ability.CONFIGURE):
            return view is not None
        return view.owner_id == user.pk and not view.shared  # type: ignore[attr-defined]

    @property
    def in_menu(self) -> bool:
        """Whether views of this list can be pinned and opened first: those of a file's tab have no place there."""
        return not isinstance(self.query.screen, Tab)

    @property
    def revert_url(self) -> str:
        """The view as it was saved."""
        return address_of(self.current, self.list_url) if self.current else self.list_url

    @property
    def add_url(self) -> str:
        return add_address(self.query.screen.slug, self.text, self.list_url)
