"""The rows of a chunk that are to be written now, in a temporary table: targets write from it in sets."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from exchange.models import COUNTED, ImportRun
from exchange.staging import Lines, copy, to_json
from exchange.targets import Candidate, Session

TABLE = "exchange_coming"
COLUMNS = ("line", "outcome", "record_id", "version", "digest", "work")


def prepare() -> None:
    """Makes the table, or empties it; it is gone with the connection, and empty when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"create temp table if not exists {TABLE} (line bigint, outcome text, record_id bigint, version int,"
            " digest uuid, work jsonb) with (toast_tuple_target = 8160) on commit delete rows"
        )
        cursor.execute(f"delete from {TABLE}")


def put(candidates: Iterable[Candidate]) -> None:
    """Fills the table with judged rows."""
    prepare()
    copy(TABLE, COLUMNS, map(_row, candidates))


def fetch(run: ImportRun, lines: Lines) -> None:
    """Fills the table with these staged rows of the run."""
    prepare()
    columns = ", ".join(COLUMNS)
    ask(
        f"insert into {TABLE} ({columns}) select {columns} from exchange_stagedrow"
        " where run_id = %s and line > %s and line <= %s order by line",
        [run.pk, lines.after, lines.last],
    )


def stale(table: str, *, failed: bool) -> list[int]:
    """The lines whose record has another version by now, or whose work was not kept; on wish the failed ones too.

    Records that are to change stay locked until the transaction ends.
    """
    ask(
        f"select from {table} where id in (select record_id from {TABLE} where outcome = 'updated')"
        " order by id for no key update"
    )
    rows = ask(
        f"select w.line from {TABLE} w left join {table} r on r.id = w.record_id"
        " where w.outcome in ('updated', 'same') and r.version is distinct from w.version"
        " or w.outcome in ('created', 'updated') and w.work is null or w.outcome = 'failed' and %s",
        [failed],
    )
    return [line for (line,) in rows]


def lines(*outcomes: str) -> list[int]:
    """The lines of the rows with one of these outcomes, or of all but the blank ones."""
    if not outcomes:
        return [line for (line,) in ask(f"select line from {TABLE} where outcome <> 'skipped'")]
    return [line for (line,) in ask(f"select line from {TABLE} where outcome = any(%s)", [list(outcomes)])]


def leave_out(lines: Sequence[int]) -> None:
    """Takes rows away that are to be judged anew."""
    if lines:
        ask(f"delete from {TABLE} where line = any(%s)", [list(lines)])


def write(session: Session) -> None:
    """Writes what is coming, all of it or none; raises IntegrityError."""
    with transaction.atomic():
        session.write_coming()
        # Chunks before are still being written meanwhile; a commit that checks would keep those behind it waiting.
        connection.check_constraints()


def counts() -> dict[str, int]:
    """The number of rows by outcome."""
    found = dict(ask(f"select outcome, count(*) from {TABLE} group by outcome"))
    return {name.value: found.get(name.value, 0) for name in COUNTED}


def remember(table: str) -> None:
    """Keeps which record and version each row has led to by now.

    A record that is the same is not locked: another version than the one that the row was compared with is not its.
    """
    ask(
        "insert into exchange_source (hash, record_id, version)"
        f" select distinct on (w.digest) w.digest, r.id, r.version from {TABLE} w join {table} r on r.id = w.record_id"
        " where w.digest is not null and (w.outcome in ('created', 'updated')"
        " or w.outcome = 'same' and r.version = w.version) order by w.digest, w.line desc"
        " on conflict (hash) do update set record_id = excluded.record_id, version = excluded.version"
    )


def _row(candidate: Candidate) -> tuple[Any, ...]:
    return (
        candidate.line,
        candidate.outcome,
        candidate.record_id,
        candidate.version,
        candidate.digest or None,
        to_json(candidate.work),
    )


def ask(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    """The rows that a question gives; none where the statement answers nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
