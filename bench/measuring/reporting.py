"""What was measured, as a table for people and as JSON."""

import json
import os
import platform
from pathlib import Path
from typing import Any

from django.db import connection

Result = dict[str, Any]
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
HEAD = " " * 34 + "".join(f"{title:>{width}}" for title, width in WIDTHS.items())


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
        return f"{found['group'] + ': ' + found['name']:34}  {found['failed']}"
    figures = found["product"]
    plain, admin = found.get("plain", {}).get("p50"), found.get("admin", {}).get("p50")
    return (
        f"{found['group'] + ': ' + found['name']:34}{figures['p50']:8.1f}{figures['p95']:8.1f}{figures['max']:8.1f}"
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
    return f"{name:34}{found['rows']:>10} rows{found['seconds']:>9.2f} s{speed}{memory:>12}"


def write(path: Path, results: Result) -> None:
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def markdown(results: Result) -> str:
    """The same figures as tables for docs/performance.md."""
    lines = [
        "| page | p50 | p95 | of it SQL | queries | KB | plain SQL | Django admin |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for found in results["pages"]:
        if "failed" in found:
            lines.append(f"| {found['group']}: {found['name']} | {found['failed']} | | | | | | |")
            continue
        figures, plain, admin = found["product"], found["plain"]["p50"], found.get("admin", {}).get("p50", 0)
        lines.append(
            f"| {found['group']}: {found['name']} | {figures['p50']:.0f} | {figures['p95']:.0f} | {figures['sql']:.1f}"
            f" | {figures['queries']} | {figures['bytes'] // 1000} | {plain:.1f} | {f'{admin:.0f}' if admin else ''} |"
        )
    lines += ["", "| rows | number | seconds | rows/s | memory, MB |", "|---|--:|--:|--:|--:|"]
    for name, rate in results["transfers"].items():
        shown = f"{rate['rows']:,} | {rate['seconds']:.1f} | {rate['rows_per_second']:,} | {rate['memory_mb'] or ''}"
        lines.append(f"| {name} | {shown} |")
    return "\n".join(lines) + "\n"
