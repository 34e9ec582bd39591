"""The child processes of a check, which examine chunks of a big file on the other processors.

A child is told by its input what to do and answers by its output; when whoever started it is gone, it ends by itself.
It writes nothing: who asked keeps the answers, in the order of the file.
"""

import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from queue import SimpleQueue
from typing import IO, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import get_language

from exchange.models import ImportRun
from exchange.reading import Row
from exchange.running.examining import Examined, Examiner

SECONDS_WORTH_IT = 4
"What takes less is examined before child processes have started and paid for that."
MOST_CHILDREN = 4
AHEAD = 2
"Chunks for each child process that are read before their turn."


def examined(run: ImportRun, examiner: Examiner, chunks: Iterable[list[Row]]) -> Iterator[Examined]:
    """The chunks in their order, the first examined here, the others by child processes where that is worth it.

    The first tells how long the file takes: rows that are the same as in an earlier import pass ten times as quickly.
    """
    chunks = iter(chunks)
    for rows in islice(chunks, 1):
        left = run.reading.rows - run.read - len(rows)
        began = time.monotonic()
        first = examiner.examine(rows)
        seconds = (time.monotonic() - began) / len(rows) * left
        yield first
        number = children_for(examiner) if seconds > SECONDS_WORTH_IT else 0
        yield from _by_children(run, examiner, chunks, number) if number else map(examiner.examine, chunks)


def children_for(examiner: Examiner) -> int:
    """How many child processes a long file deserves.

    Who adds items to know them waits for the others, so that is done alone.
    """
    processors = min(len(os.sched_getaffinity(0)), MOST_CHILDREN)
    adding = any(column.create for column in examiner.mapping.columns)
    return 0 if adding or not examiner.basis or processors < 2 else processors


def _by_children(run: ImportRun, examiner: Examiner, chunks: Iterable[list[Row]], number: int) -> Iterator[Examined]:
    with ExitStack() as stack:
        children: SimpleQueue[Child] = SimpleQueue()
        for _each in range(number):
            children.put(stack.enter_context(Child(run)))
        pool = stack.enter_context(ThreadPoolExecutor(number))

        def ask(rows: list[Row]) -> Examined | None:
            child = children.get()
            try:
                return child.examine(rows)
            finally:
                children.put(child)

        asked: deque[tuple[list[Row], Future[Examined | None]]] = deque()
        stack.callback(lambda: [future.cancel() for _rows, future in asked])
        for rows in chunks:
            asked.append((rows, pool.submit(ask, rows)))
            if len(asked) > number + AHEAD:
                yield _answer(asked.popleft(), examiner)
        while asked:
            yield _answer(asked.popleft(), examiner)


def _answer(asked: tuple[list[Row], Future[Examined | None]], examiner: Examiner) -> Examined:
    """What the child found; where it is gone, the chunk is examined here."""
    rows, future = asked
    return future.result() or examiner.examine(rows)


class Child:
    """A process that examines; it is gone when its `with` ends."""

    def __init__(self, run: ImportRun) -> None:
        self.setting = {
            "database": connection.settings_dict["NAME"],
            "run": run.pk,
            "language": get_language(),
        }

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "examine_rows"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for the command: it ends its children.
            start_new_session=True,
        )
        self._tell(self.setting)
        return self

    def __exit__(self, *_error: Any) -> None:
        self.process.kill()
        self.process.communicate()

    def examine(self, rows: Sequence[Row]) -> Examined | None:
        """What the child finds of the rows; None when it is gone. Raises ValidationError as it would here."""
        try:
            self._tell(rows)
            return heard(self.process.stdout)  # type: ignore[arg-type]
        except (OSError, ValueError):
            return None

    def _tell(self, what: Any) -> None:
        self.process.stdin.write(json.dumps(what, ensure_ascii=False).encode() + b"\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]


def tell(found: Examined | str, answers: IO[bytes]) -> None:
    """Writes what a child has found, or its refusal: a line of JSON, and behind it the rows as they are."""
    staged, *rest = (b"", found) if isinstance(found, str) else found
    answers.write(json.dumps([len(staged), *rest]).encode() + b"\n" + staged)
    answers.flush()


def heard(answers: IO[bytes]) -> Examined:
    """What `tell` has written; raises the ValidationError, or ValueError where the answer breaks off."""
    size, *rest = json.loads(answers.readline())
    if not size:
        raise ValidationError(*rest)
    if len(staged := answers.read(size)) < size:
        raise ValueError("The answer breaks off.")
    return Examined(staged, *rest)
