"""The child processes of a check, which examine chunks of a big file on all processors.

A child is told by its line what to do and answers by it; when whoever started it is gone, it ends by itself.
It writes nothing: who asked keeps the answers, in the order of the file.
"""

import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from io import BufferedIOBase
from queue import SimpleQueue
from select import POLLIN, poll
from typing import Any, Self

import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import get_language

from exchange.models import ImportRun
from exchange.reading import Row
from exchange.running.examining import Examined, Examiner

ROWS_WORTH_IT = 10_000
"Fewer are examined before child processes have started and paid for that."
MOST_CHILDREN = 4
AHEAD = 2
"Chunks for each child process that are read before their turn."
READY = b"ready\n"
"What a child says when it has started."
UNHEARD = 65_536
"Bytes of an answer that nobody wants any more, at a time."
REFUSED = "refused"
"Stands for the number of bytes in the answer that is no chunk but a sentence."


def examined(run: ImportRun, examiner: Examiner, chunks: Iterable[list[Row]]) -> Iterator[Examined]:
    """The chunks in their order, examined here or, of a big file, by child processes once they have started."""
    number = children_for(examiner, rows=run.reading.rows - run.read)
    return _by_children(run, examiner, iter(chunks), number) if number else map(examiner.examine, chunks)


def children_for(examiner: Examiner, *, rows: int) -> int:
    """How many child processes so many rows deserve.

    Who adds items to know them waits for the others, so that is done alone.
    """
    processors = min(len(os.sched_getaffinity(0)), MOST_CHILDREN)
    adding = any(column.create for column in examiner.mapping.columns)
    return 0 if rows < ROWS_WORTH_IT or adding or not examiner.basis or processors < 2 else processors


def _by_children(run: ImportRun, examiner: Examiner, chunks: Iterator[list[Row]], number: int) -> Iterator[Examined]:
    # Who stops early ends the children first: then nobody waits for what they were asked.
    with ThreadPoolExecutor(number) as pool, Children(run, number) as children, ExitStack() as stack:
        while not children.have_started() and (rows := next(chunks, None)):
            yield examiner.examine(rows)
        asked: deque[tuple[list[Row], Future[Examined | None]]] = deque()
        stack.callback(lambda: [future.cancel() for _rows, future in asked])
        for rows in chunks:
            asked.append((rows, pool.submit(children.examine, rows)))
            if len(asked) > number + AHEAD:
                yield _answer(asked.popleft(), examiner)
        while asked:
            yield _answer(asked.popleft(), examiner)


def _answer(asked: tuple[list[Row], Future[Examined | None]], examiner: Examiner) -> Examined:
    """What the child found; where it is gone, the chunk is examined here."""
    rows, future = asked
    return future.result() or examiner.examine(rows)


class Children:
    """Processes that examine, forks of one that has loaded the application; they are gone when its `with` ends."""

    def __init__(self, run: ImportRun, number: int) -> None:
        self.run, self.number = run, number
        self.free: SimpleQueue[Child] = SimpleQueue()

    def __enter__(self) -> Self:
        setting = {"database": connection.settings_dict["NAME"], "run": self.run.pk, "language": get_language()}
        lines, theirs = zip(*(socket.socketpair() for _each in range(self.number)), strict=True)
        ends = [str(end.fileno()) for end in theirs]
        self.process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "examine_rows", *ends],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[end.fileno() for end in theirs],
            # Ctrl-C is for the command: it ends its children.
            start_new_session=True,
        )
        for end in theirs:
            end.close()
        self.each = [Child(line) for line in lines]
        for child in self.each:
            # One that is gone already is done without.
            with suppress(OSError):
                child.tell(setting)
        return self

    def __exit__(self, *_error: Any) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for child in self.each:
            child.close()

    def have_started(self) -> bool:
        """Whether all have started, or have ended: from then on they can be asked."""
        if not all(child.has_spoken() for child in self.each):
            return False
        for child in self.each:
            child.hear_greeting()
            self.free.put(child)
        return True

    def examine(self, rows: Sequence[Row]) -> Examined | None:
        """What the next free child finds of the rows; None when it is gone."""
        child = self.free.get()
        try:
            return child.examine(rows)
        finally:
            self.free.put(child)


class Child:
    """One of the processes, at the other end of this line."""

    def __init__(self, line: socket.socket) -> None:
        self.line, self.stream = line, line.makefile("rwb")

    def close(self) -> None:
        """Waits until it is gone."""
        with suppress(OSError):
            while self.line.recv(UNHEARD):
                pass
        with suppress(OSError):
            self.stream.close()
        self.line.close()

    def has_spoken(self) -> bool:
        """Whether there is something to hear: that it has started, or that it has ended."""
        line = poll()
        line.register(self.line, POLLIN)
        return bool(line.poll(0))

    def hear_greeting(self) -> None:
        with suppress(OSError):
            self.stream.readline()

    def examine(self, rows: Sequence[Row]) -> Examined | None:
        """What the child finds of the rows; None when it is gone. Raises ValidationError as it would here."""
        try:
            self.tell([tuple(row) for row in rows])
            return heard(self.stream)
        except (OSError, ValueError):
            return None

    def tell(self, what: Any) -> None:
        self.stream.write(orjson.dumps(what) + b"\n")
        self.stream.flush()


def tell(found: Examined | str, answers: BufferedIOBase) -> None:
    """Writes what a child has found, or its refusal: a line of JSON, and behind it the rows as they are."""
    staged, *rest = (b"", found) if isinstance(found, str) else found
    kind = REFUSED if isinstance(found, str) else len(staged)
    answers.write(orjson.dumps([kind, *rest]) + b"\n" + staged)
    answers.flush()


def heard(answers: BufferedIOBase) -> Examined:
    """What `tell` has written; raises the ValidationError, or ValueError where the answer breaks off."""
    size, *rest = orjson.loads(answers.readline())
    if size == REFUSED:
        raise ValidationError(*rest)
    if len(staged := answers.read(size)) < size:
        raise ValueError("The answer breaks off.")
    return Examined(staged, *rest)
