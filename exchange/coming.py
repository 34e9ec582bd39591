"""The rows of a chunk that are to be written now, in a temporary table: targets write from it in sets."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from exchange.models import Outcome
from exchange.staging import copy
from exchange.targets import Candidate

TABLE = "exchange_coming"
WRITTEN = f"('{Outcome.CREATED.value}', '{Outcome.UPDATED.value}')"
COLUMNS = ("line", "outcome", "record_id", "version", "digest", "work")


def prepare() -> None:
    """Makes the table, or empties it; it is gone with the connection, and empty when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"create temp table if not exists {TABLE} (line bigint, outcome text, record_id bigint, version int,"
            " digest uuid, work jsonb) on commit delete rows"
        )
        cursor.execute(f"delete from {TABLE}")


def put(candidates: Iterable[Candidate]) -> None:
    """Fills the table with judged rows."""
    prepare()
    copy(TABLE, COLUMNS, map(_row, candidates))


def _row(candidate: Candidate) -> tuple[Any, ...]:
    return (
        candidate.line,
        candidate.outcome,
        candidate.record_id,
        candidate.version,
        candidate.digest.hex() or None,
        json.dumps(candidate.work),
    )


def ask(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    """The rows that a question gives; none where the statement answers nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
