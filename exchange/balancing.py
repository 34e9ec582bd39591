"""Proves the balance of an import: its counts beside those of its rows, and beside what the history has."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.formats import number_format

from exchange.models import COUNTED, ImportRun, Outcome
from exchange.targets import target_of
from exchange.undoing.running import runs_of
from exchange.undoing.subjects import subject_of, wholes
from jobs.models import Job
from jobs.running import Cancelled

WRITTEN = (Outcome.CREATED.value, Outcome.UPDATED.value)


CONFIRM = """
    with written as (
        select case when h."table" = %(table)s then h.record_id else h.owner_id end as pk,
            bool_or(h.action = 'I' and h."table" = %(table)s) as born
        from history_change h where h.run = any(%(runs)s) and h.run like 'job:%%'
            and h."table" = any(%(tables)s) and (h.action <> 'U' or h.after - %(ignored)s::text[] <> '{}')
        group by 1
    ), told as (
        select line, outcome, record_id from exchange_stagedrow
        where run_id = %(run)s and line <= %(last)s and outcome in ('created', 'updated'))
    select count(*) filter (where t.outcome = 'created' and w.born),
        count(*) filter (where t.outcome = 'updated' and w.pk is not null),
        count(*) filter (where t.line is null)
    from written w full join told t on t.record_id = w.pk"""
"Rows created, rows updated, and records beyond these, by the history."


@dataclass(frozen=True)
class Proof:
    """Rows by outcome as the import counted them, as its kept rows say, and as the history confirms them.

    `strays` are records that the history knows of, though no row says that it has written them.
    """

    counted: Mapping[str, int]
    kept: Mapping[str, int]
    confirmed: Mapping[str, int] = field(default_factory=dict)
    strays: int = 0

    @property
    def equation(self) -> str:
        """read = created + updated + same + skipped + failed, in numbers."""
        numbers = [number_format(self.counted[name], force_grouping=True) for name in ("read", *COUNTED)]
        return f"{numbers[0]} = {' + '.join(numbers[1:])}"

    @property
    def adds_up(self) -> bool:
        return self.counted["read"] == sum(self.counted[name] for name in COUNTED)

    @property
    def agrees(self) -> bool:
        """Whether the kept rows say the same."""
        return all(self.kept[name] == self.counted[name] for name in COUNTED)

    @property
    def is_confirmed(self) -> bool:
        """Whether the history says the same of what was written."""
        return not self.strays and all(self.confirmed[name] == self.counted[name] for name in WRITTEN)

    @property
    def holds(self) -> bool:
        return self.adds_up and self.agrees and self.is_confirmed

    @property
    def lines(self) -> list[tuple[str, int, int, int | None, bool]]:
        """By outcome: its label, the three numbers, and whether they are one."""
        found = []
        for outcome in COUNTED:
            numbers = (self.counted[outcome], self.kept[outcome], self.confirmed.get(outcome))
            same = numbers[0] == numbers[1] and numbers[2] in (None, numbers[0])
            found.append((str(outcome.label), *numbers, same))
        return found


def prove(run: ImportRun) -> Proof:
    """Counts anew what became of each row, and which records the history says the run has written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select outcome, count(*) from exchange_stagedrow where run_id = %s and line <= %s group by outcome",
            [run.pk, run.last_line],
        )
        kept = dict(cursor.fetchall())
    created, updated, strays = _written(run)
    return Proof(
        counted={str(name): int(number) for name, number in run.counts.items()},
        kept={name.value: kept.get(name.value, 0) for name in COUNTED},
        confirmed=dict(zip(WRITTEN, (created, updated), strict=True)),
        strays=strays,
    )


def _written(run: ImportRun) -> tuple[int, int, int]:
    """Rows created, rows updated, and records beyond these, by the history."""
    table = target_of(run.target).model._meta.db_table
    parts = [part for part, whole in wholes().items() if whole == table and part != table]
    job = run.job
    with connection.cursor() as cursor:
        cursor.execute(
            CONFIRM,
            {
                "table": table,
                "tables": [table, *parts],
                "ignored": list(subject_of(table).ignored.get(table, ())),
                "runs": runs_of(job) if job and job.kind == "import" else [],
                "run": run.pk,
                "last": run.last_line,
            },
        )
        created, updated, strays = cursor.fetchone()
    return created, updated, strays


@contextmanager
def proven(run: ImportRun, job: Job) -> Iterator[None]:
    """Keeps the proof in the job when its import ends, also early."""
    try:
        yield
    except (Cancelled, ValidationError):
        _keep(run, job)
        raise
    else:
        _keep(run, job)


def _keep(run: ImportRun, job: Job) -> None:
    if run.started:
        run.refresh_from_db(fields=["job"])
        job.result = {**job.result, "proof": asdict(prove(run))}


def proof_of(job: Job | None) -> Proof | None:
    """The proof that the job of an import has kept."""
    kept: dict[str, Any] | None = job.result.get("proof") if job else None
    return Proof(**kept) if kept else None
