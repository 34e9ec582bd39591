"""The passage of an undoing: the same code checks it and does it, for whatever a job has written.

Chunk by chunk, last written first: records are judged; where it is done, records, outcomes and balance are committed
together. An undoing that was interrupted goes on behind its last committed chunk.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from exchange.abreast import NOW, Turn, lanes_for, written
from exchange.tuning import settle, tune
from exchange.undoing.gathering import UNDO, deeds_of, gather
from exchange.undoing.judging import Judging
from exchange.undoing.keeping import MOVING, Chunk, chunks_of, count, keep
from exchange.undoing.models import Outcome, Undoing
from exchange.undoing.subjects import Noted, Subject, Unit, subject_of, wholes
from history.recording import recorded
from jobs.models import Job
from jobs.running import Cancelled, Progress
from reference.holding import hold_definitions, let_writers_through
from reference.remembering import remembering

CHECK = "check-undo"
ROWS_A_CHUNK = 2_000
STAGES = {False: gettext_noop("Checking the records"), True: gettext_noop("Taking back the changes")}
GATHERING = gettext_noop("Gathering the records")
State = Undoing.State


def by_argument(name: str) -> Callable[[Job], list[int]]:
    """The jobs that did the same work in several goes, as one that a fault has stopped."""

    def together(job: Job) -> list[int]:
        same = Job.objects.filter(kind=job.kind, **{f"arguments__{name}": job.arguments[name]})
        return list(same.order_by("pk").values_list("pk", flat=True))

    return together


undoable: dict[str, Callable[[Job], list[int]]] = {
    "import": by_argument("run"),
    "bulk-edit": by_argument("edit"),
    UNDO: by_argument("undoing"),
}
"The kinds of jobs that can be undone, and the jobs that belong together."


def runs_of(job: Job) -> list[str]:
    """The names under which the job's changes stand in the history."""
    return [f"job:{pk}" for pk in undoable[job.kind](job)]


def run_undoing(*, undoing: Undoing, write: bool, progress: Progress) -> dict[str, int]:
    """Checks what can be taken back, or takes it back; returns the counts. Raises ValidationError with a sentence."""
    finished = State.DONE if write else State.CHECKED
    if undoing.state == finished:
        return counts_of(undoing)
    progress.stay_ended(undoing.state, lambda: told(undoing, write))
    try:
        with remembering():
            _pass(undoing, write, progress)
    except Cancelled:
        undoing.refresh_from_db(fields=MOVING)
        progress.job.done = undoing.position
        progress.job.message = told(undoing, write)
        _set(undoing, State.CANCELLED)
        raise
    except ValidationError:
        _set(undoing, State.FAILED)
        raise
    _set(undoing, finished)
    return counts_of(undoing)


def _pass(undoing: Undoing, write: bool, progress: Progress) -> None:
    runs = runs_of(undoing.job)
    if undoing.found is None:
        progress.stage(GATHERING)
        gather(undoing, runs)
    progress.stage(STAGES[write], expected=undoing.found, done=undoing.position)
    progress.check()
    deeds = deeds_of(runs)
    lanes = lanes_for((undoing.found or 0) - undoing.position) if apart(deeds) else 1

    def passage() -> Passage:
        own = Undoing.objects.select_related("user", "job").get(pk=undoing.pk) if lanes > 1 else undoing
        return Passage(own, Judging(own, runs, writing=write), {table for table, _action in deeds}, progress.job.pk)

    chunks = chunks_of(undoing, ROWS_A_CHUNK)
    with closing(written(chunks, lambda: passage().take, lanes=lanes)) as done:
        for _chunk in done:
            undoing.refresh_from_db(fields=MOVING)
            progress.step(done=undoing.position, **counts_of(undoing))
    if write:
        settle()


def apart(deeds: Collection[tuple[str, str]]) -> bool:
    """Whether the records that a job has written, by what it did with which tables, can be reversed side by side."""
    whole = wholes()
    tables = {whole.get(table, table) for table, _action in deeds}
    return len(tables) == 1 and subject_of(tables.pop()).apart(deeds)


