"""Writes the chunks of a run with a connection for each processor at once, and commits them in their order.

What is committed is always a beginning of the run, as if one connection had written it chunk by chunk.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, wait
from contextlib import ExitStack
from queue import SimpleQueue
from threading import Thread
from typing import Any, Generic, Self, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import translation

from reference.remembering import remembering

ROWS_WORTH_IT = 20_000
"Below so many rows one connection is done before others have started."
MOST_LANES = 2
"The more write at once, the more wait for the same pages of the indexes."
SECONDS_BETWEEN_LOOKS = 0.2
Chunk = TypeVar("Chunk")


class Yielding(Exception):  # noqa: N818 no fault
    """A chunk before this one, or somebody else, waits for what this one has locked."""


class Overtaken(OperationalError):  # noqa: N818 no fault
    """Somebody else has gone on with the run, or what was believed lost had been committed."""


class Turn:
    """When a chunk may be committed: behind all chunks before it."""

    def __init__(self, before: "Future[None] | None" = None) -> None:
        self.before = before

    def come(self) -> None:
        """Waits until the chunks before are committed; raises what has stopped them, and Yielding."""
        if self.before is None:
            return
        while not wait([self.before], SECONDS_BETWEEN_LOOKS).done:
            if _in_the_way():
                raise Yielding
        self.before.result()


NOW = Turn()
"For who writes alone."
Write = Callable[[Chunk, Turn], None]


def lanes_for(rows: int) -> int:
    """How many connections so many rows deserve."""
    return 1 if rows < ROWS_WORTH_IT else min(len(os.sched_getaffinity(0)), MOST_LANES)


def written(
    chunks: Iterable[Chunk], writer: Callable[[], Write[Chunk]], *, lanes: int
) -> Generator[Chunk, None, None]:
    """Each chunk, once it is committed; a `writer` is made for each connection and used by it alone.

    Close it to stop early: chunks that are being written are committed before that returns.
    """
    if lanes == 1:
        write = writer()
        for chunk in chunks:
            write(chunk, NOW)
            yield chunk
        return
    with ExitStack() as stack:
        rest = [stack.enter_context(Lane(writer)) for _each in range(lanes)]
        asked: deque[tuple[Chunk, Future[None]]] = deque()
        for at, chunk in enumerate(chunks):
            asked.append((chunk, rest[at % lanes].write(chunk, asked[-1][1] if asked else None)))
            if len(asked) > lanes:
                yield _committed(*asked.popleft())
        while asked:
            yield _committed(*asked.popleft())


def _committed(chunk: Chunk, future: "Future[None]") -> Chunk:
    try:
        future.result()
    except (OperationalError, InterfaceError):
        # A lost connection is that of the whole job, which goes on anew from what is committed.
        connection.close()
        raise
    return chunk


class Lane(Generic[Chunk]):
    """A thread with a connection of its own; what it has begun is done when its `with` ends."""

    def __init__(self, writer: Callable[[], Write[Chunk]]) -> None:
        self.writer = writer
        self.orders: SimpleQueue[Any] = SimpleQueue()
        self.language = translation.get_language()
        self.thread = Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self.orders.put(None)
        self.thread.join()

    def write(self, chunk: Chunk, before: "Future[None] | None") -> "Future[None]":
        """Orders a chunk to be written, and committed behind the one before."""
        future: Future[None] = Future()
        self.orders.put((chunk, before, future))
        return future

    def _work(self) -> None:
        write: Write[Chunk] | None = None
        try:
            with translation.override(self.language), remembering():
                while (order := self.orders.get()) is not None:
                    chunk, before, future = order
                    try:
                        write = write or self.writer()
                        _write(write, chunk, before)
                    except BaseException as error:
                        future.set_exception(error)
                    else:
                        future.set_result(None)
        finally:
            connection.close()


def _write(write: Write[Chunk], chunk: Chunk, before: "Future[None] | None") -> None:
    """Writes a chunk before its turn; where that is in somebody's way or fails, again when its turn has come."""
    try:
        write(chunk, Turn(before))
    except (Yielding, InterfaceError, OperationalError):
        if before is not None:
            before.result()
        write(chunk, NOW)


def _in_the_way() -> bool:
    """Whether anybody waits for a lock of this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])
