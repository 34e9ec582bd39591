"""The heads of a table's columns, and the menu that chooses the columns."""

from dataclasses import dataclass
from urllib.parse import quote

from attributes.menus import Entry, entries, grouped
from attributes.values import Attribute
from screens.listing import ListQuery

ANY_ORDER = "\ue002"
"Stands for an order in an address; it means nothing in any writing."


@dataclass(frozen=True)
class Head:
    """A column's head; `address` sorts by it, or turns the order round, unless there is a `refusal`."""

    attribute: Attribute
    order: str
    address: str
    refusal: str
    editable: bool
    "Whether cells of the column may be changed in the list itself."


def heads_of(query: ListQuery) -> list[Head]:
    """The heads of the chosen columns."""
    edited = query.screen.edited_in_cells(query.attributes)
    # Their addresses differ in nothing but the order.
    anywhere = query.address(sort=ANY_ORDER)
    return [head_of(query, attribute, anywhere, attribute.name in edited) for attribute in query.columns]


def head_of(query: ListQuery, attribute: Attribute, anywhere: str, editable: bool) -> Head:
    falling, current = query.sort.startswith("-"), query.sort.removeprefix("-") == attribute.name
    order = ("descending" if falling else "ascending") if current and not query.ranked else "none"
    if not attribute.sortable:
        return Head(attribute, order, "", "", editable)
    sort = f"-{attribute.name}" if order == "ascending" else attribute.name
    usual = sort == query.screen.ordering
    address = query.address(sort=sort) if usual else anywhere.replace(quote(ANY_ORDER), quote(sort))
    return Head(attribute, order, address, "" if query.counted_later else query.refusal_to_sort(attribute), editable)


class ColumnMenu:
    """The columns of a list as lines of the menu that chooses them."""

    def __init__(self, query: ListQuery) -> None:
        self.query = query

    @property
    def shown(self) -> list[Entry]:
        """The chosen columns in their order."""
        return entries(self.query.columns)

    @property
    def choosable(self) -> list[tuple[str, list[Entry]]]:
        """The columns that may be shown beside those that are, under the headings of their groups."""
        shown = {attribute.name for attribute in self.query.columns}
        return grouped(attribute for name, attribute in self.query.attributes.items() if name not in shown)
