"""What a text was meant to be: of several readings of it the first that finds anything."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def first_that_finds(rows: Mapping[str, QuerySet]) -> str:
    """The first of these texts that has any rows, seen in one statement; "" where none has.

    Those behind the first that finds anything are not looked for. Each is planned as if all its rows were wanted: for
    the first of them alone the planner would begin to read the table.
    """
    readings: list[str] = []
    cases: list[str] = []
    given: list[Any] = []
    texts: list[str] = []
    for text, found in rows.items():
        with suppress(EmptyResultSet):
            sql, params = found.order_by().values_list("pk").query.sql_with_params()
            name = f"reading_{len(texts)}"
            readings.append(f"{name} as materialized ({sql})")
            cases.append(f"when exists (select from {name}) then %s")
            given += params
            texts.append(text)
    if not texts:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"with {', '.join(readings)} select case {' '.join(cases)} end", [*given, *texts])
        return cursor.fetchone()[0] or ""
