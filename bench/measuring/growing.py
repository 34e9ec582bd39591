"""How much slower a page is at a bigger size: both are asked by turns, each by a process of its own.

A machine may be half as quick a quarter of an hour later; within a second it is as quick for both.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from statistics import median
from typing import TYPE_CHECKING

import django

from bench.measuring.reporting import Result

if TYPE_CHECKING:
    from bench.measuring.calling import Caller

ALIKE = 1.25
"Pages whose bytes differ by more are not alike."
Timed = Callable[[str], float]


def grown(smallest: Iterable[Result], biggest: Iterable[Result], *, sizes: tuple[int, int], runs: int) -> list[Result]:
    """The growth of pages that show as much at both sizes: the median time at the bigger in parts of the smaller."""
    pairs = list(alike(smallest, biggest))
    with asking(sizes[0]) as small, asking(sizes[1]) as big:
        return [
            {"group": after["group"], "name": after["name"], "growth": _growth(small, big, before, after, runs)}
            for before, after in pairs
        ]


def alike(smallest: Iterable[Result], biggest: Iterable[Result]) -> Iterator[tuple[Result, Result]]:
    """The pages that were measured at both sizes and show as much at both."""
    before = {(found["group"], found["name"]): found for found in smallest if "failed" not in found}
    for big in biggest:
        small = before.get((big["group"], big["name"]))
        if small and "failed" not in big:
            share = big["product"]["bytes"] / max(1, small["product"]["bytes"])
            if 1 / ALIKE <= share <= ALIKE:
                yield small, big


def _growth(small: Timed, big: Timed, before: Result, after: Result, runs: int) -> float:
    times = [(small(before["url"]), big(after["url"])) for _turn in range(runs + 1)][1:]
    return median(bigger for _smaller, bigger in times) / median(smaller for smaller, _bigger in times)


@contextmanager
def asking(counterparties: int) -> Iterator[Timed]:
    """The seconds that a page takes in the database of this size."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as process:
        yield lambda url: process.submit(seconds, counterparties, url).result()


def seconds(counterparties: int, url: str) -> float:
    """How long one page takes; called in a process that asks for pages of one size only."""
    caller = _caller(counterparties)
    begun = time.perf_counter()
    caller.get(url)
    return time.perf_counter() - begun


@cache
def _caller(counterparties: int) -> "Caller":
    # The process has set Django up only now.
    from bench.measuring import database
    from bench.measuring.calling import Caller

    database.switch(database.name_of(counterparties))
    return Caller(database.user())
