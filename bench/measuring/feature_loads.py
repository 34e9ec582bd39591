"""How much slower records with ten features are loaded than without: by the product's import, and by plain COPY."""

import json
import time
from pathlib import Path
from statistics import median

from django.db import connection, transaction

from bench.dataset.chunks import tables
from bench.dataset.copying import Table
from bench.measuring import database, sheets
from bench.measuring.goals import Goal, tried
from bench.measuring.reporting import Result
from bench.measuring.transfers import command, derived

MOST, SHARE, TURNS = 20_000, 4, 2
HALF = 0.5


def loads(*, counterparties: int, behind: int, copy: str, folder: Path) -> list[Result]:
    """Both ways of loading a quarter as many records as there are, 20,000 at most, into this copy of the database."""
    rows = min(MOST, max(1_000, counterparties // SHARE))
    files = _files(rows, behind=behind, folder=folder)
    with database.on(copy):
        copied = tried("COPY", lambda: _copied(rows, behind=behind))
    imported = tried("import", lambda: _imported(rows, files, copy=copy))
    return [imported, copied]


def _files(rows: int, *, behind: int, folder: Path) -> list[tuple[bool, Path]]:
    """Spreadsheets of ever other records, with and without features by turns."""
    files = [(features, folder / f"{at}.csv") for at, features in enumerate(_turns())]
    for at, (features, path) in enumerate(files):
        sheets.write(path, rows, behind=behind + at * rows, features=features)
    return files


def _result(name: str, rows: int, seconds: dict[bool, list[float]]) -> Result:
    rates = {features: rows / median(each) for features, each in seconds.items()}
    goal = Goal(f"{name}: x the rate without features", rates[True] / rates[False], HALF, at_least=True)
    speeds = {"rows_per_second": round(rates[True]), "beside": round(rates[False])}
    return {"name": name, "rows": rows, "goals": [goal], **speeds}


def _turns() -> list[bool]:
    """With and without features by turns: first the one first, then the other."""
    return [features for turn in range(TURNS) for features in ((False, True) if turn % 2 == 0 else (True, False))]


def _imported(rows: int, files: list[tuple[bool, Path]], *, copy: str) -> Result:
    """By the product's command, validated and with history; seconds by its own clock."""
    seconds: dict[bool, list[float]] = {False: [], True: []}
    for features, path in files:
        mapping = [part for name in sheets.columns(features=features) for part in ("--map", f"{name}={name}")]
        said, _seconds, _memory = command("import_counterparties", path, *mapping, "--json", of=copy)
        balance = json.loads(said.splitlines()[-1])
        if balance["created"] != rows:
            raise RuntimeError(f"import_counterparties was to create {rows} rows and said {balance}")
        seconds[features].append(balance["seconds"])
    return _result("import with 10 features", rows, seconds)


def _copied(rows: int, *, behind: int) -> Result:
    """By COPY into the table with all its indexes, without history; each time undone."""
    seconds: dict[bool, list[float]] = {False: [], True: []}
    table, records = tables()[0], list(sheets.new_records(rows, behind=behind))
    texts = {
        True: "".join(map(table.line, derived(records, behind))),
        False: "".join(map(table.line, derived([{**row, "features": {}, "texts": []} for row in records], behind))),
    }
    for features in _turns():
        seconds[features].append(_copy(table, texts[features]))
    return _result("COPY with 10 features", rows, seconds)


def _copy(table: Table, text: str) -> float:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"alter table {table.name} disable trigger user")
        begun = time.perf_counter()
        with cursor.copy(table.copy) as copy:
            copy.write(text)
        connection.check_constraints()
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return seconds
