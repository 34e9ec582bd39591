"""Rows as the text of PostgreSQL's COPY, and tables made ready to take very many of them."""

import datetime
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text(value: str) -> str:
    return value.translate(ESCAPED) if "\\" in value or "\t" in value or "\n" in value or "\r" in value else value


CONVERTED: dict[type, Callable[[Any], str]] = {
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: "\\N",
    datetime.datetime: datetime.datetime.isoformat,
    datetime.date: datetime.date.isoformat,
    list: lambda value: "{" + ",".join(value) + "}",
    dict: lambda value: _text(json.dumps(value, ensure_ascii=False)),
}


def converted(value: Any) -> str:
    """A value as a field of COPY's text format."""
    return CONVERTED[type(value)](value)


class Table:
    """A model's table whose rows are given as dicts of columns; what a row does not give takes the field's default.

    `numbered` rows give their id too, the others get it from the sequence.
    """

    def __init__(self, model: type[models.Model], *, numbered: bool = False) -> None:
        fields = [field for field in model._meta.concrete_fields if numbered or not field.primary_key]
        self.model, self.name = model, model._meta.db_table
        self.columns = [str(field.column) for field in fields]
        self.defaults = [converted(_default(field)) for field in fields]

    @property
    def copy(self) -> str:
        """The statement that takes the rows."""
        quoted = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        return f'copy "{self.name}" ({quoted}) from stdin'

    def line(self, row: dict[str, Any]) -> str:
        """One row, its newline included."""
        return (
            "\t".join(
                [
                    CONVERTED[type(row[column])](row[column]) if column in row else default
                    for column, default in zip(self.columns, self.defaults, strict=True)
                ]
            )
            + "\n"
        )


def _default(field: models.Field) -> Any:
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return str(value) if value is not None and type(value) not in CONVERTED else value


@contextmanager
def bare(tables: Sequence[Table], *, empty: bool) -> Iterator[None]:
    """The tables without the triggers of history and, where they are empty, without indexes and constraints.

    Primary keys and checks stay. Within a transaction: whatever goes wrong, the tables are as they were.
    """
    connection.check_constraints()  # what is still to be checked holds up ALTER TABLE
    again = _stripped(tables) if empty else []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"alter table {connection.ops.quote_name(table.name)} disable trigger user")
    yield
    with connection.cursor() as cursor:
        cursor.execute("set local maintenance_work_mem = '512MB'")
        for statement in again:
            cursor.execute(statement)
        connection.check_constraints()
        for table in tables:
            cursor.execute(f"alter table {connection.ops.quote_name(table.name)} enable trigger user")


def _stripped(tables: Sequence[Table]) -> list[str]:
    """Drops indexes and constraints; the statements that make them anew, foreign keys last."""
    names = [table.name for table in tables]
    made: list[str] = []
    referring: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        for table, name, kind, definition in constraints:
            statement = f'alter table "{table}" add constraint "{name}" {definition}'
            (referring if kind == "f" else made).append(statement)
            cursor.execute(f'alter table "{table}" drop constraint "{name}"')
        cursor.execute(INDEXES, [names])
        for name, definition in cursor.fetchall():
            made.append(definition)
            cursor.execute(f'drop index "{name}"')
    return [*made, *referring]


CONSTRAINTS = """
    select conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) from pg_constraint
    where conrelid::regclass::text = any(%s) and contype in ('f', 'u', 'x') order by oid"""
INDEXES = """
    select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
    where indrelid::regclass::text = any(%s) and not indisprimary order by indexrelid"""
