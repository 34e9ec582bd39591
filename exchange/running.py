"""The run of an import: the same code checks a file and writes it, for the browser and the command alike.

Chunk by chunk: rows are read, cleaned and judged; where the run writes, records, outcome of the rows, and balance are
committed together. A run that was interrupted goes on behind its last committed chunk.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from access.models import Ability
from access.policy import can
from exchange import staging
from exchange.cleaning import Cleaner
from exchange.mapping import ColumnMapping
from exchange.models import ImportRun, Outcome
from exchange.reading import FileRefused, Row, rows_of
from exchange.targets import Candidate, Fault, target_of
from history.recording import recorded
from jobs.running import Cancelled, Progress
from reference.holding import hold_definitions
from reference.remembering import forget, remembering

ROWS_A_CHUNK = 5_000
STAGES = {False: gettext_noop("Checking the rows"), True: gettext_noop("Importing the rows")}
SAME_RECORD = gettext_lazy("The same record")
State = ImportRun.State


def run_import(*, run: ImportRun, write: bool, progress: Progress) -> dict[str, int]:
    """Checks the file of the run, or imports it; returns the balance. Raises ValidationError with a sentence."""
    with remembering():
        return _run(run, write, progress)


def _run(run: ImportRun, write: bool, progress: Progress) -> dict[str, int]:
    finished = State.DONE if write else State.CHECKED
    if run.state == finished:
        return run.counts
    try:
        passing = Passage(run, write=write, job=progress.job.pk)
        passing.begin()
        progress.stage(STAGES[write], expected=run.found or run.reading.rows, done=run.read)
        rows_a_chunk = target_of(run.target).rows_a_chunk or ROWS_A_CHUNK
        for rows in chunks(rows_of(path_of(run), run.reading, after=run.last_line), rows_a_chunk):
            passing.take(rows)
            progress.step(done=run.read, **run.counts)
    except Cancelled:
        progress.job.message = told(run, write)
        _set(run, State.CANCELLED if write else State.MAPPING)
        raise
    except ValidationError:
        _set(run, State.FAILED if write else State.MAPPING)
        raise
    _set(run, finished)
    return run.counts


class Passage:
    """The way of one file, for a check or for good."""

    def __init__(self, run: ImportRun, *, write: bool, job: int) -> None:
        self.run, self.write, self.job = run, write, job
        self.mapping = ColumnMapping.of(run.mapping)
        self._read_definitions()
        self.table = target_of(run.target).model._meta.db_table
        self.salt = staging.salt_of(run)
        if run.user and any(column.create for column in self.mapping.columns) and not can(run.user, Ability.CONFIGURE):
            raise ValidationError(_("You may not add items to nomenclatures: switch that off for the columns."))

    def _read_definitions(self) -> None:
        """What the columns mean; whoever changes that afterwards changes the number, too."""
        self.meaning = hold_definitions()
        target = target_of(self.run.target)
        attributes = target.attributes(self.run.user)
        self.mapping.check(attributes)
        self.session = target.session(user=self.run.user, mapping=self.mapping, attributes=attributes)
        self.cleaner = Cleaner(self.mapping, attributes, len(self.run.reading.headers))

    def begin(self) -> None:
        """Begins anew, unless it is this very stage that was interrupted."""
        state = State.IMPORTING if self.write else State.CHECKING
        if self.run.state == state:
            return
        with transaction.atomic():
            staging.empty(self.run)
            if self.run.state == State.CHECKED:
                self.run.found = self.run.read
            for name in ("last_line", *self.run.counts):
                setattr(self.run, name, 0)
            self.run.state = state
            self.run.save()

    def take(self, rows: Sequence[Row]) -> None:
        """One chunk, committed as a whole."""
        with self._transaction():
            if hold_definitions() != self.meaning:
                forget()
                self._read_definitions()
            candidates = [
                Candidate(row.line, row.cells, staging.digest(self.salt, row.cells)) for row in rows if not row.blank
            ]
            unknown = self._pass_over_known(candidates)
            with transaction.atomic():
                self._judge(unknown)
                if not self.write:
                    # Items that a check had to add to know them are taken back.
                    transaction.set_rollback(True)
            self._refuse_repeated(candidates)
            if self.write:
                self._write(unknown)
            for candidate in candidates:
                if candidate.faults:
                    candidate.outcome = Outcome.FAILED.value
            staging.claim(self.run, self._claims(candidates))
            staging.stage(self.run, candidates, with_cells=not self.write)
            staging.count(self.run, rows, candidates)

    def _transaction(self) -> AbstractContextManager[Any]:
        return recorded(user_id=self.run.user_id, run=f"job:{self.job}") if self.write else transaction.atomic()

    def _pass_over_known(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Marks the rows that led to a record which has not changed since; returns the others."""
        if not self.session.trusts_sources:
            return list(candidates)
        known = staging.known(candidates, self.table)
        unknown = []
        for candidate in candidates:
            if (found := known.get(candidate.digest)) is None:
                unknown.append(candidate)
                continue
            candidate.record_id, candidate.version = found
            candidate.outcome = Outcome.SAME.value
            candidate.keys = record_key(candidate)
        return unknown

    def _judge(self, candidates: Sequence[Candidate]) -> None:
        created = self.cleaner.create_missing(candidate.cells for candidate in candidates)
        if created:
            self.cleaner.forget_items()
        self.cleaner.expect([candidate.cells for candidate in candidates])
        for candidate in candidates:
            self.cleaner.clean(candidate)
        self.session.judge([candidate for candidate in candidates if not candidate.faults])
        for candidate in candidates:
            candidate.keys |= record_key(candidate)
        if created and not self.write:
            self.cleaner.forget_items()

    def _refuse_repeated(self, candidates: Sequence[Candidate]) -> None:
        """The second row for one record, or with one number, fails and names the first."""
        passing = [candidate for candidate in candidates if not candidate.faults]
        first = staging.claimed(self.run, {key for candidate in passing for key in candidate.keys})
        for candidate in passing:
            if (key := next((key for key in candidate.keys if key in first), None)) is not None:
                what = candidate.keys[key]
                reason = _("%(what)s: line %(line)s has it already.") % {"what": what, "line": first[key]}
                candidate.faults.append(Fault("", "", reason))
            else:
                first |= dict.fromkeys(candidate.keys, candidate.line)

    def _claims(self, candidates: Sequence[Candidate]) -> Iterator[tuple[str, int]]:
        """The keys that later chunks look up; records that are written are found by their numbers themselves."""
        for candidate in candidates:
            if not candidate.faults:
                keys = record_key(candidate) if self.write else candidate.keys
                yield from ((key, candidate.line) for key in keys)

    def _write(self, candidates: Sequence[Candidate]) -> None:
        passing = [candidate for candidate in candidates if not candidate.faults]
        self.session.write([each for each in passing if each.outcome != Outcome.SAME])
        written = [candidate for candidate in passing if not candidate.faults]
        staging.remember(written)


