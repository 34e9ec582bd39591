"""Writes what a list shows into a spreadsheet: the same rows, columns and order."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import Action, User
from exchange.resources import resource_of
from exchange.writing import written
from screens.listing import ListQuery
from screens.registry import screens
from screens.screen import Screen

ROWS_A_STEP = 1_000
ROWS_AT_ONCE = 500
"Above so many rows an export runs in the worker."


def list_of(*, screen: Screen, user: User, query: str, parent: Model | None = None) -> ListQuery:
    """The list of an address; raises ValidationError with what is wrong with the address."""
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


def figures(query: ListQuery, *, most: int | None = None) -> tuple[int, int]:
    """How many rows of the list the user may export, and how many it shows; both counted to `most` only."""
    exported, shown = (query.rows(action).order_by()[:most].count() for action in (Action.EXPORT, Action.SEE))
    return exported, shown


def file_name(screen: Screen, format: str) -> str:
    """What the file of an export is called."""
    return f"{screen.slug}-{timezone.localdate():%Y-%m-%d}.{format}"


def export(*, query: ListQuery, path: Path, format: str, step: Callable[[int], None] = lambda done: None) -> int:
    """Writes the rows that the user may export and returns their number; memory stays flat."""
    rows = query.with_related(query.ordered(Action.EXPORT))
    resource = resource_of(query.screen, query.columns)
    done, left = 0, rows.iterator(chunk_size=ROWS_A_STEP)
    with written(path, format, resource.get_export_headers()) as writer:
        while records := list(islice(left, ROWS_A_STEP)):
            for attribute in query.columns:
                attribute.prepare(records)
            for record in records:
                writer.write(resource.export_resource(record))
            done += len(records)
            if len(records) == ROWS_A_STEP:
                step(done)
    return done
