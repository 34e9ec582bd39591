"""Takes changes back, in sets: what was added is deleted, what was changed gets its values from before, what was
deleted comes back. Every value comes out of the history within the database, so that none loses its form on the way.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from history.reading import tracked_model
from history.standing import (
    DELETE,
    INSERT,
    UPDATE,
    Row,
    Written,
    by_row,
    columns_in,
    columns_of,
    documents_of,
    table_of,
)

Ignored = Mapping[str, Collection[str]]
"By table the columns that follow from others: they are not taken back, whoever asks for it makes them right."


def reverse(changes: Iterable[Written], ignored: Ignored) -> None:
    """Takes these changes back; raises IntegrityError where the database refuses it.

    Deletes first and brings back last, in one go: values that wandered from row to row need to be taken back change
    by change, the last first. Constraints that are checked at the end are the caller's.
    """
    rows = by_row(changes)
    added = [row for row, each in rows.items() if each[0].action == INSERT and each[-1].action != DELETE]
    for table, pks in _by_table(added).items():
        _delete(tracked_model(table), pks)
    old = {row: each for row, each in rows.items() if each[0].action != INSERT}
    _update([each for each in old.values() if each[-1].action != DELETE], ignored)
    gone = [each for each in old.values() if each[-1].action == DELETE]
    for table, pks in _by_table((each[-1].table, each[-1].id) for each in gone).items():
        _insert(tracked_model(table), pks)
    _update([each[:-1] for each in gone if len(each) > 1], ignored)


def _by_table(rows: Iterable[Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for table, pk in rows:
        found[table].append(pk)
    return found


def _delete(model: type[models.Model], pks: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {table_of(model)} where id = any(%s)", [list(pks)])


def _update(rows: Sequence[Sequence[Written]], ignored: Ignored) -> None:
    """Takes back the changes of rows that are there, the last of each row first."""
    for at in range(1, max((len(changes) for changes in rows), default=0) + 1):
        turn = [changes[-at] for changes in rows if len(changes) >= at and changes[-at].action == UPDATE]
        for table, ids in _by_table((change.table, change.id) for change in turn).items():
            written = set().union(*{columns_in(change.places) for change in turn if change.table == table})
            _set(tracked_model(table), ids, sorted(written - set(ignored.get(table, ()))))


def _set(model: type[models.Model], ids: Sequence[int], columns: Sequence[str]) -> None:
    if not columns:
        return
    documents = documents_of(model)
    table = table_of(model)
    values = ", ".join(f'"{name}" = {_document(name) if name in documents else _value(name)}' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} t set {values} from history_change h"
            f" cross join lateral jsonb_populate_record(null::{table}, h.before) n"
            " where h.id = any(%s) and t.id = h.record_id",
            [list(ids)],
        )


def _value(column: str) -> str:
    """The value from before, where this change has changed it."""
    return f'case when h.before ? \'{column}\' then n."{column}" else t."{column}" end'


def _document(column: str) -> str:
    """The JSON object with the keys that the change has changed as they were before; the others stay."""
    return f"""
        case when not h.before ? '{column}' then t."{column}"
        when t."{column}" = h.after -> '{column}' then n."{column}" else (
            select (t."{column}" - coalesce(array_agg(k), '{{}}'))
                || coalesce(jsonb_object_agg(k, n."{column}" -> k) filter (where n."{column}" ? k), '{{}}')
            from jsonb_object_keys(n."{column}" || (h.after -> '{column}')) k
            where n."{column}" -> k is distinct from h.after -> '{column}' -> k
        ) end"""


def _insert(model: type[models.Model], ids: Sequence[int]) -> None:
    """Brings rows back out of the images that their deletion has left; other columns are as in new rows."""
    table, columns = table_of(model), columns_of(model)
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f'n."{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({names}) select {values} from history_change h"
            f" cross join lateral jsonb_populate_record("
            f"jsonb_populate_record(null::{table}, %s::jsonb), h.before) n"
            " where h.id = any(%s) order by h.id",
            [json.dumps(_new(model), cls=DjangoJSONEncoder), list(ids)],
        )


def _new(model: type[models.Model]) -> dict[str, Any]:
    """The values of a new row by column."""
    return {str(field.column): field.get_default() for field in model._meta.concrete_fields if not field.primary_key}


def becoming(changes: Iterable[Written], places: Collection[str]) -> dict[Row, dict[str, Any]]:
    """What these columns of rows will hold once the changes are taken back, of rows where they changed one of them.

    JSON objects are told as a whole, by the last state that the run found; rows that will be gone are left out.
    """
    rows = {row: each for row, each in by_row(changes).items() if each[0].action != INSERT}
    wanted = [
        change.id
        for each in rows.values()
        for change in each
        if change.action == DELETE or not columns_in(change.places).isdisjoint(places)
    ]
    images: dict[Row, dict[str, Any]] = {}
    for table, ids in _by_table((change.table, change.id) for each in rows.values() for change in each).items():
        asked = set(ids).intersection(wanted)
        for pk, now, before in _images(tracked_model(table), sorted(asked), places):
            images[table, pk] = {**images.get((table, pk), now or {}), **before}
    return images


def _images(
    model: type[models.Model], ids: Sequence[int], places: Collection[str]
) -> list[tuple[int, dict[str, Any] | None, dict[str, Any]]]:
    """Record, these columns now as far as the image before does not tell all of them, image before; the last first."""
    if not ids:
        return []
    names = ", ".join(f't."{name}"' for name in places)
    with connection.cursor() as cursor:
        cursor.execute(
            "select h.record_id, case when not h.before ?& %s and t.id is not null then"
            f" (select to_jsonb(r) from (select {names}) r) end, h.before from history_change h"
            f" left join {table_of(model)} t on t.id = h.record_id where h.id = any(%s) order by h.id desc",
            [list(places), list(ids)],
        )
        return [(pk, _loaded(now), _loaded(before)) for pk, now, before in cursor.fetchall()]


def _loaded(value: Any) -> Any:
    # Django keeps psycopg from reading JSON, so that its own fields can.
    return json.loads(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Reference:
    """A row that refers to another one by a foreign key."""

    row: Row
    column: str
    to: Row


def references(to: Collection[Row]) -> list[Reference]:
    """Everything that refers to these rows, by whatever foreign key."""
    found = []
    for table, pks in _by_table(to).items():
        for relation in tracked_model(table)._meta.get_fields(include_hidden=True):
            if not isinstance(relation, models.ManyToOneRel) or isinstance(relation, models.ManyToManyRel):
                continue
            source: Any = relation.related_model
            name = relation.field.attname
            rows = source._base_manager.filter(**{f"{name}__in": pks}).values_list("pk", name).order_by()
            found += [Reference((source._meta.db_table, pk), name, (table, target)) for pk, target in rows]
    return found


def missing(changes: Iterable[Written]) -> list[Reference]:
    """What rows would refer to again once the changes are taken back, and that is not there any more."""
    found = []
    olds = [change for change in changes if change.action != INSERT]
    for table, ids in _by_table((change.table, change.id) for change in olds).items():
        written = set().union(*{change.places for change in olds if change.table == table})
        whole = any(change.table == table and change.action == DELETE for change in olds)
        for field in tracked_model(table)._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and (whole or field.column in written):
                found += _dangling(table, field, ids)
    return found


def _dangling(table: str, field: Any, ids: Sequence[int]) -> list[Reference]:
    target = field.related_model
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select h.record_id, (h.before ->> '{field.column}')::bigint from history_change h
            where h.id = any(%s) and h.before ->> '{field.column}' is not null and not exists (
                select from {table_of(target)} t where t.id = (h.before ->> '{field.column}')::bigint)""",
            [list(ids)],
        )
        rows = cursor.fetchall()
    return [Reference((table, pk), str(field.column), (target._meta.db_table, gone)) for pk, gone in rows]
