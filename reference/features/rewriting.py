"""Writes values of features anew in all records that carry them, in chunks that commit."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from history.recording import recorded
from history.standing import table_of
from jobs.models import Job
from jobs.running import Progress
from reference.features.carriers import carriers, counted, of_forms

ROWS_A_CHUNK = 5_000
AT_ONCE = 1_000
"Records that a request changes itself; more of them are a job."


class Work:
    """How a long verb commits and tells how far it is; this one in the surrounding transaction, and silently."""

    def transaction(self) -> AbstractContextManager[Any]:
        """What surrounds a chunk."""
        return transaction.atomic()

    def stage(self, name: str, *, expected: int | None = None, done: int = 0) -> None:
        """Begins a stage; `name` is a msgid."""

    def step(self, done: int) -> None:
        """Tells how far the stage is; raises when the work shall stop here."""


class JobWork(Work):
    """The work of a job: each chunk is recorded as its own."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def transaction(self) -> AbstractContextManager[Any]:
        job = self.progress.job
        return recorded(user_id=job.user_id, run=f"job:{job.pk}")

    def stage(self, name: str, *, expected: int | None = None, done: int = 0) -> None:
        self.progress.stage(name, expected=expected, done=done)

    def step(self, done: int) -> None:
        self.progress.step(done=done)

    def keep(self, **figures: Any) -> None:
        """Keeps figures in the job within the transaction of the chunk: an attempt after a crash finds them."""
        job = self.progress.job
        job.result = {**job.result, **figures}
        Job.objects.filter(pk=job.pk).update(result=job.result)


@dataclass(frozen=True)
class Rewriting:
    """Which records (SQL on their `features`), and what becomes of the column: the condition no longer holds then."""

    condition: str
    features: str
    params: dict[str, Any] = field(default_factory=dict)
    searched: bool = False
    "Whether the texts that the search finds change with it."

    def number(self) -> int:
        """How many records there are."""
        return sum(
            counted("select 0, count(*) from {table} where " + self.condition, self.params).values(),
        )

    def ids(self, model: type[Model]) -> list[int]:
        """The ids of the records of one carrier, rising."""
        return ids_where(model, self.condition, self.params)

    def write(self, model: type[Model], ids: Sequence[int]) -> None:
        """Changes these records, as far as the condition still holds for them; locked in the order of their ids."""
        table = table_of(model)
        with connection.cursor() as cursor:
            cursor.execute(
                f"with locked as (select id from {table} where id = any(%(chunk)s) and {self.condition}"
                " order by id for no key update)"
                f" update {table} set features = {self.features} where id in (select id from locked)",
                {**self.params, "chunk": list(ids)},
            )


def rewrite(rewriting: Rewriting, work: Work, *, before: int = 0) -> int:
    """Changes all records, chunk by chunk, until none is left, and returns how many; `before` were done already."""
    done = before
    for model, refresh in carriers.items():
        while ids := rewriting.ids(model):
            for chunk in chunks(ids):
                with work.transaction():
                    rewriting.write(model, chunk)
                    if rewriting.searched or model in of_forms:
                        refresh(chunk)
                done += len(chunk)
                work.step(done)
    return done - before


def ids_where(model: type[Model], condition: str, params: dict[str, Any]) -> list[int]:
    """The ids of the records for which a condition in SQL holds, rising."""
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {table_of(model)} where {condition} order by id", params)
        return [pk for (pk,) in cursor.fetchall()]


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in parts, as many as are committed together."""
    for at in range(0, len(ids), ROWS_A_CHUNK):
        yield ids[at : at + ROWS_A_CHUNK]
