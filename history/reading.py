"""Changes as people read them: who, when, which record, and each field from what to what."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from history.models import Change

HIDDEN = frozenset({"id", "version", "created_at", "archived_at", "stopped_at", "kinds", "job_id"})


@dataclass(frozen=True)
class Line:
    """One field of one record: an empty `before` means that it was added, an empty `after` that it was taken away."""

    label: str
    before: str
    after: str
    change: int = field(default=0, compare=False)
    place: str = field(default="", compare=False)
    "The change and the column (or the key within one) that it tells of, where one field was changed."


@dataclass(frozen=True)
class Source:
    """The long work that made changes, and its page ("" for who may not see it)."""

    text: str
    url: str


@dataclass
class Entry:
    """What one person did in one transaction."""

    at: datetime.datetime
    who: str
    run: str
    source: Source | None = None
    titles: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    newest: int = 0
    "The id of its newest change."


Explain = Callable[[Any, Any, Any], Iterable[Line]]
"Tells a column's value before and after, and is given the record as it stands now (None where it is gone)."
Explaining = Callable[[list[Any], Any], Explain]
"Is given all values of the column that are to be told, so that it reads at once what they need, and who reads them."
explainers: dict[tuple[str, str], Explaining] = {}
"Columns that are not told as they are stored (features, personal numbers), by table and column; rooms above fill it."

TellSources = Callable[[Collection[str], Any], Mapping[str, Source]]
tell_sources: list[TellSources] = []
"Say of runs what people call them, for a user (None: all are told); rooms above add theirs."

Tell = Callable[[list[Change], "Names", Entry], None]
"Adds to the entry what the changes of one transaction say."


def read(
    changes: Sequence[Change], limit: int, tell: Tell | None = None, user: Any = None
) -> tuple[list[Entry], int | None]:
    """The first `limit` changes as `user` may read them (None: all), and the last one's id where there are more."""
    older = changes[limit - 1].pk if len(changes) > limit else None
    return entries(changes[:limit], tell, user), older


def entries(changes: Iterable[Change], tell: Tell | None = None, user: Any = None) -> list[Entry]:
    """Changes, newest first, joined by transaction. The number of queries does not grow with the number of changes."""
    changes = list(changes)
    names = Names(changes, user)
    users = names.by_model.get(get_user_model(), {})
    found = []
    for (at, user_id, run), group in groupby(changes, key=lambda change: (change.at, change.user_id, change.run)):
        who = str(users.get(user_id, "")) or (_("Removed user") if user_id else _("System"))
        members = list(group)
        entry = Entry(at, who, run, newest=members[0].pk)
        (tell or describe_each)(members, names, entry)
        if entry.titles or entry.lines:
            found.append(entry)
    name_sources(found, user)
    return found


def name_sources(found: Iterable[Entry], user: Any) -> None:
    """Names the jobs that have made changes."""
    runs = {entry.run for entry in found if entry.run.startswith("job:")}
    sources = {run: source for tell in tell_sources if runs for run, source in tell(runs, user).items()}
    for entry in found:
        entry.source = sources.get(entry.run)


def describe_each(changes: list[Change], names: "Names", entry: Entry) -> None:
    for change in changes:
        describe(change, names, entry)


def describe(change: Change, names: "Names", entry: Entry) -> None:
    """Adds to the entry what one change says."""
    model = model_of(change.table)
    if model is None:
        return
    link = getattr(model, "history_line", "")
    if link and change.action != Change.Action.UPDATE:
        before, after = (names.show(model, link, image.get(link)) if image else "" for image in images(change))
        entry.lines.append(Line(label_of(model, link), before, after))
    elif change.action != Change.Action.UPDATE:
        image = change.after or change.before or {}
        verb = _("added") if change.action == Change.Action.INSERT else _("deleted")
        kind = getattr(model, "history_kind", lambda _image: model._meta.verbose_name)(image)
        called = f"{capfirst(kind)} {names.ends(change) or title_of(model, image)}".strip()
        entry.titles.append(f"{called}: {verb}")
    else:
        ends = names.ends(change)
        entry.titles += stamps(model, change, ends)
        for line in lines_of(model, change, names):
            entry.lines.append(replace(line, label=f"{ends}, {line.label.lower()}") if ends else line)


def stamps(model: type[models.Model], change: Change, ends: str) -> list[str]:
    """Archived and stopped are moments in the row and deeds to people."""
    away = getattr(model, "history_put_away", None) or (_("archived"), _("activated"))
    words = {"archived_at": away, "stopped_at": (_("stopped"), _("started"))}
    _before, after = images(change)
    name = f"{capfirst(model._meta.verbose_name)} {ends}".strip()
    return [f"{name}: {done if after[key] else undone}" for key, (done, undone) in words.items() if key in after]


def lines_of(model: type[models.Model], change: Change, names: "Names") -> Iterable[Line]:
    before, after = images(change)
    for key in after:
        if key in HIDDEN:
            continue
        if explain := names.explain.get((change.table, key)):
            for line in explain(before.get(key), after.get(key), names.record(change)):
                yield replace(line, change=change.pk, place=line.place or key)
        else:
            was, now = (names.show(model, key, image.get(key)) for image in (before, after))
            yield Line(label_of(model, key), was, now, change.pk, key)


def images(change: Change) -> tuple[dict[str, Any], dict[str, Any]]:
    return change.before or {}, change.after or {}


