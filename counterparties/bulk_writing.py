"""Writes many counterparties at once: COPY for new ones, one UPDATE for changed ones. History comes of triggers."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone

from counterparties.models import Counterparty
from counterparties.searching import SEARCHED, refresh_search, search_of
from exchange.staging import copy

TABLE, TICKS = "counterparties_counterparty", "counterparties_counterpartytype"
FIELDS: dict[str, Any] = {str(field.column): field for field in Counterparty._meta.concrete_fields}


@cache
def type_of(column: str) -> str:
    """The column's type in the database."""
    return str(FIELDS[column].db_type(connection))


def next_ids(number: int) -> list[int]:
    """So many new ids."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [TABLE, number])
        return [pk for (pk,) in cursor.fetchall()]


def insert(rows: Sequence[dict[str, Any]]) -> None:
    """Adds counterparties of values by column, `id` and `code` among them; what is not given gets its default."""
    record = Counterparty(created_at=timezone.now())
    defaults = {column: getattr(record, field.attname) for column, field in FIELDS.items()}
    defaults["country"] = str(record.country or "")
    columns = list(defaults)

    def whole(row: dict[str, Any]) -> list[Any]:
        values = defaults | row
        values["search"], values["features"] = search_of(values), json.dumps(values["features"])
        return [values[column] for column in columns]

    copy(TABLE, columns, map(whole, rows))


def update(rows: Mapping[int, Mapping[str, Any]], stored: Mapping[int, Mapping[str, Any]]) -> dict[int, int]:
    """Changes counterparties by id to these values by column, and returns their versions.

    `stored` are their values as read in this transaction, with the rows locked: a row keeps those that others change.
    """
    columns = sorted({column for row in rows.values() for column in row})
    if not rows or not columns:
        return {}
    lists = [[_text(row.get(column, stored[pk][column])) for pk, row in rows.items()] for column in columns]
    settings = ", ".join(f'"{column}" = n.c{at}::{type_of(column)}' for at, column in enumerate(columns))
    names = ", ".join(f"c{at}" for at in range(len(columns)))
    arrays = ", ".join(["%s::bigint[]", *["%s::text[]"] * len(columns)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {TABLE} c set {settings} from unnest({arrays}) n(id, {names}) where c.id = n.id"
            " returning c.id, c.version",
            [list(rows), *lists],
        )
        versions = dict(cursor.fetchall())
    refresh_search(pk for pk, row in rows.items() if row.keys() & set(SEARCHED))
    return versions


def tick(added: Collection[tuple[int, int]], removed: Collection[tuple[int, int]] = ()) -> None:
    """Adds and takes away types of counterparties, as pairs of ids."""
    if removed:
        with connection.cursor() as cursor:
            cursor.execute(
                f"delete from {TICKS} t using unnest(%s::bigint[], %s::bigint[]) n(c, t)"
                " where t.counterparty_id = n.c and t.type_id = n.t",
                [[pk for pk, _type in removed], [type_id for _pk, type_id in removed]],
            )
    if added:
        copy(TICKS, ("counterparty_id", "type_id"), added)


def _text(value: Any) -> str | None:
    """A value as PostgreSQL reads it from a text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)
