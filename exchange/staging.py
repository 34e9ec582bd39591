"""The tables of a run: rows with their outcome, first lines, and the hashes of raw rows. All by COPY or in sets."""

import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from django.db import connection

from exchange.models import COUNTED, ImportRun, Outcome, counting
from exchange.reading import Row
from exchange.targets import Candidate


def salt_of(run: ImportRun) -> bytes:
    """What a row's hash begins with: the same cells mean the same only with the same mapping."""
    return json.dumps([run.target, run.mapping], sort_keys=True).encode()


def digest(salt: bytes, cells: Sequence[str]) -> bytes:
    return blake2b("\x1f".join(cells).encode(), digest_size=16, key=blake2b(salt, digest_size=16).digest()).digest()


def known(candidates: Sequence[Candidate], table: str) -> dict[bytes, tuple[int, int]]:
    """By hash: the record that the same row led to, and its version, where the record still has that version."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'select s.hash, s.record_id, s.version from exchange_source s join "{table}" r on r.id = s.record_id'
            " where s.hash = any(%s::uuid[]) and r.version = s.version",
            [[candidate.digest.hex() for candidate in candidates]],
        )
        return {hash.bytes: (record_id, version) for hash, record_id, version in cursor.fetchall()}


def remember(candidates: Iterable[Candidate]) -> None:
    """Keeps which record and version each row led to."""
    rows = {candidate.digest: candidate for candidate in candidates}
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into exchange_source (hash, record_id, version)"
            " select * from unnest(%s::uuid[], %s::bigint[], %s::int[])"
            " on conflict (hash) do update set record_id = excluded.record_id, version = excluded.version",
            [
                [key.hex() for key in rows],
                [candidate.record_id for candidate in rows.values()],
                [candidate.version for candidate in rows.values()],
            ],
        )


def claimed(run: ImportRun, keys: Iterable[str]) -> dict[str, int]:
    """The first lines that earlier chunks have given to these keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select key, line from exchange_claim where run_id = %s and key = any(%s)", [run.pk, list(keys)]
        )
        return dict(cursor.fetchall())


def claim(run: ImportRun, keys: Iterable[tuple[str, int]]) -> None:
    """Gives the keys to their lines."""
    copy("exchange_claim", ("run_id", "key", "line"), ((run.pk, key, line) for key, line in keys))


def stage(run: ImportRun, candidates: Iterable[Candidate], *, with_cells: bool) -> None:
    """Keeps the rows with their outcome; the cells of all of them, or only of those that failed."""
    columns = ("run_id", "line", "outcome", "record_id", "cells", "errors", "changes")
    copy("exchange_stagedrow", columns, (_staged(run, candidate, with_cells) for candidate in candidates))


def _staged(run: ImportRun, candidate: Candidate, with_cells: bool) -> tuple[Any, ...]:
    return (
        run.pk,
        candidate.line,
        candidate.outcome,
        candidate.record_id,
        candidate.cells if with_cells or candidate.faults else None,
        json.dumps([fault.values() for fault in candidate.faults]) if candidate.faults else None,
        json.dumps(candidate.changes) if candidate.changes else None,
    )


def count(run: ImportRun, rows: Sequence[Row], candidates: Sequence[Candidate]) -> None:
    """Moves the run behind these rows and adds them to its balance."""
    numbers = dict.fromkeys((str(name) for name in COUNTED), 0)
    for candidate in candidates:
        numbers[candidate.outcome] += 1
    numbers[Outcome.SKIPPED.value] += len(rows) - len(candidates)
    numbers["read"] = len(rows)
    last = rows[-1].line
    ImportRun.objects.filter(pk=run.pk).update(last_line=last, **counting(**numbers))
    run.last_line = last
    for name, number in numbers.items():
        setattr(run, name, getattr(run, name) + number)


def empty(run: ImportRun) -> None:
    """Takes away what an earlier check of the same run has left."""
    with connection.cursor() as cursor:
        cursor.execute("delete from exchange_stagedrow where run_id = %s", [run.pk])
        cursor.execute("delete from exchange_claim where run_id = %s", [run.pk])


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copies rows into a table; raises Django's database errors."""
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f'copy "{table}" ({names}) from stdin'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as target:
        for row in rows:
            target.write_row(row)
