"""Examines the rows of a file chunk by chunk: what an import is to do with each, written down as it is to be kept."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from exchange import staging
from exchange.models import COUNTED, ImportRun, Outcome
from exchange.reading import Row
from exchange.running.passage import Passage
from exchange.targets import Candidate
from history.recording import recorded


class Examined(NamedTuple):
    """A chunk: its rows as COPY reads them, the number of rows by outcome, the last line, what all that rests on."""

    staged: bytes
    numbers: dict[str, int]
    last_line: int
    basis: str


class Examiner(Passage):
    """Examines chunk after chunk, in whatever order; it keeps nothing and leaves the database as it was."""

    locking = False

    def __init__(self, run: ImportRun) -> None:
        super().__init__(run)
        self.salt = staging.salt_of(run)

    def examine(self, rows: Sequence[Row]) -> Examined:
        """Judges the rows of one chunk."""
        candidates = [
            Candidate(row.line, row.cells, staging.digest(self.salt, row.cells)) for row in rows if not row.blank
        ]
        with transaction.atomic():
            self.keep_up()
            unknown = self._pass_over_known(candidates)
            created = self.judge(unknown)
            # Items that it had to add to know them are taken back.
            transaction.set_rollback(True)
        with recorded(user_id=self.run.user_id):
            self.session.leave_traces()
        if created:
            self._forget_added(unknown)
        self.session.number([each for each in unknown if each.final == Outcome.CREATED])
        numbers = dict.fromkeys((str(name) for name in COUNTED), 0)
        numbers |= Counter(each.final for each in candidates)
        numbers |= {Outcome.SKIPPED.value: len(rows) - len(candidates), "read": len(rows)}
        return Examined(self._staged(rows, candidates), numbers, rows[-1].line, self.basis)

    def _pass_over_known(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Marks the rows that led to a record which has not changed since; returns the others."""
        if not self.session.trusts_sources:
            return list(candidates)
        known = staging.known(candidates, self.table)
        unknown = []
        for place, candidate in enumerate(candidates):
            if (found := known.get(place)) is None:
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

    def _staged(self, rows: Sequence[Row], candidates: Sequence[Candidate]) -> bytes:
        run = self.run.pk
        if len(candidates) == len(rows):
            return "".join([staging.staged(run, candidate) for candidate in candidates]).encode()
        filled = {candidate.line: staging.staged(run, candidate) for candidate in candidates}
        return "".join(filled.get(row.line) or staging.blank(run, row.line) for row in rows).encode()
