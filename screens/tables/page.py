"""A page of a list as the template draws it: heads, rows, the pages around it."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.safestring import SafeString

from screens.keyset import END
from screens.listing import ListQuery
from screens.tables.heads import Head, heads_of
from screens.tables.rows import Rows


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
    by_name: bool
    "Whether the rows stand by what names them, so that the first and the last name say what lies between."


def table_of(query: ListQuery) -> Table:
    """The page that the address asks for. Two queries at most beside its own tell what may be done with its rows."""
    page = query.page()
    for attribute in query.columns:
        attribute.prepare(page.rows)
    return Table(
        heads_of(query),
        page.rows,
        Rows(query, page.rows).html() if page.rows else SafeString(""),
        query.address() if page.previous else "",
        query.address(before=page.previous) if page.previous else "",
        query.address(after=page.next) if page.next else "",
        # Nobody looks for the worst of what was found.
        query.address(before=END) if page.next and not query.search else "",
        _by_name(query, page.rows),
    )


def _by_name(query: ListQuery, rows: list[Model]) -> bool:
    if not rows or query.ranked or query.sorted_by.name not in query.screen.columns[:1]:
        return False
    return all(str(query.sorted_by.value(row)) == str(row) for row in (rows[0], rows[-1]))
