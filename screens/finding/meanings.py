"""What a text was meant to be: of several readings of it the first that finds anything."""

from collections.abc import Mapping
from contextlib import suppress

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

ANY = 20
"Rows that are asked for to see whether there are any: for a single one the planner would begin to read the table."


def first_that_finds(rows: Mapping[str, QuerySet]) -> str:
    """The first of these texts that has any rows, seen in one statement; "" where none has.

    Those behind the first that finds anything are not looked for.
    """
    asked, params = [], []
    for text, found in rows.items():
        with suppress(EmptyResultSet):
            sql, given = found.order_by().values_list("pk")[:ANY].query.sql_with_params()
            asked.append(f"when (select count(*) from ({sql}) found) > 0 then %s")
            params += [*given, text]
    if not asked:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"select case {' '.join(asked)} end", params)
        return cursor.fetchone()[0] or ""
