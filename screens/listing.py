"""A list as a query: what the address says, as rows, columns and order. Lists, exports and counts share it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from access.models import Action, User
from attributes.values import Attribute
from screens.keyset import Detached, Keyset, Page
from screens.screen import Screen

SIZES = (20, 50, 100)
EXACT = 10_000
OWN = frozenset({"q", "sort", "columns", "archived", "after", "before", "size"})


@dataclass(frozen=True)
class Chip:
    """A filter as the page shows it: its options as (value, label, chosen); `lookup` is where others are found."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]
    lookup: str = ""

    @property
    def chosen(self) -> list[str]:
        return [label for _value, label, chosen in self.options if chosen]


class ListQuery:
    """The rows that a screen's list shows for an address; raises nothing, collects `errors` in sentences.

    An unknown parameter or value is an error and gives no rows: never all of them.
    """

    def __init__(self, screen: Screen, user: User, params: QueryDict, parent: Model | None = None) -> None:
        self.screen, self.user, self.params, self.parent = screen, user, params, parent
        self.attributes = screen.attributes(user)
        self.search = params.get("q", "").strip()
        self.archived = params.get("archived") == "1"
        self.size = next((size for size in SIZES if params.get("size") == str(size)), SIZES[1])
        self.errors: list[str] = self._errors()

    @cached_property
    def filterset(self) -> django_filters.FilterSet:
        filters = {
            name: attribute.filter() for name, attribute in self.attributes.items() if name in self.screen.filters
        }
        made = type("Filters", (django_filters.FilterSet,), {name: filters[name] for name in self.screen.filters})
        return made(self.params, queryset=self.screen.model._default_manager.none())

    def _errors(self) -> list[str]:
        known = OWN | set(self.screen.filters)
        errors = [_("There is no filter “%s” in this list.") % name for name in self.params if name not in known]
        for name, messages in self.filterset.form.errors.items():
            errors += [f"{self.filterset.filters[name].label}: {message}" for message in messages]
        names = [name for name in [*self._column_names, self.sort.removeprefix("-")] if name not in self.attributes]
        errors += [_("There is no column “%s” in this list.") % name for name in names]
        if not names and not self.attributes[self.sort.removeprefix("-")].sortable:
            errors.append(_("This list cannot be sorted by “%s”.") % self.sort.removeprefix("-"))
        return errors

    @property
    def sort(self) -> str:
        return self.params.get("sort") or self.screen.ordering

    @property
    def _column_names(self) -> list[str]:
        return list(dict.fromkeys(self.params.getlist("columns"))) or list(self.screen.columns)

    @cached_property
    def columns(self) -> list[Attribute]:
        """The chosen columns in their order."""
        return [self.attributes[name] for name in self._column_names if name in self.attributes]

    @property
    def keyset(self) -> Keyset:
        attribute = self.attributes[self.sort.removeprefix("-")]
        key = attribute.order_by()
        if self.search and attribute.empty == "":
            # Hits of one script lie together in the order of names: along its index they may come after all others.
            key = Detached(key)
        return Keyset(key, self.sort.startswith("-"), self.sort)

    def rows(self, action: Action = Action.SEE) -> QuerySet:
        """The rows that match, in no order; with EXPORT those of them that the user may export."""
        if self.errors:
            return self.screen.model._default_manager.none()
        rows = self.filterset.filter_queryset(self.screen.rows(self.user, action, self.parent))
        if not self.archived:
            rows = self.screen.current(rows)
        if self.search:
            rows = self.screen.searched(rows, self.search)
        return rows

    def ordered(self, action: Action = Action.SEE) -> QuerySet:
        """All rows that match, in the order of the list."""
        return self.keyset.ordered(self.rows(action)) if not self.errors else self.rows()

    def page(self) -> Page:
        if self.errors:
            return Page()
        rows = self.with_related(self.rows())
        try:
            return self.keyset.page(
                rows, self.size, after=self.params.get("after", ""), before=self.params.get("before", "")
            )
        except ValidationError as error:
            self.errors += error.messages
            return Page()

    def with_related(self, rows: QuerySet) -> QuerySet:
        """The rows with what the cells of the chosen columns need, so that no cell asks the database."""
        if paths := [path for attribute in self.columns for path in attribute.related]:
            rows = rows.select_related(*paths)
        return rows.prefetch_related(*(lookup for attribute in self.columns for lookup in attribute.prefetched))

    @property
    def count_text(self) -> str:
        """The count as people read it: exact to 10,000, then 10,000+."""
        number, more = self.count
        return number_format(number, force_grouping=True) + ("+" if more else "")

    @cached_property
    def count(self) -> tuple[int, bool]:
        """How many rows match, and whether there are more than were counted."""
        found = self.rows().order_by()[: EXACT + 1].count()
        return min(found, EXACT), found > EXACT

    @property
    def elsewhere(self) -> str:
        """The value of the filter that the page offers outside the filter bar."""
        return next((self.params.get(name, "") for name in self.screen.filters_elsewhere), "")

    @property
    def chips(self) -> list[Chip]:
        """The filters with what is chosen in each."""
        names = [name for name in self.screen.filters if name not in self.screen.filters_elsewhere]
        return [self._chip(name) for name in names]

    def _chip(self, name: str) -> Chip:
        options = [option.data for option in self.filterset.form[name].subwidgets]
        chosen = [(option["value"], option["label"], option["selected"]) for option in options if option["value"]]
        made = self.filterset.filters[name]
        return Chip(name, str(made.label), chosen, str(getattr(made, "lookup", "")))

    @property
    def choosable(self) -> list[tuple[Attribute, bool]]:
        """The columns that may be shown, the shown ones first and in their order."""
        rest = [attribute for attribute in self.attributes.values() if attribute not in self.columns]
        return [*((attribute, True) for attribute in self.columns), *((attribute, False) for attribute in rest)]

    @property
    def canonical(self) -> str:
        """The shortest query string that says the same: nothing empty, no default, no cursor of another page."""
        params = self.params.copy()
        if params.getlist("columns") == list(self.screen.columns):
            del params["columns"]
        if params.get("sort") == self.screen.ordering:
            del params["sort"]
        if params.get("size") == str(SIZES[1]):
            del params["size"]
        for name in list(params):
            params.setlist(name, [value for value in params.getlist(name) if value])
        return params.urlencode()

    @property
    def filtered(self) -> bool:
        """Whether anything but order and columns narrows the list."""
        return bool(self.search or any(self.params.get(name) for name in self.screen.filters))

    @property
    def sizes(self) -> tuple[int, ...]:
        return SIZES

    def address(self, **changes: Any) -> str:
        """The query string of this list with some parameters changed; None takes one away, cursors always go."""
        params = self.params.copy()
        for name in ("after", "before"):
            params.pop(name, None)
        for name, value in changes.items():
            params.pop(name, None)
            if value is not None:
                params.setlist(name, value if isinstance(value, list) else [str(value)])
        return "?" + params.urlencode() if params else "?"
