"""A page of a list as the template draws it: heads, rows, the pages around it."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.safestring import SafeString

from attributes.values import Attribute
from screens.keyset import END
from screens.listing import ListQuery
from screens.tables.rows import Rows


@dataclass(frozen=True)
class Head:
    """A column's head; `address` sorts by it, or turns the order round, unless there is a `refusal`."""

    attribute: Attribute
    order: str
    address: str
    refusal: str
    editable: bool
    "Whether cells of the column may be changed in the list itself."


@dataclass
class Table:
    heads: list[Head]
    records: list[Model]
    body: SafeString
    "The rows, drawn."
    first: str
    previous: str
    next: str
    last: str


def table_of(query: ListQuery) -> Table:
    """The page that the address asks for. Two queries at most beside its own tell what may be done with its rows."""
    page = query.page()
    for attribute in query.columns:
        attribute.prepare(page.rows)
    return Table(
        [head_of(query, attribute) for attribute in query.columns],
        page.rows,
        Rows(query, page.rows).html() if page.rows else SafeString(""),
        query.address() if page.previous else "",
        query.address(before=page.previous) if page.previous else "",
        query.address(after=page.next) if page.next else "",
        # Nobody looks for the worst of what was found.
        query.address(before=END) if page.next and not query.search else "",
    )


def head_of(query: ListQuery, attribute: Attribute) -> Head:
    editable = attribute.name in query.edited_in_cells
    falling, current = query.sort.startswith("-"), query.sort.removeprefix("-") == attribute.name
    order = ("descending" if falling else "ascending") if current and not query.ranked else "none"
    if not attribute.sortable:
        return Head(attribute, order, "", "", editable)
    address = query.address(sort=f"-{attribute.name}" if order == "ascending" else attribute.name)
    refusal = "" if query.counted_later else query.refusal_to_sort(attribute)
    return Head(attribute, order, address, refusal, editable)
