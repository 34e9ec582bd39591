"""A list as a query: what the address says, as rows, columns and order. Lists, exports and counts share it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from access.models import Action, User
from attributes.menus import Entry, grouped
from attributes.numbers import number_in
from attributes.values import Attribute
from screens.chips import Chip
from screens.filters import Filters
from screens.hits import EXACT, LONGEST
from screens.keyset import END, Detached, Keyset, Page
from screens.screen import Screen
from screens.tables.orders import Orders

SIZES = (20, 50, 100)
OF = "of"
"The parameter that says to which sort of its rows a list is narrowed."
OWN = ("q", "filter", "archived", "literal", "sort", "columns", "size", "view", "after", "before", "at")
"What the list itself reads of an address, in its order there; all else are filters, and stand behind the text."


class ListQuery(Filters, Orders):
    """The rows that a screen's list shows for an address; raises nothing, collects `errors` in sentences.

    An unknown parameter or value is an error and gives no rows: never all of them.
    """

    sizes = SIZES

    def __init__(
        self,
        screen: Screen,
        user: User,
        params: QueryDict,
        parent: Model | None = None,
        *,
        attributes: dict[str, Attribute] | None = None,
    ) -> None:
        """`attributes` are those of the screen for this user, where somebody has asked for them already."""
        self.screen = screen.narrowed(params.get(OF, ""))
        self.user, self.params, self.parent = user, params, parent
        self.attributes = self.screen.attributes(user) if attributes is None else attributes
        self.search = self.typed[:LONGEST].strip()
        self.view = params.get("view", "")
        "The number of the saved view that was opened; whether it is still the same is not asked here."
        self.archived = params.get("archived") == "1"
        self.here = number_in(params.get("at"))
        "The id of the record that one comes back from: its page is shown, and the row is marked."
        self.size = next((size for size in SIZES if params.get("size") == str(size)), SIZES[1])
        self.errors: list[str] = self._errors()
        self.settle_order()

    # --- what the address says

    @property
    def known(self) -> set[str]:
        """The parameters that this list understands."""
        return {
            *OWN,
            *self.screen.carried,
            *(name + suffix for name, made in self.filters.items() for suffix in made.suffixes),
        }

    def _errors(self) -> list[str]:
        known = self.known
        unknown = [name for name in self.params if name not in known]
        unknown += [name for name in self.params.getlist("filter") if name and name not in self.filters]
        errors = [_("There is no filter “%s” in this list.") % name for name in unknown]
        for name, messages in self.filterset.form.errors.items():
            errors += [f"{self.filters[name].label}: {message}" for message in messages]
        names = [name for name in [*self._column_names, self.sort.removeprefix("-")] if name not in self.attributes]
        errors += [_("There is no column “%s” in this list.") % name for name in names]
        if not names and not self.sorted_by.sortable:
            errors.append(_("This list cannot be sorted by “%s”.") % self.sorted_by.label)
        return errors

    # --- columns

    @cached_property
    def default_columns(self) -> list[str]:
        return self.screen.default_columns(self.attributes)

    @property
    def _column_names(self) -> list[str]:
        return list(dict.fromkeys(filter(None, self.params.getlist("columns")))) or self.default_columns

    @cached_property
    def columns(self) -> list[Attribute]:
        """The chosen columns in their order."""
        names = self._column_names
        return [self.attributes[name].beside(names) for name in names if name in self.attributes]

    @property
    def keyset(self) -> Keyset:
        if self.ranked:
            return self.screen.ranking(self.sought)
        key = self.sorted_by.order_by()
        # What is found lies anywhere in an order: along its index it may come after all others.
        return Keyset(Detached(key) if self.search else key, self.sort.startswith("-"), self.sort)

    # --- rows

    def rows(self, action: Action = Action.SEE) -> QuerySet:
        """The rows that match, in no order; with EXPORT those of them that the user may export."""
        rows = self._unsearched(action)
        return self.screen.searched(rows, self.sought) if self.search and not self.errors else rows

    def _unsearched(self, action: Action) -> QuerySet:
        if self.errors:
            return self.screen.model._default_manager.none()
        rows = self.filterset.filter_queryset(self.screen.rows(self.user, action, self.parent))
        return rows if self.archived else self.screen.current(rows)

    @cached_property
    def unsearched(self) -> QuerySet:
        return self._unsearched(Action.SEE)

    def ordered(self, action: Action = Action.SEE) -> QuerySet:
        """All rows that match, in the order of the list."""
        return self.keyset.ordered(self.rows(action)) if not self.errors else self.rows()

    def page(self) -> Page:
        """The page that the address asks for: behind or ahead of a cursor, or the one with the record `here`."""
        if self.errors:
            return Page()
        if self.here and not ("after" in self.params or "before" in self.params):
            self.params = self.params.copy()
            seen = self.screen.rows(self.user, Action.SEE, self.parent)
            self.params["after"] = self.keyset.begin_of(self.rows(), self.here, self.size, among=seen)
        found = self.ranked_page() if self.ranked else self._sorted_page()
        if found.rows or self.errors or self._cursors["before"] == END or not any(self._cursors.values()):
            return found
        # What stood there is gone: the end of the list is nearest to it, or its beginning.
        self.params = self.params.copy()
        self.params["before"] = END if self.params.pop("after", [""])[-1] else ""
        return self.page()

    def _sorted_page(self) -> Page:
        rows = self.with_related(self.rows())
        try:
            found = self.keyset.page(rows, self.size, **self._cursors)
        except ValidationError as error:
            self.errors += error.messages
            return Page()
        if not any(self._cursors.values()) and not found.next:
            self.count = len(found.rows), False
        return found

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

    @property
    def counted_later(self) -> bool:
        """Whether the page goes out without the count, which it asks for then: no index gives it in no time."""
        return not (self.errors or self.search or "count" in self.__dict__ or self.screen.counts_at_once(self))

    @cached_property
    def count(self) -> tuple[int, bool]:
        """How many rows match, and whether there are more than were counted."""
        if self.ranks:
            return self._counted(self.sought)
        found = self.rows().order_by()[: EXACT + 1].count()
        return min(found, EXACT), found > EXACT

    # --- what the page shows of it

    @property
    def elsewhere(self) -> str:
        """The value of the filter that the page offers outside the filter bar."""
        return next((self.params.get(name, "") for name in self.screen.filters_elsewhere), "")

    @property
    def chips(self) -> list[Chip]:
        """The filters with what is chosen in each."""
        return [self._chip(name) for name in self.filters if name not in self.screen.filters_elsewhere]

    def _chip(self, name: str) -> Chip:
        made = self.filters[name]
        others = [each for each in self.canonical.getlist("filter") if each != name]
        clear = self.address(**dict.fromkeys(name + suffix for suffix in made.suffixes), filter=others)
        return Chip(name, str(made.label), self.parts[name], str(made.lookup), name in self.added, clear)

    @property
    def menu(self) -> list[tuple[str, list[Entry]]]:
        """The filters that may be added, under the headings of their groups."""
        return grouped(self.attributes[name] for name in self.offered)

    @property
    def filtered(self) -> bool:
        """Whether anything but order and columns narrows the list."""
        return bool(self.search or self.chosen)

    # --- addresses

    @cached_property
    def canonical(self) -> QueryDict:
        """The shortest parameters that say the same, in one order: nothing empty, nothing that is usual."""
        return QueryDict(urlencode(self._tidy(self._said), doseq=True), mutable=True)

    @property
    def _said(self) -> dict[str, list[str]]:
        if self.errors:
            return dict(self.params.lists()) | {"q": [self.search]}
        empty = [name for name in self.added if not any(part.chosen for part in self.parts[name])]
        said = {"q": [self.search], "filter": empty, "archived": ["1" if self.archived else ""]}
        said |= {
            "literal": [self.search if self.literal else ""],
            "sort": [self.chosen_sort if self.ranks else self.sort],
            "columns": self._column_names,
            "size": [str(self.size)],
            "view": [self.view],
        }
        said |= {name: self.params.getlist(name)[-1:] for name in ("after", "before", *self.screen.carried)}
        for part in (part for parts in self.parts.values() for part in parts if part.chosen):
            said.setdefault(part.name, []).append(part.value)
        return said

    @cached_property
    def _order(self) -> dict[str, int]:
        filters = (name + suffix for name, made in self.filters.items() for suffix in made.suffixes)
        return {name: place for place, name in enumerate(("q", *filters, *OWN[1:]))}

    def _tidy(self, params: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """The parameters in the one order, without what is empty or usual."""
        usual = {"sort": [self.screen.ordering], "size": [str(SIZES[1])], "columns": self.default_columns}
        if any(params.get("view", ())) or self.ranks:
            # A view alone means the view as it was saved: the whole list within it says so by its order.
            del usual["sort"]
        names = sorted(params, key=lambda name: self._order.get(name, len(self._order)))
        found = {name: [value for value in params[name] if value] for name in names}
        return {name: values for name, values in found.items() if values and values != usual.get(name)}

    @property
    def with_archived(self) -> str:
        """The same list with archived rows too."""
        return self.address(archived="1")

    def address(self, **changes: Any) -> str:
        """The query string of this list with some parameters changed; None takes one away, cursors always go."""
        changes = {"after": None, "before": None, "at": None} | changes
        said = {name: each if isinstance(each, list) else [str(each or "")] for name, each in changes.items()}
        return "?" + urlencode(self._tidy(dict(self.canonical.lists()) | said), doseq=True)
