"""What was measured, as lines for people, as JSON, and as tables of a document."""

import json
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from bench.measuring.goals import Goal

Result = dict[str, Any]
Say = Callable[[str], None]
NAME = 42
WIDTHS = {
    "p50": 8,
    "p95": 8,
    "max": 8,
    "sql": 8,
    "queries": 9,
    "KB": 7,
    "plain": 8,
    "admin": 9,
    "x sql": 8,
    "x admin": 9,
}
HEAD = " " * NAME + "".join(f"{title:>{width}}" for title, width in WIDTHS.items())


def machine() -> Result:
    """What the figures depend on."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version'), pg_database_size(current_database())")
        version, size = cursor.fetchone()
    load = round(os.getloadavg()[0], 1)
    return {
        "python": platform.python_version(),
        "postgresql": version,
        "cores": os.cpu_count(),
        "load": load,
        "database_mb": size // 1_000_000,
    }


def page_line(found: Result) -> str:
    """A line of the table of pages; times in milliseconds."""
    if "failed" in found:
        return f"{found['group'] + ': ' + found['name']:{NAME}}  {found['failed']}"
    figures = found["product"]
    plain, admin = found.get("plain", {}).get("p50"), found.get("admin", {}).get("p50")
    name = f"{found['group']}: {found['name']}"
    return (
        f"{name:{NAME}}{figures['p50']:8.1f}{figures['p95']:8.1f}{figures['max']:8.1f}"
        f"{figures['sql']:8.1f}{figures['queries']:9}{figures['bytes'] // 1000:7}"
        f"{_number(plain, 8)}{_number(admin, 9)}{_ratio(figures['sql'], plain, 8)}{_ratio(figures['p50'], admin, 9)}"
    )


def _number(value: float | None, width: int) -> str:
    return " " * (width - 1) + "-" if value is None else f"{value:{width}.1f}"


def _ratio(value: float, other: float | None, width: int) -> str:
    return " " * (width - 1) + "-" if not other else f"{value / other:{width}.2f}"


def transfer_line(name: str, found: Result) -> str:
    memory = f"{found['memory_mb']:6} MB" if found["memory_mb"] else ""
    speed = f"{found['rows_per_second']:>12,} rows/s"
    return f"{name:{NAME}}{found['rows']:>10} rows{found['seconds']:>9.2f} s{speed}{memory:>12}"


def feature_lines(found: dict[str, list[Result]]) -> Iterator[str]:
    """The tables of the part about features; times in milliseconds."""
    yield f"{'list by features':34}{'rows':>9}{'count':>9}{'plain':>9}{'count':>9}{'x plain':>9}"
    for each in found["lists"]:
        figures = [each[name] for name in LIST_FIGURES] if "failed" not in each else []
        yield f"{each['name']:34}" + ("".join(f"{figure:9.2f}" for figure in figures) or f"  {each['failed']}")
    yield from (f"{each['name']:34}  {each['failed']}" for each in found["pages"] if "failed" in each)
    for each in _measured(found["pages"]):
        yield f"{each['name']:34}{each['milliseconds']:9.1f} ms, beside{each['beside']:9.1f} ms"
    for each in found["storage"]:
        yield f"{each['name']:44}{each['value']:>12,.1f} {each['unit']}"


def full_lines(found: list[Result]) -> Iterator[str]:
    """The table of a full file beside an empty one; times in milliseconds."""
    yield f"{'full file':34}{'p50':>9}{'empty':>9}{'x empty':>9}{'queries':>9}{'empty':>9}{'KB':>7}"
    for each in found:
        times = f"{each['milliseconds']:9.1f}{each['beside']:9.1f}{each['ratio']:9.2f}"
        yield f"{each['name']:34}{times}{each['queries']:9}{each['beside_queries']:9}{each['KB']:7}"


def load_lines(loads: list[Result]) -> Iterator[str]:
    """How much slower features make a load."""
    for each in loads:
        speeds = "failed" not in each and f"{each['rows_per_second']:>9,} rows/s, without{each['beside']:>9,} rows/s"
        yield f"{each['name']:34}" + (f"{speeds}{each['rows']:>9,} rows" if speeds else f"  {each['failed']}")


def _measured(results: list[Result]) -> list[Result]:
    return [each for each in results if "failed" not in each]


LIST_FIGURES = ("rows", "count", "plain_rows", "plain_count", "ratio")


def write(path: Path, results: Result) -> None:
    text = json.dumps(results, indent=1, ensure_ascii=False, default=Goal.as_json)
    path.write_text(text + "\n", encoding="utf-8")


def pages_table(pages: list[Result]) -> Iterator[str]:
    yield "| page | p50 | p95 | of it SQL | queries | KB | plain SQL | Django admin |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for found in pages:
        if "failed" in found:
            yield f"| {found['group']}: {found['name']} | {found['failed']} | | | | | | |"
            continue
        figures, admin = found["product"], found.get("admin", {}).get("p50", 0)
        plain = f"{found['plain']['p50']:.1f}" if "plain" in found else ""
        yield (
            f"| {found['group']}: {found['name']} | {figures['p50']:.0f} | {figures['p95']:.0f} | {figures['sql']:.1f}"
            f" | {figures['queries']} | {figures['bytes'] // 1000} | {plain} | {f'{admin:.0f}' if admin else ''} |"
        )


def full_table(found: list[Result]) -> Iterator[str]:
    yield "| file | full, p50 | empty, p50 | x empty | queries, full | queries, empty | KB, full |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for each in found:
        times = f"{each['milliseconds']:.1f} | {each['beside']:.1f} | {each['ratio']:.2f}"
        yield f"| {each['name']} | {times} | {each['queries']} | {each['beside_queries']} | {each['KB']} |"


def transfers_table(transfers: dict[str, Result]) -> Iterator[str]:
    yield "| rows | number | seconds | rows/s | memory, MB |"
    yield "|---|--:|--:|--:|--:|"
    for name, rate in transfers.items():
        shown = f"{rate['rows']:,} | {rate['seconds']:.1f} | {rate['rows_per_second']:,} | {rate['memory_mb'] or ''}"
        yield f"| {name} | {shown} |"


def features(found: dict[str, list[Result]]) -> Iterator[str]:
    yield "| list by features | rows | count | plain rows | plain count | x plain |"
    yield "|---|--:|--:|--:|--:|--:|"
    for each in found["lists"]:
        figures = " | ".join(f"{each[name]:.2f}" for name in LIST_FIGURES) if "failed" not in each else each["failed"]
        yield f"| {each['name']} | {figures} |"
    yield from ("", "| what | figure | beside |", "|---|--:|--:|")
    for each in _measured(found["pages"]):
        yield f"| {each['name']}, ms | {each['milliseconds']:.1f} | {each['beside']:.1f} |"
    for each in _measured(found["loads"]):
        yield f"| {each['name']}, {each['rows']:,} rows, rows/s | {each['rows_per_second']:,} | {each['beside']:,} |"
    for each in found["storage"]:
        yield f"| {each['name']}, {each['unit']} | {each['value']:,.1f} | |"
