"""The passage of an undoing: the same code checks it and does it, for whatever a job has written.

Chunk by chunk, last written first: records are judged; where it is done, records, outcomes and balance are committed
together. An undoing that was interrupted goes on behind its last committed chunk.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from exchange.tuning import tune
from exchange.undoing.gathering import UNDO, gather
from exchange.undoing.judging import Judging
from exchange.undoing.models import Outcome, Undoing, UndoneRow
from exchange.undoing.subjects import Subject, Unit, subject_of
from history.recording import recorded
from jobs.models import Job
from jobs.running import Cancelled, Progress
from reference.holding import hold_definitions, let_writers_through
from reference.remembering import remembering

CHECK = "check-undo"
ROWS_A_CHUNK = 1_000
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
    try:
        with remembering():
            _pass(undoing, write, progress)
    except Cancelled:
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
    judging = Judging(undoing, runs, writing=write)
    while rows := list(undoing.rows.filter(position__gt=undoing.position).order_by("position")[:ROWS_A_CHUNK]):
        take(judging, rows, progress.job)
        progress.step(done=undoing.position, **counts_of(undoing))


def take(judging: Judging, rows: Sequence[UndoneRow], job: Job) -> None:
    """One chunk, committed as a whole."""
    with recorded(user_id=judging.undoing.user_id, run=f"job:{job.pk}"):
        tables = {row.table for row in rows}
        _hold(tables)
        if judging.writing:
            for table in sorted(tables):
                subject_of(table).hold()
        units = judging.judge(rows)
        if judging.writing:
            _write([unit for unit in units if unit.passes])
            for table in {unit.row.table for unit in units}:
                subject_of(table).settle([unit for unit in units if unit.passes and unit.row.table == table])
        _keep(units, judging.writing)
        _count(judging.undoing, units)


def _hold(tables: Iterable[str]) -> None:
    """Keeps what features mean from changing; where records go that features name, nobody names one meanwhile."""
    if any(subject_of(table).alone() for table in tables):
        let_writers_through()
    else:
        hold_definitions()
    tune()


def _write(units: Sequence[Unit]) -> None:
    """Takes all back at once; where the database refuses that, step by step as it was done; then halves are tried
    until the one is found that it refuses.
    """
    if not units or not (error := _refused(units, strictly=False)) or not (error := _refused(units, strictly=True)):
        return
    if len(units) == 1:
        units[0].stays(Outcome.FAILED, _refusal(units[0], error))
    else:
        middle = len(units) // 2
        _write(units[:middle])
        _write(units[middle:])


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


def _keep(units: Sequence[Unit], writing: bool) -> None:
    """Notes the outcomes; a check notes only what will not be reversed."""
    told = [unit for unit in units if writing or not unit.passes]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update exchange_undonerow r
            set outcome = n.outcome, reason = n.reason, edits = n.edits::jsonb, changed_by = n.by, changed_at = n.at
            from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::timestamptz[])
                n(position, outcome, reason, edits, by, at)
            where r.undoing_id = %s and r.position = n.position""",
            [
                [unit.row.position for unit in told],
                [unit.outcome for unit in told],
                [unit.reason for unit in told],
                [json.dumps(unit.edits) if unit.outcome == Outcome.KEPT and unit.edits else None for unit in told],
                [unit.editor.user_id if unit.editor else None for unit in told],
                [unit.editor.at if unit.editor else None for unit in told],
                told[0].row.undoing_id if told else 0,
            ],
        )


def _count(undoing: Undoing, units: Sequence[Unit]) -> None:
    """Moves the undoing behind these records and adds them to its balance."""
    undoing.position = units[-1].row.position
    added: dict[str, Any] = {name: sum(unit.outcome == name for unit in units) for name in Outcome.values}
    changed = {name: F(name) + number for name, number in added.items()}
    Undoing.objects.filter(pk=undoing.pk).update(position=undoing.position, **changed)
    for name, number in added.items():
        setattr(undoing, name, getattr(undoing, name) + number)


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
