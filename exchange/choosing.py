"""The page on which people say what the columns mean, as data for its template and back."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from access.models import Ability, User
from access.policy import can
from attributes.menus import Entry, grouped
from attributes.values import Attribute
from exchange.mapping import CLEAR, DEFAULT, KEEP, Column, ColumnMapping, is_error_column
from exchange.models import ImportRun
from exchange.reading import FileRefused
from exchange.reading.files import first_rows, letter_of
from exchange.running import path_of
from exchange.targets import target_of
from reference.features.items import ItemsValue

SAMPLES = 2


@dataclass(frozen=True)
class Choice:
    """One column of the file with what is chosen for it."""

    at: int
    header: str
    letter: str
    samples: list[str]
    column: Column | None
    items: bool

    @property
    def attribute(self) -> str:
        return self.column.attribute if self.column else ""

    @property
    def blank(self) -> str:
        return self.column.blank if self.column else KEEP


@dataclass(frozen=True)
class Page:
    """Everything on the page: the columns, the fields to choose from under their headings, the first rows."""

    choices: list[Choice]
    fields: list[tuple[str, list[Entry]]]
    rows: list[Any]
    headers: list[str]
    problems: list[str]
    left_out: list[str]

    @property
    def mapped(self) -> int:
        return sum(1 for choice in self.choices if choice.column)


def page_of(run: ImportRun, mapping: ColumnMapping, attributes: dict[str, Attribute]) -> Page:
    """The page for a run."""
    sheet = run.reading
    problems: list[str] = []
    try:
        rows = first_rows(path_of(run), sheet)
    except FileRefused as refusal:
        rows, problems = [], refusal.messages
    by_place = {column.at: column for column in mapping.columns}
    choices = []
    for at, header in enumerate(sheet.headers):
        if is_error_column(header):
            continue
        column = by_place.get(at)
        attribute = attributes.get(column.attribute) if column else None
        samples = [row.cells[at] for row in rows if at < len(row.cells) and row.cells[at].strip()]
        samples = list(dict.fromkeys(samples))[:SAMPLES]
        items = isinstance(attribute, ItemsValue)
        choices.append(Choice(at, header, letter_of(at), samples, column, items))
    width = len(sheet.headers)
    padded = [(row.line, (row.cells + [""] * width)[:width]) for row in rows]
    fields = grouped(attributes.values())
    headers = [header or letter_of(at) for at, header in enumerate(sheet.headers)]
    return Page(choices, fields, padded, headers, problems, mapping.left_out(sheet.headers))


def mapping_from(posted: QueryDict, run: ImportRun, user: User) -> ColumnMapping:
    """The mapping that the page was sent with."""
    columns = []
    may_create = can(user, Ability.CONFIGURE)
    for at, header in enumerate(run.reading.headers):
        attribute = posted.get(f"map-{at}", "")
        if not attribute:
            continue
        blank = posted.get(f"blank-{at}", KEEP)
        columns.append(
            Column(
                at,
                header,
                attribute,
                blank=blank if blank in (KEEP, CLEAR, DEFAULT) else KEEP,
                default=posted.get(f"default-{at}", "") if blank == DEFAULT else "",
                separator=posted.get(f"separator-{at}", ""),
                create=may_create and f"create-{at}" in posted,
            )
        )
    names = target_of(run.target).option_names
    options = {name: str(posted[name]) for name in names if posted.get(name)}
    return ColumnMapping(tuple(columns), options)
