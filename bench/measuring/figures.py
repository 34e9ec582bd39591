"""What is measured: times with their spread, queries, bytes, rows a second."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass
class Figure:
    """One thing measured several times. Times are in milliseconds."""

    times: list[float] = field(default_factory=list)
    queries: int = 0
    sql: float = 0.0
    "Milliseconds of a run that were spent waiting for the database."
    size: int = 0
    "Bytes of the answer."

    @property
    def p50(self) -> float:
        return percentile(self.times, 50)

    @property
    def p95(self) -> float:
        return percentile(self.times, 95)

    @property
    def slowest(self) -> float:
        return max(self.times)

    def as_json(self) -> dict[str, Any]:
        named = {"p50": self.p50, "p95": self.p95, "max": self.slowest, "queries": self.queries, "sql": self.sql}
        return {name: round(value, 2) for name, value in named.items()} | {"bytes": self.size, "runs": len(self.times)}


@dataclass(frozen=True)
class Rate:
    """Rows that came through in so many seconds, and the memory that it took at most, in megabytes (0 = not known)."""

    rows: int
    seconds: float
    memory: float = 0.0
    said: str = ""

    @property
    def speed(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "seconds": round(self.seconds, 2),
            "rows_per_second": round(self.speed),
            "memory_mb": round(self.memory),
            "said": self.said,
        }


def percentile(values: Sequence[float], share: int) -> float:
    """The value that so many of a hundred do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def timed(act: Callable[[], Any], *, runs: int, budget: float = 20.0) -> list[float]:
    """Milliseconds of each run after one that warms up; fewer runs, at least one, when the budget (s) is used up."""
    until = time.perf_counter() + budget
    act()
    times: list[float] = []
    while not times or (len(times) < runs and time.perf_counter() < until):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return times


def alternated(acts: Sequence[Callable[[], Any]], *, runs: int, budget: float = 4.0) -> list[float]:
    """The median milliseconds of each act, done by turns after one round that warms up.

    Whatever disturbs the machine meanwhile disturbs them alike; every other round goes backwards.
    """
    until = time.perf_counter() + budget
    times: list[list[float]] = [[] for _act in acts]
    for act in acts:
        act()
    while not times[0] or (len(times[0]) < runs and time.perf_counter() < until):
        for at in range(len(acts)) if len(times[0]) % 2 == 0 else reversed(range(len(acts))):
            begun = time.perf_counter()
            acts[at]()
            times[at].append((time.perf_counter() - begun) * 1000)
    return [median(each) for each in times]
