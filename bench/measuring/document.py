"""The figures as a part of docs/performance.md, between two marks; all else in that file people write."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.measuring.goals import Goal, tally
from bench.measuring.pace import told
from bench.measuring.reporting import Result, features, full_table, pages_table, transfers_table

BEGIN, END = "<!-- figures: written by the bench -->", "<!-- end of the figures -->"


def put(path: Path, results: Result) -> None:
    """Writes the figures between the marks of this file, or behind all that it has, or into a new one."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{part(results)}\n{END}{after or chr(10)}", encoding="utf-8")


def part(results: Result) -> str:
    """All tables, the biggest size first of all."""
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Result) -> Iterator[str]:
    number, found = results["counterparties"], results["found"]
    machine = ", ".join(f"{name} {value}" for name, value in results["machine"].items())
    yield f"Measured in {results['seconds'] / 60:.0f} minutes; {machine}. {told(found['pages'])}".rstrip()
    yield from ("", f"### Goals: {tally(results['goals'])}", "", *_goals(results["goals"]))
    yield from ("", f"### Pages, {number:,} counterparties, milliseconds", "", *pages_table(found["pages"]))
    if full := found.get("full"):
        yield from ("", "### A file with 2,000 events, 500 people, 300 files, 100 comments", "", *full_table(full))
    yield from ("", f"### Imports, exports, bulk edits, {number:,} counterparties", "")
    yield from transfers_table(found["transfers"])
    if features_found := found.get("features"):
        yield from ("", f"### Features, {number:,} counterparties with ten each", "", *features(features_found))
    if results["smaller"]:
        yield from ("", "### Growth", "", *_growth(results))
    if results["explained"]:
        yield from ("", "### Plans", "", *_plans(results["explained"]))


def _goals(goals: Iterable[Goal]) -> Iterator[str]:
    yield "| what | figure | goal | |"
    yield "|---|--:|--:|---|"
    for goal in goals:
        value = "-" if goal.value is None else f"{goal.value:,.2f}".removesuffix(".00")
        sign, said = "≥" if goal.at_least else "≤", "met" if goal.met else "**missed**"
        limit = f"{sign} {goal.limit:,g} {goal.unit}".rstrip()
        yield f"| {goal.name} | {value} | {limit} | {said if goal.judged else 'not judged'} |"


def _growth(results: Result) -> Iterator[str]:
    """The median milliseconds of each page at each size."""
    sizes = {**results["smaller"], results["counterparties"]: results["found"]["pages"]}
    growth = {(each["group"], each["name"]): each["growth"] for each in results["growth"]}
    yield "| page, median milliseconds | " + " | ".join(f"{size:,}" for size in sizes) + " | growth |"
    yield "|---|" + "--:|" * (len(sizes) + 1)
    by_size = [{(each["group"], each["name"]): each for each in pages} for pages in sizes.values()]
    for key in by_size[-1]:
        times = [f"{each[key]['product']['p50']:.0f}" if "product" in each.get(key, {}) else "-" for each in by_size]
        grown = f"{growth[key]:.2f}" if key in growth else "shows less"
        yield f"| {key[0]}: {key[1]} | {' | '.join(times)} | {grown} |"


def _plans(explained: Iterable[Result]) -> Iterator[str]:
    for each in explained:
        yield from (", ".join(each["names"]) + ":", "", "```", each["plan"], "```", "")
