"""The check of a file: it is read once, and each row is kept with what an import is to do with it."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import transaction

from exchange import staging
from exchange.models import ImportRun, Outcome
from exchange.reading import Row
from exchange.running.passage import SAME_RECORD, Passage
from exchange.targets import Candidate

ROWS_AT_ONCE = 5_000
State = ImportRun.State


class Checking(Passage):
    """The way of one file from its first row to its last; it writes nothing but the rows of the run."""

    locking = False

    def __init__(self, run: ImportRun) -> None:
        super().__init__(run)
        self.salt = staging.salt_of(run)

    def begin(self) -> None:
        """Begins anew, unless it was interrupted."""
        run = self.run
        if run.state == State.CHECKING:
            self._rest_on(self.basis)
            return
        with transaction.atomic():
            staging.empty(run)
            for name in ("last_line", "otherwise", *run.counts):
                setattr(run, name, 0)
            run.state, run.basis = State.CHECKING, self.basis
            run.save()

    def _rest_on(self, basis: str) -> None:
        # Rows that were judged by other definitions among them: then no row is written without judging it anew.
        if self.run.basis != basis:
            self.run.basis = ""
            self.run.save(update_fields=["basis"])

    def take(self, rows: Sequence[Row]) -> None:
        """One chunk, committed as a whole."""
        with transaction.atomic():
            self.keep_up()
            self._rest_on(self.basis)
            candidates = [
                Candidate(row.line, row.cells, staging.digest(self.salt, row.cells)) for row in rows if not row.blank
            ]
            unknown = self._pass_over_known(candidates)
            with transaction.atomic():
                created = self.judge(unknown)
                # Items that a check had to add to know them are taken back.
                transaction.set_rollback(True)
            if created:
                self._forget_added(unknown)
            self.session.number([each for each in unknown if each.final == Outcome.CREATED])
            staging.stage(self._staged(rows, candidates))
            staging.count(self.run, rows, candidates)

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
            candidate.outcome, candidate.known = Outcome.SAME.value, True
        return unknown

    def _forget_added(self, candidates: Sequence[Candidate]) -> None:
        """Work that names items which are not there any more is not kept."""
        self.cleaner.forget_items()
        for candidate in candidates:
            if self.cleaner.lacks_items(candidate.cells):
                candidate.work = None

    def _staged(self, rows: Sequence[Row], candidates: Sequence[Candidate]) -> Iterator[tuple]:
        following = iter(candidates)
        for row in rows:
            yield staging.blank(self.run, row) if row.blank else staging.staged(self.run, next(following))

    def finish(self) -> None:
        """Fails the rows that speak of what an earlier one has spoken of, all at once."""
        with transaction.atomic():
            found = staging.repeated(self.run)
            while some := list(islice(found, ROWS_AT_ONCE)):
                reasons = [(line, self.repeats(self._what(key), first).reason) for line, first, key in some]
                staging.refuse(self.run, reasons)
            self.run.state, self.run.found = State.CHECKED, self.run.read
            self.run.save(update_fields=["state", "found"])

    def _what(self, key: str) -> object:
        return SAME_RECORD if key == "id:" else self.session.words_of(key)
