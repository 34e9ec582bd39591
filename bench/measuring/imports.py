"""Imports by the product's command into a copy of the database: new rows, the same again, what stands beside them."""

import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection

from bench.measuring import database, sheets
from bench.measuring.figures import Rate
from bench.measuring.goals import WHOLE, Goal
from bench.measuring.reporting import Result
from bench.measuring.transfers import command, upsert

ROWS, WITH_TABS, XLSX, SHARED, TURNS = 100_000, 50_000, 20_000, 20_000, 2
"Rows of a file at most: flat, with sub-records, as XLSX, with and without history by turns."
FIRST = "primio_bench_first"
MEMORY = 300
HISTORY = """
    select tgrelid::regclass::text, quote_ident(tgname) from pg_trigger
    where tgname like 'pgtrigger_history_%%' and tgenabled = %s"""


def imports(rows: int, *, behind: int, copy: str, folder: Path) -> dict[str, Rate]:
    """Every import, into this copy; ids and numbers lie behind those of the dataset, and of each file before."""
    place = _places(behind)
    flat, beside, book = (folder / name for name in ("new.csv", "tabs.csv", "new.xlsx"))
    begin = place(rows)
    sheets.write(flat, rows, behind=begin)
    with database.on(copy):
        found = {"plain upsert": upsert(rows, behind=begin)}
    found["new rows"] = imported(flat, sheets.COLUMNS, of=copy, expect={"created": rows})
    found["same rows"] = imported(flat, sheets.COLUMNS, of=copy, expect={"same": rows})
    number = min(rows, WITH_TABS)
    columns = sheets.write(beside, number, behind=place(number), features=True, tabs=True)
    found["with sub-records and 10 features"] = imported(beside, columns, of=copy, expect={"created": number})
    number = min(rows, XLSX)
    sheets.write_book(book, number, behind=place(number))
    found["XLSX"] = imported(book, sheets.COLUMNS, of=copy, expect={"created": number})
    return found | _history(min(rows, SHARED), place, copy=copy, folder=folder)


def _places(behind: int) -> Callable[[int], int]:
    """Gives each file a stretch of numbers of its own."""
    next_one = behind

    def place(rows: int) -> int:
        nonlocal next_one
        next_one += rows
        return next_one - rows

    return place


def imported(
    path: Path, columns: tuple[str, ...] = (), *, of: str, expect: dict[str, int] | None = None, options: Any = ()
) -> Rate:
    """The rate by the command's own clock, check and preview included; raises RuntimeError where rows are missing."""
    mapping = [part for name in columns for part in ("--map", f"{name}={name}")]
    said, _seconds, memory = command("import_counterparties", path, *mapping, *options, "--json", of=of)
    balance = json.loads(said.splitlines()[-1])
    if expect and any(balance[name] != number for name, number in expect.items()):
        raise RuntimeError(f"import_counterparties was to end with {expect} and said {balance}")
    return Rate(balance["read"], balance["seconds"], memory, said.splitlines()[-1])


def _history(rows: int, place: Callable[[int], int], *, copy: str, folder: Path) -> dict[str, Rate]:
    """The same import with the triggers of history and without, by turns."""
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * TURNS):
        on = turn % 4 in (0, 3)
        path = folder / f"history-{turn}.csv"
        sheets.write(path, rows, behind=place(rows))
        with database.on(copy):
            _switch_history(on=on)
        seconds[on].append(imported(path, sheets.COLUMNS, of=copy, expect={"created": rows}).seconds)
    with database.on(copy):
        _switch_history(on=True)
    names = {True: "with history", False: "without history"}
    return {names[on]: Rate(rows, median(each)) for on, each in seconds.items()}


def _switch_history(*, on: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, ["D" if on else "O"])
        for table, trigger in cursor.fetchall():
            cursor.execute(f"alter table {table} {'enable' if on else 'disable'} trigger {trigger}")


def first(path: Path, rows: int) -> Rate:
    """All counterparties of a dataset, as the export has written them, into a database that has none."""
    with database.empty(FIRST) as name:
        with database.on(name):
            sheets.configure()
        return imported(path, of=name, expect={"created": rows})


def import_goals(found: dict[str, Result], *, counterparties: int) -> list[Goal]:
    """The goals of imports; `found` has the rivals too."""
    whole = counterparties >= WHOLE
    rate = {name.removeprefix("import: "): each["rows_per_second"] for name, each in found.items()}
    goals = [
        _least("new rows", rate, 5_000),
        _beside("new rows", rate, "django-import-export", 8),
        _beside("new rows", rate, "plain upsert", 0.45),
        _least("with sub-records and 10 features", rate, 2_000),
        _least("same rows", rate, 25_000),
        _beside("same rows", rate, "django-import-export, same rows", 35),
        _least("XLSX", rate, 2_500),
        Goal("import: share of history, %", _share(rate), 25, "%"),
        *(_memory(name, each) for name, each in found.items() if name.startswith("import: ") and _ours(name, each)),
    ]
    if "first million" in rate:
        goals.append(
            Goal("import: first million, minutes", found["import: first million"]["seconds"] / 60, 5, judged=whole)
        )
    return goals


def _ours(name: str, found: Result) -> bool:
    return bool(found["memory_mb"]) and "django" not in name


def _memory(name: str, found: Result) -> Goal:
    return Goal(f"{name}: memory", found["memory_mb"], MEMORY, "MB")


def _least(name: str, rate: dict[str, float], limit: float) -> Goal:
    return Goal(f"import: {name}", rate.get(name), limit, "rows/s", at_least=True)


def _beside(name: str, rate: dict[str, float], other: str, limit: float) -> Goal:
    value = rate[name] / rate[other] if rate.get(name) and rate.get(other) else None
    return Goal(f"import: {name}: x {other}", value, limit, at_least=True)


def _share(rate: dict[str, float]) -> float | None:
    if not (rate.get("with history") and rate.get("without history")):
        return None
    return 100 * (1 - rate["with history"] / rate["without history"])
