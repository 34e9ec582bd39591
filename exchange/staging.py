"""The rows of a run as the check leaves them, and the hashes of raw rows. All by COPY or in sets."""

import json
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from django.db import connection

from exchange.abreast import Overtaken
from exchange.models import ImportRun, Outcome, counting
from exchange.targets import Candidate

COLUMNS = (
    "run_id", "line", "outcome", "planned", "record_id", "version", "digest", "keys", "cells", "errors", "changes",
    "work",
)  # fmt: skip
NULL = "\\N"
EMPTY = f"\t{NULL}" * (len(COLUMNS) - 3)
PASSED = (Outcome.CREATED.value, Outcome.UPDATED.value, Outcome.SAME.value)


def to_json(value: Any) -> str:
    """What COPY and parameters take for JSON."""
    return orjson.dumps(value).decode()


class Lines(NamedTuple):
    """A stretch of the rows of a run."""

    after: int
    last: int
    rows: int


def salt_of(run: ImportRun) -> bytes:
    """What a row's hash begins with: the same cells mean the same only with the same mapping."""
    return blake2b(json.dumps([run.target, run.mapping], sort_keys=True).encode(), digest_size=16).digest()


def digest(salt: bytes, cells: Sequence[str]) -> str:
    """The hash of a raw row."""
    return blake2b("\x1f".join(cells).encode(), digest_size=16, key=salt).hexdigest()


def known(candidates: Sequence[Candidate], table: str) -> dict[int, tuple[int, int]]:
    """By place: the record that the same row led to, and its version, where the record still has that version."""
    with connection.cursor() as cursor:
        # One text: an array would be searched for quotes, hash by hash.
        cursor.execute(
            "select w.place, s.record_id, s.version"
            " from unnest(string_to_array(%s, ',')::uuid[]) with ordinality w(hash, place)"
            f' join exchange_source s using (hash) join "{table}" r on r.id = s.record_id and r.version = s.version',
            [",".join(candidate.digest for candidate in candidates)],
        )
        return {place - 1: (record_id, version) for place, record_id, version in cursor.fetchall()}


def stage(rows: bytes) -> None:
    """Keeps rows that `staged` or `blank` have written down."""
    names = ", ".join(COLUMNS)
    statement = f"copy exchange_stagedrow ({names}) from stdin"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as target:
        target.write(rows)


def blank(run: int, line: int) -> str:
    """A row without a text in it, as COPY reads it."""
    return f"{run}\t{line}\tskipped{EMPTY}\n"


def staged(run: int, candidate: Candidate, *, planned: str | None = None) -> str:
    """A row with its outcome as COPY reads it; `planned` is another one that the check had told.

    The hash is kept where the row has led to a record in no earlier run.
    """
    faults, work, keys = candidate.faults, candidate.work, candidate.keys
    fields = (
        str(run),
        str(candidate.line),
        candidate.final,
        planned or NULL,
        str(candidate.record_id or NULL),
        str(candidate.version or NULL),
        NULL if candidate.known else candidate.digest,
        escaped(literal(keys)) if keys and not faults else NULL,
        escaped(literal(candidate.cells)),
        escaped(to_json([fault.values() for fault in faults])) if faults else NULL,
        escaped(to_json(candidate.changes)) if candidate.changes and not faults else NULL,
        escaped(to_json(work)) if type(work) is dict and not faults else NULL,
    )
    return "\t".join(fields) + "\n"


def escaped(text: str) -> str:
    """A text as COPY reads it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text or "\r" in text or "\t" in text:
        text = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return text


def literal(texts: Collection[str]) -> str:
    """Texts as PostgreSQL reads an array of them."""
    plain = "".join(texts)
    if '"' in plain or "\\" in plain:
        texts = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    joined = '","'.join(texts)
    return f'{{"{joined}"}}'


def restage(run: ImportRun, candidates: Sequence[Candidate]) -> int:
    """Keeps what became of rows that were judged anew; returns for how many it is not what the check had told."""
    lines = [candidate.line for candidate in candidates]
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from exchange_stagedrow where run_id = %s and line = any(%s) returning line, outcome",
            [run.pk, lines],
        )
        before = dict(cursor.fetchall())
    otherwise = {each.line: before[each.line] for each in candidates if each.final != before[each.line]}
    stage("".join(staged(run.pk, each, planned=otherwise.get(each.line)) for each in candidates).encode())
    return len(otherwise)


REPEATED = """
    with passed as (
        select line, outcome, record_id, keys from exchange_stagedrow
        where run_id = %(run)s and outcome = any(%(passed)s)
    ), keyed as materialized (
        select line, hashtextextended(key, 0) as hash from passed, unnest(keys) as key
        union all
        select line, hashtextextended('id:' || record_id, 0) from passed where outcome <> 'created'
    ), repeated as (
        select hash, row_number() over () as place from (select hash from keyed group by hash having count(*) > 1) k
    )
    select k.line, r.place, coalesce((
        select key from exchange_stagedrow s, unnest(s.keys) as key
        where s.run_id = %(run)s and s.line = k.line and hashtextextended(key, 0) = k.hash limit 1
    ), 'id:') from keyed k join repeated r using (hash) order by k.line
