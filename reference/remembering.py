"""Remembers what was read of the configuration, for the length of one reading request or one job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")
_kept: ContextVar[dict[Any, Any] | None] = ContextVar("configuration", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside it each `remembered` function reads the database once; outside of it every time."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def forget() -> None:
    """Reads anew what is asked for next: the configuration has changed within a long job."""
    if (kept := _kept.get()) is not None:
        kept.clear()


def remembered(read: Callable[[], T]) -> Callable[[], T]:
    """Decorator of a function without arguments that reads configuration."""

    @wraps(read)
    def once() -> T:
        kept = _kept.get()
        if kept is None:
            return read()
        if read not in kept:
            kept[read] = read()
        return kept[read]

    return once
