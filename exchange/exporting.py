"""Writes what a list shows into a spreadsheet: the same rows and columns, as they all were at one moment.

One statement reads them: PostgreSQL itself makes the texts (`Attribute.exported`) and streams them, so that a million
rows need no more memory than one.
"""

from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import Action, User
from exchange.titles import titles_of
from exchange.writing import Writer, written
from screens.listing import ListQuery
from screens.registry import screens
from screens.screen import Screen

ROWS_A_STEP = 1_000
ROWS_AT_ONCE = 500
"Above so many rows an export runs in the worker."

FILES = {"export"}
"The kinds of jobs whose result is a file to download; rooms above add theirs."

Step = Callable[[int], None]
"Is told how many rows are written; what it raises ends the export."


def list_of(*, screen: Screen, user: User, query: str, parent: Model | None = None) -> ListQuery:
    """The list of an address; raises ValidationError with what is wrong with it, or where it is closed."""
    if parent is None and not screen.is_open(user):
        raise ValidationError(_("There is no list called “%s”.") % screen.slug)
    found = ListQuery(screen, user, QueryDict(query), parent)
    if found.errors:
        raise ValidationError(found.errors)
    return found


def everything(*, screen: Screen, user: User) -> str:
    """The address of the list of all records, archived ones included, with all columns."""
    address = QueryDict(mutable=True)
    if screen.archivable:
        address["archived"] = "1"
    address.setlist("columns", [name for name in screen.attributes(user) if name != "letter"])
    return address.urlencode()


def screen_of(slug: str) -> Screen:
    """The screen of this name; raises ValidationError."""
    if slug not in screens:
        raise ValidationError(_("There is no list called “%s”.") % slug)
    return screens[slug]


def rows_of(query: ListQuery, ticked: Collection[int] = (), action: Action = Action.EXPORT) -> QuerySet:
    """The rows of the list with which the user may do this; only the ticked ones if some are."""
    rows = query.rows(action)
    return rows.filter(pk__in=ticked) if ticked else rows


def figures(query: ListQuery, ticked: Collection[int] = (), *, most: int | None = None) -> tuple[int, int]:
    """How many rows of the list the user may export, and how many it shows; both counted to `most` only."""
    exported, shown = (
        rows_of(query, ticked, action).order_by()[:most].count() for action in (Action.EXPORT, Action.SEE)
    )
    return exported, shown


def in_order(query: ListQuery, ticked: Collection[int] = ()) -> bool:
    """Whether the file has the order of the list: rows beyond what a list counts stand as they were entered."""
    return bool(ticked) or not query.count[1]


def file_name(screen: Screen, format: str) -> str:
    """What the file of an export is called."""
    return f"{screen.slug}-{timezone.localdate():%Y-%m-%d}.{format}"


def export(
    *, query: ListQuery, path: Path, format: str, ticked: Collection[int] = (), step: Step | None = None
) -> int:
    """Writes the rows that the user may export and returns their number.

    With `step` the rows come over a connection of their own: the process's own one stays free to tell progress.
    """
    rows = rows_of(query, ticked)
    ordered = query.keyset.ordered(rows) if in_order(query, ticked) else rows.order_by("pk")
    selected = ordered.values_list(*(attribute.exported() for attribute in query.columns))
    done = 0
    with written(path, format, titles_of(query.columns)) as writer, closing(_poured(writer, selected, step)) as poured:
        for done, _row in enumerate(poured, 1):
            if step and done % ROWS_A_STEP == 0:
                step(done)
    return done


def _poured(writer: Writer, rows: QuerySet, step: Step | None) -> Generator[None]:
    """Takes the rows from the database into the writer, one a step; who closes it early stops the database too."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    with _reading(beside=step is not None) as reading, reading.cursor() as cursor:
        statement = cursor.mogrify(f"copy ({sql}) to stdout with (format {writer.copied_as})", params)
        with cursor.copy(statement) as copy:
            yield from writer.pour(copy)


@contextmanager
def _reading(*, beside: bool) -> Iterator[BaseDatabaseWrapper]:
    """The connection of this process, or one beside it."""
    if not beside:
        yield connection
        return
    other = connection.copy()
    try:
        yield other
    finally:
        other.close()