"""


def repeated(run: ImportRun) -> Iterator[tuple[int, int, str]]:
    """Each row that speaks of what an earlier one, which passes, speaks of: its line, that line, and the key."""
    holders = array("q", [0])
    with connection.chunked_cursor() as cursor:
        cursor.execute(REPEATED, {"run": run.pk, "passed": list(PASSED)})
        for line, found in groupby(cursor, itemgetter(0)):
            keys = [(place, key) for _line, place, key in found]
            holders.extend([0] * (max(keys)[0] + 1 - len(holders)))
            earlier = next(((holders[place], key) for place, key in keys if holders[place]), None)
            if earlier:
                yield line, *earlier
                continue
            for place, _key in keys:
                holders[place] = line


def refuse(run: ImportRun, reasons: Sequence[tuple[int, str]]) -> None:
    """Fails rows that had passed, each for one reason that concerns it as a whole, and mends the balance."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with failing as (update exchange_stagedrow s set outcome = 'failed', errors = n.errors, changes = null,"
            "  keys = null, work = null from unnest(%s::bigint[], %s::jsonb[]) n(line, errors),"
            "  (select line, outcome from exchange_stagedrow where run_id = %s) o"
            "  where s.run_id = %s and s.line = n.line and o.line = n.line returning o.outcome"
            ") select outcome, count(*) from failing group by outcome",
            [
                [line for line, _reason in reasons],
                [to_json([{"column": "", "value": "", "reason": reason}]) for _line, reason in reasons],
                *[run.pk] * 2,
            ],
        )
        numbers = {outcome: -number for outcome, number in cursor.fetchall()}
    add(run, numbers | {Outcome.FAILED.value: -sum(numbers.values())})


def spoken_of(run: ImportRun, candidates: Sequence[Candidate]) -> dict[int, int]:
    """By record the first line of the run that has led to it already, rows that are judged anew left aside."""
    lines, records = [each.line for each in candidates], [each.record_id for each in candidates if each.record_id]
    if not records:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select record_id, min(line) from exchange_stagedrow where record_id = any(%s) and run_id = %s"
            " and outcome = any(%s) and line < %s and line <> all(%s) group by record_id",
            [records, run.pk, list(PASSED), max(lines), lines],
        )
        return dict(cursor.fetchall())


def kept(run: ImportRun, lines: Sequence[int]) -> list[Candidate]:
    """Rows as they came, to be judged anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select line, cells from exchange_stagedrow where run_id = %s and line = any(%s) order by line",
            [run.pk, list(lines)],
        )
        rows = cursor.fetchall()
    salt = salt_of(run)
    return [Candidate(line, cells, digest(salt, cells)) for line, cells in rows]


def remember(candidates: Iterable[Candidate]) -> None:
    """Keeps which record and version each row led to."""
    rows = {candidate.digest: candidate for candidate in candidates}
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into exchange_source (hash, record_id, version)"
            " select * from unnest(%s::uuid[], %s::bigint[], %s::int[])"
            " on conflict (hash) do update set record_id = excluded.record_id, version = excluded.version",
            [
                list(rows),
                [candidate.record_id for candidate in rows.values()],
                [candidate.version for candidate in rows.values()],
            ],
        )


def chunks_of(run: ImportRun, rows: int) -> Iterator[Lines]:
    """What the run has not reached yet, so many rows at a time."""
    after = run.last_line
    while found := _lines(run, after, rows):
        yield found
        after = found.last


def _lines(run: ImportRun, after: int, rows: int) -> Lines | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select max(line), count(*) from ("
            " select line from exchange_stagedrow where run_id = %s and line > %s order by line limit %s) next_ones",
            [run.pk, after, rows],
        )
        last, number = cursor.fetchone()
    return Lines(after, last, number) if number else None


def add(run: ImportRun, numbers: dict[str, int], *, last_line: int | None = None) -> None:
    """Adds to the balance of the run, and moves it behind a line; raises Overtaken where somebody else has done so."""
    line = {} if last_line is None else {"last_line": last_line}
    rows = ImportRun.objects.filter(pk=run.pk, last_line=run.last_line)
    if not rows.update(**line, **counting(**numbers)):
        raise Overtaken
    run.last_line = run.last_line if last_line is None else last_line
    for name, number in numbers.items():
        setattr(run, name, getattr(run, name) + number)


def empty(run: ImportRun, *, after: int = 0) -> None:
    """Takes away the rows behind a line: what an earlier check has left, or what a stopped import has not reached."""
    with connection.cursor() as cursor:
        cursor.execute("delete from exchange_stagedrow where run_id = %s and line > %s", [run.pk, after])


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copies rows into a table; raises Django's database errors."""
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f'copy "{table}" ({names}) from stdin'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as target:
        for row in rows:
            target.write_row(row)
