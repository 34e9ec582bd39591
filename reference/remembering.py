"""Remembers what was read of the configuration: for one reading request or one job, or until it changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, wraps
from typing import Any, TypeVar

from reference.models.stamps import current_stamp

T = TypeVar("T")


class Memory:
    """What was read since `remembering` began; a `shared` one takes part in what the process keeps."""

    def __init__(self, *, shared: bool) -> None:
        self.shared = shared
        self.kept: dict[Any, Any] = {}

    @cached_property
    def stamp(self) -> str:
        """The mark of the configuration, read before anything that is kept under it."""
        return current_stamp() if self.shared else ""


_memory: ContextVar[Memory | None] = ContextVar("configuration", default=None)
_process: dict[Callable[[], Any], tuple[str, Any]] = {}
"What reading requests share: by the function that read it, the mark that it was read under and what it found."


@contextmanager
def remembering(*, shared: bool = False) -> Iterator[None]:
    """Inside it each `remembered` function reads the database once; outside of it every time.

    With `shared` the `lasting` ones read it only after a change. Not for jobs, which may change what they have read.
    """
    token = _memory.set(Memory(shared=shared))
    try:
        yield
    finally:
        _memory.reset(token)


def forget() -> None:
    """Reads anew what is asked for next: the configuration has changed within a long job."""
    if memory := _memory.get():
        memory.kept.clear()
        vars(memory).pop("stamp", None)


def remembered(read: Callable[[], T]) -> Callable[[], T]:
    """Decorator of a function without arguments that reads configuration."""

    @wraps(read)
    def once() -> T:
        memory = _memory.get()
        if memory is None:
            return read()
        if read not in memory.kept:
            memory.kept[read] = read()
        return memory.kept[read]

    return once


def lasting(read: Callable[[], T]) -> Callable[[], T]:
    """Decorator like `remembered`, of what is the same for every user and language and is never changed.

    It must read nothing but tables that are `stamped`, or whose writers `restamp`: the process keeps it until then.
    """

    @remembered
    @wraps(read)
    def until_changed() -> T:
        memory = _memory.get()
        if memory is None or not memory.stamp:
            return read()
        stamp, found = _process.get(read, ("", None))
        if stamp != memory.stamp:
            found = read()
            _process[read] = memory.stamp, found
        return found

    return until_changed