class Names:
    """The names of who changed and of what the told foreign keys point to, and the needed records: one query a model.

    A model whose rows join others names its foreign keys in `history_ends`: its changes are told with both names. One
    that says `history_named` is told with its own.
    """

    def __init__(self, changes: Iterable[Change], user: Any = None) -> None:
        wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        needed: dict[type[models.Model], set[int]] = defaultdict(set)
        wanted[get_user_model()] |= {change.user_id for change in changes if change.user_id}
        for change in changes:
            model = model_of(change.table)
            if model and change.action == Change.Action.UPDATE and needs_record(model, change):
                needed[model].add(change.record_id)
            for key, value in told(model, change) if model else ():
                column = column_of(model, key)
                if isinstance(column, models.ForeignKey) and value:
                    wanted[column.related_model].add(value)
        self.explain = explaining(changes, user)
        self.by_model = {model: model._default_manager.in_bulk(ids) for model, ids in wanted.items() if ids}
        self.records = {
            model: (rows.select_related(*ends) if (ends := ends_of(model)) else rows).in_bulk(ids)
            for model, ids in needed.items()
            for rows in [model._default_manager.all()]
        }

    def record(self, change: Change) -> Any:
        """The changed record as it stands now; None where it is gone or nobody needs it."""
        model = model_of(change.table)
        return self.records.get(model, {}).get(change.record_id) if model else None

    def ends(self, change: Change) -> str:
        """The names of what the changed record joins; "" for records that join nothing."""
        model = model_of(change.table)
        if model is None or not (ends_of(model) or is_named(model)):
            return ""
        if change.action == Change.Action.UPDATE:
            return str(self.record(change) or f"#{change.record_id}")
        image = change.after or change.before or {}
        return " / ".join(self.show(model, f"{name}_id", image.get(f"{name}_id")) for name in ends_of(model))

    def show(self, model: type[models.Model], key: str, value: Any) -> str:
        """A value out of an image as people read it."""
        column = column_of(model, key)
        if value is None or value == "" or value == []:
            return ""
        if isinstance(column, models.ForeignKey):
            return str(self.by_model.get(column.related_model, {}).get(value, f"#{value}"))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            choices = dict(getattr(getattr(column, "base_field", column), "flatchoices", ()))
            return ", ".join(str(choices.get(each, each)) for each in value)
        if column is not None and column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return moment(column, value)


def explaining(changes: Iterable[Change], user: Any) -> dict[tuple[str, str], Explain]:
    """What tells the columns among these changes that are not told as they are stored."""
    values: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for change in (change for change in changes if change.action == Change.Action.UPDATE):
        for table, key in explainers:
            if table == change.table:
                values[table, key] += [image[key] for image in images(change) if key in image]
    return {place: explainers[place](found, user) for place, found in values.items()}


def ends_of(model: type[models.Model]) -> Sequence[str]:
    return getattr(model, "history_ends", ())


def told(model: type[models.Model], change: Change) -> Iterator[tuple[str, Any]]:
    """The columns of a change that are told with their values: of a row that came or went its ends and its line."""
    few = {*(f"{name}_id" for name in ends_of(model)), getattr(model, "history_line", "")}
    for image in images(change):
        yield from (pair for pair in image.items() if change.action == Change.Action.UPDATE or pair[0] in few)


def is_named(model: type[models.Model]) -> bool:
    """Whether every change of a record says what it is called, because its fields alone do not tell which it was."""
    return bool(getattr(model, "history_named", False))


def needs_record(model: type[models.Model], change: Change) -> bool:
    """Whether the record as it stands now is needed to tell its change."""
    return (
        bool(ends_of(model)) or is_named(model) or any((change.table, key) in explainers for key in change.after or ())
    )


def moment(column: models.Field | None, value: Any) -> str:
    """Dates and times in the language of the page, all else as it stands."""
    if isinstance(column, models.DateTimeField) and (at := parse_datetime(str(value))):
        return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
    if isinstance(column, models.DateField) and (day := parse_date(str(value))):
        return date_format(day, "SHORT_DATE_FORMAT")
    return str(value)


@cache
def models_by_table() -> dict[str, type[models.Model]]:
    return {
        model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy
    }


def model_of(table: str) -> type[models.Model] | None:
    return models_by_table().get(table)


def tracked_model(table: str) -> type[models.Model]:
    """The model of a table that is there; raises LookupError."""
    if (model := model_of(table)) is None:
        raise LookupError(table)
    return model


def column_of(model: type[models.Model] | None, key: str) -> models.Field | None:
    """The field of a column; None for a column that the model no longer has."""
    if model is None:
        return None
    return next((column for column in model._meta.concrete_fields if column.attname == key), None)


def label_of(model: type[models.Model], key: str) -> str:
    column = column_of(model, key)
    return capfirst(str(column.verbose_name)) if column else key


def title_of(model: type[models.Model], image: dict[str, Any]) -> str:
    """What the record was called when the change was made; a model whose rows may have no name says it itself."""
    if called := getattr(model, "history_called", None):
        return str(called(image))
    names = ("name_bg", "name_en") if get_language() == "bg" else ("name_en", "name_bg")
    keys = getattr(model, "history_title", ("name", *names, "code"))
    words = [str(image[key]) for key in keys if image.get(key)]
    return " ".join(words) if hasattr(model, "history_title") else next(iter(words), "")
