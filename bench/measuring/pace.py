"""How fast the processor itself is meanwhile: where machines share one, it may lose half of its speed for seconds."""

import time
from collections.abc import Iterable
from statistics import median
from typing import Any

ROUNDS, TURNS = 50_000, 3


def pace() -> float:
    """Milliseconds that a loop takes which is always the same; the least of three turns."""
    return min(_turn() for _each in range(TURNS))


def _turn() -> float:
    begun, total = time.perf_counter(), 0
    for number in range(ROUNDS):
        total += number * number
    return (time.perf_counter() - begun) * 1000


def told(pages: Iterable[dict[str, Any]]) -> str:
    """A sentence on the paces that were taken beside these pages; "" where none was."""
    taken = [page["pace"] for page in pages if "pace" in page]
    if not taken:
        return ""
    least, middle, most = min(taken), median(taken), max(taken)
    return f"Beside each page one and the same loop took {least:.1f} to {most:.1f} ms, {middle:.1f} in the middle."
