"""The check of a file: it is read once, and each row is kept with what an import is to do with it."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction

from exchange import staging
from exchange.models import ImportRun
from exchange.reading import Row
from exchange.running.children import examined
from exchange.running.examining import Examined, Examiner
from exchange.running.passage import SAME_RECORD

ROWS_AT_ONCE = 5_000
State = ImportRun.State


class Checking:
    """The way of one file from its first row to its last; it writes nothing but the rows of the run."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.examiner = Examiner(run)

    def begin(self) -> None:
        """Begins anew, unless it was interrupted."""
        run = self.run
        if run.state == State.CHECKING:
            return
        with transaction.atomic():
            staging.empty(run)
            for name in ("last_line", "otherwise", *run.counts):
                setattr(run, name, 0)
            run.state, run.basis = State.CHECKING, self.examiner.basis
            run.save()

    def examined(self, chunks: Iterable[list[Row]]) -> Iterator[Examined]:
        """What is to be kept of each chunk."""
        return examined(self.run, self.examiner, chunks)

    def take(self, chunk: Examined) -> None:
        """One chunk, committed as a whole."""
        with transaction.atomic():
            if chunk.basis != self.run.basis:
                # Rows that were judged by other definitions among them: then none is written without judging it anew.
                self.run.basis = ""
                self.run.save(update_fields=["basis"])
            staging.stage(chunk.staged)
            staging.add(self.run, chunk.numbers, last_line=chunk.last_line)

    def finish(self) -> None:
        """Fails the rows that speak of what an earlier one has spoken of, all at once."""
        with transaction.atomic():
            found = staging.repeated(self.run)
            while some := list(islice(found, ROWS_AT_ONCE)):
                reasons = [(line, self.examiner.repeats(self._what(key), first)) for line, first, key in some]
                staging.refuse(self.run, [(line, fault.reason) for line, fault in reasons])
            self.run.state, self.run.found = State.CHECKED, self.run.read
            self.run.save(update_fields=["state", "found"])

    def _what(self, key: str) -> object:
        return SAME_RECORD if key == "id:" else self.examiner.session.words_of(key)
