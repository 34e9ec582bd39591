"""A page of a list as the template draws it: heads, rows of cells, what may be done, the pages around it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from access.models import Action
from attributes.values import Attribute
from screens.listing import ListQuery

PLACES = ("name", "l2", "r1", "r2")
"The places on the card that a row becomes on a phone; without other word the first columns take them."


@dataclass(frozen=True)
class Head:
    """A column's head; `address` sorts by it, or turns the order round, unless there is a `refusal`."""

    attribute: Attribute
    order: str
    address: str
    refusal: str
    editable: bool
    "Whether cells of the column may be changed in the list itself."


@dataclass(frozen=True)
class Cell:
    attribute: Attribute
    text: str
    card: str


@dataclass(frozen=True)
class Row:
    """One line of a list: its cells in the order of the columns, and the addresses of its actions ("" = none)."""

    record: Model
    cells: list[Cell]
    open: str
    edit: str
    archive: str
    activate: str
    archived: bool


@dataclass
class Table:
    heads: list[Head] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    previous: str = ""
    next: str = ""


def table_of(query: ListQuery) -> Table:
    """The page that the address asks for. Two queries beside the page's own tell what may be done with its rows."""
    page = query.page()
    for attribute in query.columns:
        attribute.prepare(page.rows)
    ids = [record.pk for record in page.rows]

    def allowed(action: Action) -> set[int]:
        return set(query.screen.rows(query.user, action, query.parent).filter(pk__in=ids).values_list("pk", flat=True))

    editable, archivable = allowed(Action.EDIT), allowed(Action.ARCHIVE) if query.screen.archivable else set()
    return Table(
        [head_of(query, attribute) for attribute in query.columns],
        [row_of(query, record, record.pk in editable, record.pk in archivable) for record in page.rows],
        query.address(before=page.previous) if page.previous else "",
        query.address(after=page.next) if page.next else "",
    )


def head_of(query: ListQuery, attribute: Attribute) -> Head:
    editable = attribute.name in query.edited_in_cells
    falling, current = query.sort.startswith("-"), query.sort.removeprefix("-") == attribute.name
    order = ("descending" if falling else "ascending") if current else "none"
    if not attribute.sortable:
        return Head(attribute, order, "", "", editable)
    address = query.address(sort=f"-{attribute.name}" if order == "ascending" else attribute.name)
    return Head(attribute, order, address, query.refusal_to_sort(attribute), editable)


def row_of(query: ListQuery, record: Model, may_edit: bool, may_archive: bool) -> Row:
    archived = bool(getattr(record, "archived_at", None))

    def url(view: str, allowed: bool) -> str:
        return query.screen.url(view, record, query.parent) if allowed else ""

    first = dict(zip((attribute.name for attribute in query.columns), PLACES, strict=False))
    places = query.screen.cards or first
    usual = {*query.screen.columns, *places}
    return Row(
        record=record,
        cells=[cell_of(attribute, record, places, usual) for attribute in query.columns],
        open=query.screen.open_url(record),
        edit=url("edit", may_edit and not archived),
        archive=url("archive", may_archive and not archived),
        activate=url("activate", may_archive and archived),
        archived=archived,
    )


def cell_of(attribute: Attribute, record: Model, places: Mapping[str, str], usual: Collection[str]) -> Cell:
    """A cell; on a card a column beyond the usual ones stands below them, under its label, where it says something."""
    text = attribute.cell(record)
    beyond = str(attribute.label) if text and attribute.name not in usual else ""
    return Cell(attribute, text, places.get(attribute.name, beyond))
