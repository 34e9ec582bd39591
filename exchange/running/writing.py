"""The import of what was checked: chunk by chunk the kept work is written in sets, as far as it still holds.

Rows whose record has changed since the check, and those whose number somebody has taken meanwhile, are judged anew.
"""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from exchange import coming, staging
from exchange.models import ImportRun, Outcome
from exchange.running.passage import SAME_RECORD, Passage
from exchange.targets import Candidate
from exchange.tuning import tune
from history.recording import recorded

State = ImportRun.State


class Writing(Passage):
    """The way of the kept rows into the records."""

    def __init__(self, run: ImportRun, *, job: int) -> None:
        super().__init__(run)
        self.job = job

    def begin(self) -> None:
        """Begins with the first row, unless it was interrupted."""
        run = self.run
        if run.state == State.IMPORTING:
            return
        for name in ("last_line", *run.counts):
            setattr(run, name, 0)
        run.state = State.IMPORTING
        run.save()

    def take(self, rows: int) -> int:
        """The next rows, committed as a whole; returns how many there were."""
        with recorded(user_id=self.run.user_id, run=f"job:{self.job}"):
            tune()
            self.keep_up()
            number, last = coming.fetch(self.run, rows)
            if number:
                lines = self._write_kept()
                numbers = coming.counts()
                coming.remember(self.table)
                for candidate in self._write_anew(lines):
                    numbers[candidate.final] += 1
                staging.add(self.run, numbers | {"read": number}, last_line=last)
        return number

    def _write_kept(self) -> list[int]:
        """Writes what is coming as far as it holds; the other lines are left out of it and returned."""
        if not self.basis or self.basis != self.run.basis:
            lines = coming.lines()
            coming.leave_out(lines)
            return lines
        lines = coming.stale(self.table, failed=self.session.looks_up) + self.session.outdated()
        coming.leave_out(lines)
        try:
            with transaction.atomic():
                self.session.write_coming()
        except IntegrityError:
            refused = coming.lines(Outcome.CREATED, Outcome.UPDATED)
            coming.leave_out(refused)
            lines += refused
        return lines

    def _write_anew(self, lines: Sequence[int]) -> list[Candidate]:
        """Judges these rows as they are now, writes them, and keeps what became of them."""
        if not lines:
            return []
        candidates = staging.kept(self.run, lines)
        self.judge(candidates)
        self._refuse_repeated(candidates)
        passing = [candidate for candidate in candidates if not candidate.faults]
        self.session.write([each for each in passing if each.outcome != Outcome.SAME])
        staging.remember(candidate for candidate in passing if not candidate.faults)
        self.run.otherwise += staging.restage(self.run, candidates)
        self.run.save(update_fields=["otherwise"])
        return candidates

    def _refuse_repeated(self, candidates: Sequence[Candidate]) -> None:
        """The second row for one record, or with one number, fails and names the first."""
        passing = [candidate for candidate in candidates if not candidate.faults]
        records = staging.spoken_of(self.run, passing)
        seen: dict[str, int] = {}
        for candidate in passing:
            keys = dict(candidate.keys)
            if candidate.record_id:
                keys[f"id:{candidate.record_id}"] = SAME_RECORD
            line = records.get(candidate.record_id or 0, candidate.line)
            if line < candidate.line:
                candidate.faults.append(self.repeats(SAME_RECORD, line))
            elif (key := next((key for key in keys if key in seen), None)) is not None:
                candidate.faults.append(self.repeats(keys[key], seen[key]))
            else:
                seen |= dict.fromkeys(keys, candidate.line)
