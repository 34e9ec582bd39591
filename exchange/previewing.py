"""The rows of a run as people look at them: by outcome, cell by cell, a page at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.values import Attribute
from exchange.mapping import Column, ColumnMapping
from exchange.models import ImportRun, Outcome, StagedRow
from exchange.paging import page_by
from exchange.retelling import told
from exchange.targets import target_of

PLANNED = {Outcome.CREATED: gettext_lazy("To be created"), Outcome.UPDATED: gettext_lazy("To be updated")}
COLOURS = {
    Outcome.CREATED: "green",
    Outcome.UPDATED: "amber",
    Outcome.SAME: "grey",
    Outcome.SKIPPED: "grey",
    Outcome.FAILED: "red",
}


@dataclass(frozen=True)
class Cell:
    """A cell: its text, or old and new; the one that names the record leads to it, and what is wrong stands below."""

    text: str
    kind: str = ""
    old: str = ""
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A row: where it stands, what becomes of it, its cells, and what is wrong with it or them."""

    line: int
    outcome: Outcome
    label: str
    record: Model | None
    url: str
    cells: list[Cell]
    reasons: list[str]

    @property
    def colour(self) -> str:
        return COLOURS[self.outcome]


@dataclass(frozen=True)
class Page:
    """At most fifty rows, and the lines behind or ahead of which the pages around them begin."""

    lines: list[Line]
    previous: int | None
    next: int | None

    @property
    def linked(self) -> bool:
        """Whether one of the rows leads to a record that none of its own cells names."""
        return any(line.record and not any(cell.url for cell in line.cells) for line in self.lines)


def page_of(
    run: ImportRun,
    attributes: Mapping[str, Attribute],
    user: User,
    *,
    outcome: str = "",
    after: int = 0,
    before: int = 0,
) -> Page:
    """A page of the run's rows by their lines."""
    rows = run.rows.filter(outcome=outcome) if outcome else run.rows.all()
    found, previous, following = page_by(rows, "line", after=after, before=before)
    columns = ColumnMapping.of(run.mapping).columns
    records = target_of(run.target).seen(user).in_bulk({row.record_id for row in found if row.record_id})
    lines = [line_of(run, row, columns, attributes, records.get(row.record_id), user) for row in found]
    return Page(lines, previous, following)


def line_of(
    run: ImportRun,
    row: StagedRow,
    columns: tuple[Column, ...],
    attributes: Mapping[str, Attribute],
    record: Model | None,
    user: User,
) -> Line:
    """A row with its cells; what changes without a column of its own is told with the row.

    What stands in a record is told only to who sees the record and the attribute: `record` is None for others. Reasons
    stay as they were told, though they may name a record that the user sees no more: they were found with his rights,
    and only he and those who give the rights open the page.
    """
    errors = row.errors or []
    wrong = {error["column"] for error in errors}
    kept = row.changes or {} if record else {}
    changes = {name: [told(attributes[name], text) for text in kept[name]] for name in kept if name in attributes}
    mapped = {column.attribute for column in columns}
    reasons = [": ".join(filter(None, (error["column"], error["reason"]))) for error in errors]
    for name, (old, new) in changes.items():
        if name not in mapped:
            reasons.append(f"{attributes[name].label}: {old or '—'} → {new or '—'}")
    outcome = Outcome(row.outcome)
    if row.planned:
        planned = PLANNED.get(Outcome(row.planned), Outcome(row.planned).label)
        reasons.append(_("The check had said: %(outcome)s.") % {"outcome": planned})
    target = target_of(run.target)
    cells = [
        _cell(target.shown(column.attribute, text_of(row, column)), column, outcome, changes, wrong)
        for column in columns
    ]
    url = target.record_url(record, user) if record else ""
    cells = _linked(cells, str(record or ""), url)
    return Line(row.line, outcome, label_of(run, outcome), record, url, cells, reasons)


def _linked(cells: list[Cell], name: str, url: str) -> list[Cell]:
    """The cells, of which the first that names the record leads to it."""
    naming = (at for at, cell in enumerate(cells) if name and cell.kind in ("", "new") and cell.text == name)
    named = next(naming, None)
    return [replace(cell, url=url) if at == named else cell for at, cell in enumerate(cells)]


def text_of(row: StagedRow, column: Column) -> str:
    """What the row says in the column."""
    return row.cells[column.at] if row.cells and column.at < len(row.cells) else ""


def _cell(text: str, column: Column, outcome: Outcome, changes: dict[str, list[str]], wrong: Collection[str]) -> Cell:
    if column.title in wrong:
        return Cell(text, "err")
    if column.attribute in changes:
        old, new = changes[column.attribute]
        return Cell(new, "upd", old=old)
    return Cell(text, "new" if outcome == Outcome.CREATED and text else "")


def label_of(run: ImportRun, outcome: Outcome) -> str:
    """What the outcome is called: after a check it is a plan."""
    return str(PLANNED.get(outcome, outcome.label) if run.state == ImportRun.State.CHECKED else outcome.label)


def first_told(run: ImportRun) -> str:
    """The rows that the result shows before anybody chooses others: what needs looking at, else what it has done."""
    order = (Outcome.FAILED, Outcome.UPDATED, Outcome.CREATED)
    return next((outcome.value for outcome in order if run.counts[outcome.value]), Outcome.SAME.value)


def tiles_of(run: ImportRun) -> list[tuple[str, str, int, str]]:
    """The balance as tiles: the outcome's code, its label ("" for all rows), the number, the colour."""
    counts = run.counts
    numbers = ((outcome.value, label_of(run, outcome), counts[outcome.value], COLOURS[outcome]) for outcome in Outcome)
    return [("", "", run.read, ""), *numbers]
