"""The run of an import, for the browser and the command alike: the check reads the file and keeps what is to be done,
the import writes what was kept. Chunks commit; a run that was interrupted goes on behind its last committed chunk.
"""

import time
from contextlib import closing
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from exchange import staging
from exchange.abreast import Write, lanes_for, written
from exchange.models import COUNTED, ImportRun
from exchange.reading import rows_of
from exchange.running.checking import Checking
from exchange.running.chunks import chunks
from exchange.running.writing import Writing
from exchange.staging import Lines
from exchange.targets import Target, target_of
from exchange.tuning import settle
from jobs.running import Cancelled, Progress
from reference.remembering import remembering

ROWS_A_CHUNK = 5_000
CHECKING, WRITING = gettext_noop("Checking the rows"), gettext_noop("Importing the rows")
State = ImportRun.State
MOVING = ("last_line", "read", *COUNTED, "otherwise")
"What changes with every chunk."


def run_import(*, run: ImportRun, write: bool, progress: Progress) -> dict[str, int]:
    """Checks the file of the run, unless that is done, and imports it where it is to `write`; returns the balance.

    Raises ValidationError with a sentence.
    """
    if write:
        progress.stay_ended(run.state, lambda: told(run))
    with remembering():
        if run.state not in (State.CHECKED, State.IMPORTING, State.DONE):
            _timed(_check, "check_seconds", run, progress)
        if write and run.state != State.DONE:
            _timed(_write, "write_seconds", run, progress)
    return run.counts


def _timed(phase, name: str, run: ImportRun, progress: Progress) -> None:  # type: ignore[no-untyped-def]
    began = time.monotonic()
    try:
        phase(run, progress)
    finally:
        progress.job.result = {**progress.job.result, **run.counts, name: round(time.monotonic() - began, 3)}


def _check(run: ImportRun, progress: Progress) -> None:
    try:
        passage = Checking(run)
        passage.begin()
        progress.stage(CHECKING, expected=run.found or run.reading.rows, done=run.read)
        target = target_of(run.target)
        rows_read = rows_of(path_of(run), run.reading, after=run.last_line)
        for chunk in passage.examined(chunks(rows_read, _rows_checked(target), whole=target.rows_a_chunk > 0)):
            passage.take(chunk)
            progress.step(done=run.read, **run.counts)
        passage.finish()
    except (Cancelled, ValidationError) as stopped:
        if isinstance(stopped, Cancelled):
            progress.job.message = _("The check was cancelled; nothing was imported.")
        run.state = State.MAPPING
        run.save(update_fields=["state"])
        raise


def _rows_checked(target: Target) -> int:
    """How many at once; by halves of what is written at once one processor waits less for the last of another."""
    return target.rows_a_chunk or (ROWS_A_CHUNK if target.judged_together else -(-ROWS_A_CHUNK // 2))


def _write(run: ImportRun, progress: Progress) -> None:
    target = target_of(run.target)
    try:
        passage = Writing(run, job=progress.job.pk)
        passage.begin()
        progress.stage(WRITING, expected=run.found, done=run.read)
        progress.check()
        # Rows that belong to one record wait for each other.
        lanes = 1 if target.rows_a_chunk or passage.session.alone else lanes_for((run.found or 0) - run.read)
        chunks = staging.chunks_of(run, target.rows_a_chunk or ROWS_A_CHUNK)
        with closing(written(chunks, lambda: _writer(run.pk, progress.job.pk), lanes=lanes)) as done:
            for _lines in done:
                run.refresh_from_db(fields=MOVING)
                progress.step(done=run.read, **run.counts, otherwise=run.otherwise)
        settle()
    except (Cancelled, ValidationError) as stopped:
        run.refresh_from_db(fields=MOVING)
        progress.job.done = run.read
        if isinstance(stopped, Cancelled):
            progress.job.message = told(run)
        passage_ends(run, State.CANCELLED if isinstance(stopped, Cancelled) else State.FAILED)
        raise
    passage_ends(run, State.DONE)


def _writer(run: int, job: int) -> Write[Lines]:
    """Writes chunks of this run through the connection of whoever asks."""
    return Writing(ImportRun.objects.select_related("user").get(pk=run), job=job).take


def passage_ends(run: ImportRun, state: str) -> None:
    """An import that ends early forgets the rows that it has not reached."""
    # Where it could not begin, the counts are those of the check: nothing was written.
    run.state = State.MAPPING if run.state == State.CHECKED else state
    if run.started and state != State.DONE:
        staging.empty(run, after=run.last_line)
    run.save(update_fields=["state"])


def path_of(run: ImportRun) -> Path:
    """Where the file lies on this server."""
    return Path(run.file.path if run.file else run.path)


def told(run: ImportRun) -> str:
    """What a cancelled import has done, exactly."""
    names = ("created", "updated", "same", "skipped", "failed")
    numbers = {name: number_format(getattr(run, name), force_grouping=True) for name in (*names, "last_line")}
    numbers["rest"] = number_format(max((run.found or 0) - run.read, 0), force_grouping=True)
    return (
        _(
            "Cancelled after line %(last_line)s: %(created)s created, %(updated)s updated, %(same)s unchanged, "
            "%(skipped)s skipped, %(failed)s failed. These stay; the other %(rest)s rows were not imported."
        )
        % numbers
    )
