"""The rows of a bulk edit as people look at them: by outcome, from what to what, fifty at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.values import Attribute
from exchange.bulk.changes import CLEAR, HOW, Change
from exchange.bulk.models import BulkEdit, BulkOutcome, BulkRow, Why
from exchange.exporting import screen_of
from exchange.paging import page_by
from exchange.retelling import told
from exchange.targets import target_for
from screens.screen import Screen

PLANNED = {BulkOutcome.CHANGED: gettext_lazy("To be changed")}
COLOURS = {BulkOutcome.CHANGED: "green", BulkOutcome.SAME: "grey", BulkOutcome.REFUSED: "red"}


@dataclass(frozen=True)
class Line:
    """A record with what becomes of it: fields from what to what, or why not."""

    record: Model | None
    record_id: int
    changes: list[tuple[str, str, str]]
    why: str
    reason: str


@dataclass(frozen=True)
class Page:
    """At most fifty records, and the ids behind or ahead of which the pages around them begin."""

    lines: list[Line]
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class Tile:
    """One outcome of the balance."""

    code: str
    label: str
    number: int
    colour: str


def page_of(edit: BulkEdit, user: User, *, outcome: str, after: int = 0, before: int = 0) -> Page:
    """A page of the records with this outcome, by their ids; of those that the user may not see only the number."""
    rows = edit.done_rows.filter(outcome=outcome)
    found, previous, following = page_by(rows, "record_id", after=after, before=before)
    return Page(list(lines_of(edit, user, found)), previous, following)


def lines_of(edit: BulkEdit, user: User, rows: list[BulkRow]) -> Iterator[Line]:
    screen = screen_of(edit.screen)
    visible = screen.model._default_manager.visible_to(user)  # type: ignore[attr-defined]
    records = visible.in_bulk([row.record_id for row in rows])
    attributes = screen.attributes(user)
    for row in rows:
        record = records.get(row.record_id)
        changes = list(_changes(row, attributes)) if record else []
        yield Line(record, row.record_id, changes, str(Why(row.why).label) if row.why else "", row.reason)


def _changes(row: BulkRow, attributes: Mapping[str, Attribute]) -> Iterator[tuple[str, str, str]]:
    for name, (old, new) in (row.changes or {}).items():
        if name in attributes:
            attribute = attributes[name]
            yield str(attribute.label), told(attribute, old), told(attribute, new)


def tiles_of(edit: BulkEdit) -> list[Tile]:
    """The balance as tiles; after a check it is a plan."""
    planned = PLANNED if edit.state == BulkEdit.State.CHECKED else {}
    return [
        Tile(outcome.value, str(planned.get(outcome, outcome.label)), edit.counts[outcome.value], COLOURS[outcome])
        for outcome in BulkOutcome
    ]


def reasons_of(edit: BulkEdit) -> list[tuple[str, int]]:
    """Of the refused records how many are so for which kind of reason."""
    rows = edit.done_rows.filter(outcome=BulkOutcome.REFUSED).order_by()
    numbers = dict(rows.values_list("why").annotate(Count("record_id")))
    return [(str(why.label), numbers[why.value]) for why in Why if why.value in numbers]


def said(edit: BulkEdit) -> list[str]:
    """What is to be changed, a sentence each."""
    screen = screen_of(edit.screen)
    attributes = target_for(screen.model).attributes(edit.user)
    return [_said(change, screen, attributes, edit.user) for change in Change.all_of(edit.changes)]


def deed_of(edit: BulkEdit) -> str:
    """The deed that the edit is, where it is one that takes no value; else ""."""
    deeds = target_for(screen_of(edit.screen).model).deeds
    found = (deeds[change.how] for change in Change.all_of(edit.changes) if change.how in deeds)
    return next((str(deed.label) for deed in found if not deed.asks), "")


def _said(change: Change, screen: Screen, attributes: Mapping[str, Attribute], user: User) -> str:
    deed: Any = target_for(screen.model).deeds.get(change.how)
    if deed and not deed.asks:
        return str(deed.label)
    attribute = attributes.get(change.name) or screen.attributes(user).get(change.name)
    label = attribute.label if attribute else change.name
    if change.how == CLEAR:
        return _("%(field)s: clear") % {"field": label}
    try:
        value = deed(user, change.text).show() if deed else attribute.show(attribute.clean(change.text))  # type: ignore[union-attr]
    except ValidationError:
        value = change.text
    way = str(deed.label if deed else HOW[change.how])
    return _("%(field)s: %(way)s “%(value)s”") % {"field": label, "way": way.lower(), "value": value}
