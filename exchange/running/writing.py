"""The import of what was checked: chunk by chunk the kept work is written in sets, as far as it still holds.

Rows whose record has changed since the check, and those whose number somebody has taken meanwhile, are judged anew.
"""

from collections.abc import Sequence

from django.db import IntegrityError

from exchange import coming, staging
from exchange.abreast import NOW, Turn
from exchange.models import ImportRun, Outcome
from exchange.running.passage import SAME_RECORD, Passage
from exchange.staging import Lines
from exchange.targets import Candidate
from exchange.tuning import tune
from history.recording import recorded
from reference.remembering import forget

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

    def take(self, lines: Lines, turn: Turn = NOW) -> None:
        """These rows, committed as a whole when it is their turn."""
        with recorded(user_id=self.run.user_id, run=f"job:{self.job}"):
            tune()
            self.keep_up()
            self.session.hold()
            coming.fetch(self.run, lines)
            rest = self._write_kept()
            numbers = coming.counts() | {"read": lines.rows, "otherwise": 0}
            coming.remember(self.table)
            turn.come()
            # By now all rows before stand there.
            self.run.last_line = lines.after
            self._write_anew(rest, numbers)
            staging.add(self.run, numbers, last_line=lines.last)

    def _write_kept(self) -> list[int]:
        """Writes what is coming as far as it holds; the other lines are left out of it and returned."""
        if not self.basis or self.basis != self.run.basis:
            lines = coming.lines()
            coming.leave_out(lines)
            return lines
        lines = coming.stale(self.table, failed=self.session.looks_up) + self.session.outdated()
        coming.leave_out(lines)
        try:
            coming.write(self.session)
        except IntegrityError:
            # A number was taken meanwhile, or what a row names was deleted, and perhaps remembered since it was read.
            forget()
            self.read_definitions()
            refused = coming.lines(Outcome.CREATED, Outcome.UPDATED)
            coming.leave_out(refused)
            lines += refused
        return lines

    def _write_anew(self, lines: Sequence[int], numbers: dict[str, int]) -> None:
        """Judges these rows as they are now, writes them, keeps what became of them and adds it to the numbers."""
        if not lines:
            return
        candidates = staging.kept(self.run, lines)
        self.judge(candidates)
        self._refuse_repeated(candidates)
        passing = [candidate for candidate in candidates if not candidate.faults]
        self.session.write([each for each in passing if each.outcome != Outcome.SAME])
        staging.remember(candidate for candidate in passing if not candidate.faults)
        numbers["otherwise"] += staging.restage(self.run, candidates)
        for candidate in candidates:
            numbers[candidate.final] += 1

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
