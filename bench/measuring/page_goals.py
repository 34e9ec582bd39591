"""What pages are held to: time, queries, SQL, and their rivals in the same run."""

from collections.abc import Iterable, Iterator

from bench.measuring.goals import WHOLE, Goal
from bench.measuring.pages import SUMMARY
from bench.measuring.reporting import Result

QUERIES = {"list": 12, "file": 15}
INDEXED, UNINDEXED, PLAIN = 10, 50, 2
FIRST, DEEP, SEARCH = 0.5, 0.1, 0.04
"Shares of the admin's time: of its first page, of its page 5,000, of its search."
GROWN = 1.5
"How much slower a page may be at the biggest size than at the smallest."


def page_goals(pages: Iterable[Result], *, counterparties: int) -> list[Goal]:
    """The goals of all pages of one size."""
    return [goal for found in pages for goal in _goals(found, counterparties >= WHOLE)]


def _goals(found: Result, whole: bool) -> Iterator[Goal]:
    name, group = f"{found['group']}: {found['name']}", found["group"]
    if "failed" in found:
        yield Goal(name, None, found["limit"], "ms")
        return
    figures, spent = found["product"], found["product"]["p50"]
    if group != "file" or found["name"] == SUMMARY:
        yield Goal(f"{name}: p95", figures["p95"], found["limit"], "ms")
    if group == "list" or found["name"] == SUMMARY:
        yield Goal(f"{name}: queries", figures["queries"], QUERIES[group])
    if group == "list":
        yield Goal(f"{name}: SQL", figures["sql"], INDEXED if found["indexed"] else UNINDEXED, "ms")
    if "x_plain" in found:
        yield Goal(f"{name}: x plain SQL", found["x_plain"], PLAIN)
    if admin := found.get("admin"):
        yield from _beside(name, found, spent / admin["p50"], whole)


def _beside(name: str, found: Result, share: float, whole: bool) -> Iterator[Goal]:
    if found["name"] == SUMMARY:
        yield Goal(f"{name}: x the admin's form", share, 1)
    elif found["group"] == "search":
        yield Goal(f"{name}: x the admin's search", share, SEARCH, judged=whole)
    elif "&p=" in found["rival"]:
        yield Goal(f"{name}: x the admin's page 5,000", share, DEEP, judged=whole)
    elif found["group"] == "list":
        yield Goal(f"{name}: x the admin's page", share, FIRST, judged=whole)


def growth_goals(found: Iterable[Result]) -> list[Goal]:
    return [Goal(f"{each['group']}: {each['name']}: growth", each["growth"], GROWN) for each in found]
