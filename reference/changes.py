"""The history of the configuration, as people read it."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import replace
from typing import Any

from django.db.models import F, Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.models import Change
from history.reading import Entry, Explain, Line, Names, describe, explainers, label_of, model_of, read, title_of
from reference.models import (
    ConsentPurpose,
    DocumentKind,
    EventType,
    Feature,
    FeatureGroup,
    FeatureType,
    FileTab,
    FileTabRole,
    FormTemplate,
    MessageTemplate,
    Nomenclature,
    NomenclatureItem,
    PersonalDocumentKind,
    Status,
    Type,
)

MODELS = (
    *(Type, Status, Feature, FeatureType, FeatureGroup, Nomenclature, NomenclatureItem),
    *(EventType, MessageTemplate, FormTemplate),
    *(FileTab, FileTabRole, ConsentPurpose, DocumentKind, PersonalDocumentKind),
)
TABLES = {model._meta.db_table: model for model in MODELS}
LINKS: dict[str, tuple[type[Model], str, Any]] = {
    FeatureType._meta.db_table: (Feature, "feature_id", gettext_lazy("asked of")),
    FileTabRole._meta.db_table: (FileTab, "tab_id", gettext_lazy("seen by")),
}
"Rows without a name: by table the model that the change is told of, the key that leads there, and the words."
READ, SHOWN, AT_ONCE = 200, 12, 8
"Changes read for a page, entries in the panel, and changes told of one transaction (an import adds thousands)."


def page(before: int | None = None) -> tuple[list[Entry], int | None]:
    """The latest changes, those before a change's id, and the id of the last one if there are older ones."""
    return told(changes(before), READ)


def changes(before: int | None = None) -> QuerySet:
    """The changes of the configuration, newest first."""
    rows = Change.objects.filter(table__in=TABLES)
    if before:
        rows = rows.filter(pk__lt=before)
    # The sum keeps PostgreSQL from reading the primary key backwards through millions of other tables' changes.
    return rows.order_by((F("pk") + 0).desc())


def told(rows: QuerySet, limit: int) -> tuple[list[Entry], int | None]:
    """What each person did in each transaction; an arrangement is one line: the row that moved furthest."""
    found = list(rows[: limit + 1])
    called = names_of(found)

    def tell_step(step: list[Change], names: Names, entry: Entry) -> None:
        worth = [*furthest(step), *(row for row in step if not is_move(row))]
        for row in worth[:AT_ONCE]:
            tell(row, names, called, entry)
        if len(worth) > AT_ONCE:
            entry.titles.append(_("and more in the same step"))

    return read(found, limit, tell_step)


def is_move(row: Change) -> bool:
    return row.action == Change.Action.UPDATE and set(row.after or ()) == {"position"}


def is_reparenting(row: Change) -> bool:
    return row.action == Change.Action.UPDATE and "parent_id" in (row.after or ())


def furthest(rows: Iterable[Change]) -> list[Change]:
    """The one move of a transaction that made all others; none where a row that came, went or left made them."""
    rows = list(rows)
    if any(row.action != Change.Action.UPDATE or is_reparenting(row) for row in rows):
        return []
    return sorted((row for row in rows if is_move(row)), key=distance, reverse=True)[:1]


def distance(row: Change) -> int:
    return abs((row.after or {})["position"] - (row.before or {})["position"])


def tell(row: Change, names: Names, called: dict[tuple[str, int], str], entry: Entry) -> None:
    """Adds one change to the entry, with the name of its record where the line itself has none."""
    told = Entry(entry.at, entry.who, entry.run)
    describe(without_position(row) if is_reparenting(row) else row, names, told)
    if is_reparenting(row):
        told.lines = [with_the_top(line, TABLES[row.table]) for line in told.lines]
    name = called.get(subject(row), f"#{row.record_id}")
    if row.action == Change.Action.UPDATE:
        model = model_of(row.table)
        kind = capfirst(str(model._meta.verbose_name)) if model else ""
        told.titles = [name + title.removeprefix(kind) for title in told.titles]
    labels = (LINKS[row.table][2] if row.table in LINKS else line.label.lower() for line in told.lines)
    told.lines = [
        type(line)(f"{name}, {label}", line.before, line.after) for line, label in zip(told.lines, labels, strict=True)
    ]
    entry.titles += told.titles
    entry.lines += told.lines


def without_position(row: Change) -> Change:
    """The change of a row that went to another parent: its number among other siblings says nothing."""
    shown = copy(row)
    shown.before, shown.after = (
        {key: value for key, value in (image or {}).items() if key != "position"} for image in (row.before, row.after)
    )
    return shown


def with_the_top(line: Line, model: Any) -> Line:
    """The line of a changed parent, where no parent is the top of the tree."""
    if line.label != label_of(model, "parent_id"):
        return line
    return replace(line, before=line.before or _("the top"), after=line.after or _("the top"))


def subject(row: Change) -> tuple[str, int]:
    """The table and id of the record that a change is told of."""
    if row.table in LINKS:
        model, key, _words = LINKS[row.table]
        return model._meta.db_table, (row.after or row.before or {}).get(key, 0)
    return row.table, row.record_id


def names_of(rows: Iterable[Change]) -> dict[tuple[str, int], str]:
    """What the changed records are called now, or were called when they were deleted; one query a table."""
    wanted: dict[str, set[int]] = {}
    called: dict[tuple[str, int], str] = {}
    for row in rows:
        table, pk = subject(row)
        wanted.setdefault(table, set()).add(pk)
        if row.action == Change.Action.DELETE:
            called[row.table, row.record_id] = title_of(TABLES[row.table], row.before or {})
    for table, ids in wanted.items():
        found: dict[int, Any] = TABLES[table]._default_manager.in_bulk(ids)
        called |= {(table, pk): str(record) for pk, record in found.items()}
    return called


def explain_interface(_values: list[Any], _user: Any) -> Explain:
    """What a tab shows, by its title."""
    label = label_of(FileTab, "interface")

    def explain(before: str, after: str, _record: Any) -> Iterator[Line]:
        was, now = (FileTab(interface=interface).shown or interface for interface in (before, after))
        yield Line(label, was, now)

    return explain


def register() -> None:
    """Makes the history ask here."""
    explainers[(FileTab._meta.db_table, "interface")] = explain_interface


def panel() -> tuple[list[Entry], int]:
    """The latest entries for the panel beside the lists, and the number of all changes."""
    latest, _older = page()
    return latest[:SHOWN], Change.objects.filter(table__in=TABLES).count()
