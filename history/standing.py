"""What a run wrote, beside what stands there now: the ground on which it may be taken back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, models

from history.models import Change
from history.reading import model_of

INSERT, UPDATE, DELETE = Change.Action.INSERT.value, Change.Action.UPDATE.value, Change.Action.DELETE.value
Row = tuple[str, int]
"A row of whatever table: the name of the table and the id."
Stands = tuple[bool, frozenset[str], frozenset[str]]
"Whether a row is there, the places that a change wrote, and those of them that hold something else now."


class Written(NamedTuple):
    """A change of the run. Its places are columns, or "column.key" within a column that holds a JSON object."""

    id: int
    table: str
    record_id: int
    owner_id: int | None
    action: str
    there: bool
    "Whether the row exists now."
    places: frozenset[str]
    "What the change wrote."
    others: frozenset[str]
    "Those of the places that hold something else now."

    @property
    def row(self) -> Row:
        return self.table, self.record_id


def written(*, runs: Sequence[str], where: str, values: Collection[Any]) -> list[Written]:
    """The changes of the runs for which a condition holds, in their order; `values` are the condition's parameters."""
    with connection.cursor() as cursor:
        cursor.execute(
            'select id, "table", record_id, owner_id, action from history_change'
            f" where run = any(%s) and {where} order by id",
            [list(runs), *values],
        )
        found = cursor.fetchall()
    by_table: dict[str, list[int]] = defaultdict(list)
    for pk, table, *_rest in found:
        by_table[table].append(pk)
    stands: dict[int, Stands] = {}
    for table, ids in by_table.items():
        if model := model_of(table):
            stands |= _standing(model, ids)
    return [
        Written(pk, table, record_id, owner_id, action, *stands[pk])
        for pk, table, record_id, owner_id, action in found
        if pk in stands
    ]


def _standing(model: type[models.Model], ids: Sequence[int]) -> dict[int, Stands]:
    """By change of this model's table: whether the row is there, the places written, those that differ now."""
    columns = _written_columns(model, ids)
    inside = " ".join(_inside(column) for column in documents_of(model) if column in columns)
    # Of a row that is there the columns that were written become JSON: the whole of it would cost more than all else.
    names = ", ".join(f't."{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select h.id, t.id is not null, place.names, place.others from history_change h
            left join {table_of(model)} t on t.id = h.record_id
            cross join lateral (
                select case when t.id is not null then (select to_jsonb(r) from (select {names}) r) end as now offset 0
            ) image
            cross join lateral (
                select coalesce(array_agg(p.name), '{{}}'),
                    coalesce(array_agg(p.name) filter (where p.now is distinct from p.wrote), '{{}}')
                from (
                    select a.key, a.value, image.now -> a.key from jsonb_each(
                        h.after - case when h.action = 'U' then %(documents)s::text[] else '{{}}' end) a
                    where a.key = any(%(columns)s)
                    {inside}
                ) p(name, wrote, now)
            ) as place(names, others)
            where h.id = any(%(ids)s)""",
            {"documents": documents_of(model), "columns": columns, "ids": list(ids)},
        )
        return _shared(cursor.fetchall())


def _shared(found: Sequence[tuple[int, bool, list[str], list[str]]]) -> dict[int, Stands]:
    """A job writes the same places again and again: one set of names serves all changes that have them."""
    names_of = {names: frozenset(names) for names in {tuple(each) for row in found for each in row[2:]}}
    return {pk: (there, names_of[tuple(places)], names_of[tuple(others)]) for pk, there, places, others in found}


def _written_columns(model: type[models.Model], ids: Sequence[int]) -> list[str]:
    """The columns that some of these changes have written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct jsonb_object_keys(after) from history_change where id = any(%s)",
            [list(ids)],
        )
        written = {name for (name,) in cursor.fetchall()}
    return [column for column in columns_of(model) if column in written]


def _inside(column: str) -> str:
    """The keys of a JSON object that an update changed."""
    return f"""
        union all select '{column}.' || k, h.after -> '{column}' -> k, image.now -> '{column}' -> k
        from jsonb_object_keys(h.before -> '{column}' || (h.after -> '{column}')) k
        where h.action = 'U' and h.before -> '{column}' -> k is distinct from h.after -> '{column}' -> k"""


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns that can be written."""
    return [str(field.column) for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def documents_of(model: type[models.Model]) -> list[str]:
    """The columns that hold JSON objects: they are compared and taken back key by key; lists are as a whole."""
    fields = (field for field in model._meta.concrete_fields if isinstance(field, models.JSONField))
    return [str(field.column) for field in fields if isinstance(field.get_default(), dict)]


@lru_cache(maxsize=1_000)
def columns_in(places: frozenset[str]) -> frozenset[str]:
    """The columns in which these places are."""
    return frozenset(place.partition(".")[0] for place in places)


def table_of(model: type[models.Model]) -> str:
    """The table's name, quoted for SQL."""
    return connection.ops.quote_name(model._meta.db_table)


def by_row(changes: Iterable[Written]) -> dict[Row, list[Written]]:
    """The changes of each row, in their order."""
    found: dict[Row, list[Written]] = defaultdict(list)
    for change in changes:
        found[change.row].append(change)
    return found


def edited(changes: Sequence[Written], ignored: Mapping[str, Collection[str]]) -> Written | None:
    """The latest change of one row that no longer stands as it was left; None where all of them do.

    `ignored` are by table the places that follow from others, and do not count.
    """
    later: set[str] = set(ignored.get(changes[0].table, ()))
    last = changes[-1]
    if last.action == DELETE:
        return last if last.there else None
    if not last.there:
        return last
    for change in reversed(changes):
        if change.others - later:
            return change
        later |= change.places
    return None


def others_of(changes: Sequence[Written], ignored: Mapping[str, Collection[str]]) -> list[str]:
    """The places of one row that hold something else than the run left there."""
    later, found = set(ignored.get(changes[0].table, ())), set[str]()
    for change in reversed(changes):
        found |= change.others - later
        later |= change.places
    return sorted(found)


@dataclass(frozen=True)
class Editor:
    """Who changed a row behind a run, and when."""

    user_id: int | None
    at: Any


def editors(rows: Mapping[Row, int]) -> dict[Row, Editor]:
    """The latest change of each row, and of what belongs to it, behind the change with this id."""
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select r.tab, r.pk, h.user_id, h.at from unnest(%s::text[], %s::bigint[], %s::bigint[]) r(tab, pk, after)
            cross join lateral (
                select c.user_id, c.at from history_change c
                where c."table" = r.tab and c.record_id = r.pk and c.id > r.after order by c.id desc limit 1
            ) h""",
            [[table for table, _pk in rows], [pk for _table, pk in rows], list(rows.values())],
        )
        return {(table, pk): Editor(user_id, at) for table, pk, user_id, at in cursor.fetchall()}