class Passage:
    """Takes records back through the connection of whoever asks; `tables` are those that the job has written."""

    def __init__(self, undoing: Undoing, judging: Judging, tables: Collection[str], job: int) -> None:
        self.undoing, self.judging, self.tables, self.job = undoing, judging, tables, job

    def take(self, chunk: Chunk, turn: Turn = NOW) -> None:
        """One chunk, committed as a whole when it is its turn."""
        with recorded(user_id=self.undoing.user_id, run=f"job:{self.job}"):
            self._hold(chunk.rows)
            units = self.judging.read(chunk.rows)
            if not may_go_ahead(units):
                turn.come()
            self.judging.judge(units)
            if self.judging.writing:
                _write([unit for unit in units if unit.passes], turn)
                for table in {unit.row.table for unit in units}:
                    subject_of(table).settle([unit for unit in units if unit.passes and unit.row.table == table])
            turn.come()
            keep(self.undoing, units, writing=self.judging.writing)
            count(self.undoing, units, after=chunk.after)

    def _hold(self, rows: Sequence[Noted]) -> None:
        """Keeps what features mean from changing; where records go that features name, nobody names one meanwhile."""
        tables = sorted({row.table for row in rows})
        if any(subject_of(table).alone([row for row in rows if row.table == table]) for table in tables):
            let_writers_through()
        else:
            hold_definitions()
        tune()
        if self.judging.writing:
            for table in tables:
                subject_of(table).hold(self.tables)


def may_go_ahead(units: Sequence[Unit]) -> bool:
    """Whether nothing that chunks before may give back decides what is to become of these."""
    tables = {unit.row.table for unit in units}
    return all(subject_of(table).may_go_ahead([unit for unit in units if unit.row.table == table]) for table in tables)


def _write(units: Sequence[Unit], turn: Turn) -> None:
    """Takes all back at once; where the database refuses that, step by step as it was done; then halves are tried
    until the one is found that it refuses.
    """
    if not units or not (error := _refused(units, strictly=False)):
        return
    # What stands in the way may be a record that a chunk before is about to take back.
    turn.come()
    if not (error := _refused(units, strictly=True)):
        return
    if len(units) == 1:
        units[0].stays(Outcome.FAILED, _refusal(units[0], error))
    else:
        middle = len(units) // 2
        _write(units[:middle], turn)
        _write(units[middle:], turn)


def _refused(units: Sequence[Unit], *, strictly: bool) -> IntegrityError | None:
    """Takes the units back, each kind of record by its own rules; returns the refusal of the database."""
    by_subject: dict[Subject, list[Unit]] = {}
    for unit in units:
        by_subject.setdefault(subject_of(unit.row.table), []).append(unit)
    try:
        with transaction.atomic():
            for subject, own in by_subject.items():
                subject.reverse(own, strictly=strictly)
            connection.check_constraints()
    except IntegrityError as error:
        return error
    return None


def _refusal(unit: Unit, error: IntegrityError) -> str:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    said = subject_of(unit.row.table).refusal(unit, constraint)
    return said or _("The database refuses it: %s") % str(error).partition("\n")[0]


def counts_of(undoing: Undoing) -> dict[str, int]:
    """The balance."""
    return {name: getattr(undoing, name) for name in ("position", *Outcome.values)}


def told(undoing: Undoing, write: bool) -> str:
    """What a cancelled undoing has done, exactly."""
    if not write:
        return _("The check was cancelled; nothing was taken back.")
    numbers: Mapping[str, Any] = {
        name: number_format(number, force_grouping=True) for name, number in counts_of(undoing).items()
    }
    return (
        _(
            "Cancelled after %(position)s records: %(reversed)s reversed, %(kept)s kept, %(failed)s could not be. "
            "The others stay as they are."
        )
        % numbers
    )


def _set(undoing: Undoing, state: str) -> None:
    undoing.state = state
    undoing.save(update_fields=["state"])