def record_key(candidate: Candidate) -> dict[str, Any]:
    """The key that only one row of a file may have for a record."""
    return {f"id:{candidate.record_id}": SAME_RECORD} if candidate.record_id else {}


def chunks(rows: Iterable[Row], number: int) -> Iterator[list[Row]]:
    """The rows in lists of so many, which are committed together."""
    rows = iter(rows)
    while chunk := list(islice(rows, number)):
        yield chunk


def verified(run: ImportRun) -> int:
    """Reads the whole file once and returns its number of rows; raises FileRefused, before anything is written."""
    number = sum(1 for _row in rows_of(path_of(run), run.reading))
    if not number:
        raise FileRefused(_("The file has a header but no rows below it."))
    return number


def path_of(run: ImportRun) -> Path:
    """Where the file lies on this server."""
    return Path(run.file.path if run.file else run.path)


def told(run: ImportRun, write: bool) -> str:
    """What a cancelled run has done, exactly."""
    if not write:
        return _("The check was cancelled; nothing was imported.")
    names = ("created", "updated", "same", "skipped", "failed")
    numbers = {name: number_format(getattr(run, name), force_grouping=True) for name in (*names, "last_line")}
    return (
        _(
            "Cancelled behind line %(last_line)s: %(created)s created, %(updated)s updated, %(same)s unchanged, "
            "%(skipped)s skipped, %(failed)s failed. These stay; the rows below are left out."
        )
        % numbers
    )


def _set(run: ImportRun, state: str) -> None:
    run.state = state
    run.save(update_fields=["state"])
