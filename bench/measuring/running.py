"""One run of the bench at one size: pages, hits, transfers, bulk edit, features; the product beside its rivals."""

import tempfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection

from bench.measuring import database, reporting, transfers
from bench.measuring.bulk import bulk, bulk_goals
from bench.measuring.calling import Caller
from bench.measuring.exports import FLAT, export_goals, exports
from bench.measuring.feature_lists import UNCOUNTED, fetched, sent
from bench.measuring.feature_loads import loads
from bench.measuring.features import features, goals_of
from bench.measuring.figures import Figure, Rate, alternated, timed
from bench.measuring.full_files import full_files
from bench.measuring.hits import hit_goals, hits
from bench.measuring.imports import ROWS, first, import_goals, imports
from bench.measuring.pace import pace
from bench.measuring.pace import told as told_pace
from bench.measuring.page_goals import page_goals
from bench.measuring.pages import Case, cases
from bench.measuring.reporting import Result, Say
from bench.measuring.sample import sample

PAGES = ("list", "search", "file")
GROUPS = (*PAGES, "features", "import", "export", "first", "bulk")
RIVAL_ROWS = 2_000
MANY = 10_000_000
"So far behind others the numbers of imported rows lie."


def everything(groups: Collection[str], *, counterparties: int, runs: int, rows: int, say: Say) -> Result:
    """All figures of these groups, in the bench's database of this size; with their goals."""
    found: Result = {"pages": pages(groups, counterparties=counterparties, runs=runs, say=say), "hits": []}
    goals = page_goals(found["pages"], counterparties=counterparties)
    if "search" in groups:
        found["hits"] = hits(database.user(), say=say)
        goals += hit_goals(found["hits"])
    if "file" in groups:
        found["full"] = full(runs=runs, say=say)
    if "features" in groups:
        found["features"] = features(runs=runs, say=say)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rates = written(groups, counterparties=counterparties, rows=rows, folder=folder, found=found, say=say)
        rates |= moved(groups, counterparties=counterparties, folder=folder, say=say)
    for group, goals_of_group in (("import", import_goals), ("export", export_goals), ("bulk", bulk_goals)):
        goals += goals_of_group(rates, counterparties=counterparties) if group in groups else []
    return found | {
        "transfers": rates,
        "goals": goals + goals_of(found.get("features", {})) + goals_of({"full": found.get("full", [])}),
    }


def pages(groups: Collection[str], *, counterparties: int, runs: int, say: Say, rivals: bool = True) -> list[Result]:
    """The product's pages with their plain SQL, then the same pages of the admin."""
    wanted = [case for case in cases(sample()) if case.group in groups] if set(groups) & set(PAGES) else []
    if not wanted:
        return []
    caller = Caller(database.user())
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = '30s'")  # as the web server does
    found = [measured(case, caller, runs) for case in wanted]
    connection.close()
    asked = sorted({case.rival for case in wanted if case.rival and rivals})
    figures = transfers.rivals(asked, counterparties=counterparties, runs=max(3, runs // 5)) if asked else {}
    say(reporting.HEAD)
    for case, result in zip(wanted, found, strict=True):
        if case.rival in figures:
            result["admin"] = figures[case.rival]
        say(reporting.page_line(result))
    say(told_pace(found))
    return found


def full(*, runs: int, say: Say) -> list[Result]:
    """A full file beside an empty one."""
    found = full_files(database.user(), runs)
    for line in reporting.full_lines(found):
        say(line)
    return found


def measured(case: Case, caller: Caller, runs: int) -> Result:
    result: Result = {name: getattr(case, name) for name in ("group", "name", "url", "rival", "limit", "indexed")}
    with suppress(OperationalError):  # as slow as that: there is nothing to compare with
        if case.sql:
            result["plain"] = Figure(timed(lambda: answer(case), runs=runs, budget=5)).as_json()
    try:
        before = pace()
        result["product"] = caller.measured(case.url, runs=runs).as_json()
        result["pace"] = round((before + pace()) / 2, 2)
        if case.indexed is False:
            result["x_plain"] = round(beside_plain(case, runs), 2)
    except RuntimeError as error:
        result["failed"] = str(error)
    return result


def answer(case: Case) -> list[Any]:
    return fetched(case.sql, case.params or None)


def beside_plain(case: Case, runs: int) -> float:
    """The rows and the count as the list sends them, in parts of the same in plain SQL; all four by turns."""
    path, _sign, query = case.url.partition("?")
    kind = path.rstrip("/").rpartition("/kind/")[2] if "/kind/" in path else ""
    own = sent(query, database.user(), f"counterparties-{kind}" if kind else "counterparties")
    count = (case.count, case.params) if own[1] != UNCOUNTED else UNCOUNTED
    statements = [*own, (case.sql, case.params), count]
    times = alternated([lambda each=each: fetched(*each) for each in statements], runs=runs)  # type: ignore[misc]
    return sum(times[:2]) / sum(times[2:])


def written(
    groups: Collection[str], *, counterparties: int, rows: int, folder: Path, found: Result, say: Say
) -> dict[str, Result]:
    """What writes, into one copy of the database: a bulk edit, imports, loads of features."""
    rates: dict[str, Result] = {}
    if not set(groups) & {"import", "bulk", "features"}:
        return rates
    behind = sample().last + 1_000
    with database.scratch(counterparties) as copy:
        if "bulk" in groups:
            rates |= told("bulk edit", bulk(copy=copy), say)
        if "features" in groups:
            found["features"]["loads"] = loads(counterparties=counterparties, behind=behind, copy=copy, folder=folder)
            for line in reporting.load_lines(found["features"]["loads"]):
                say(line)
        if "import" in groups:
            number = min(rows or ROWS, counterparties)
            rates |= told("import", imports(number, behind=behind + MANY, copy=copy, folder=folder), say)
    return rates


def moved(groups: Collection[str], *, counterparties: int, folder: Path, say: Say) -> dict[str, Result]:
    """Exports, the first million out of one of them, and default django-import-export."""
    rates: dict[str, Result] = {}
    if set(groups) & {"export", "first"}:
        rates |= told("export", exports(counterparties=counterparties, folder=folder), say)
    if "first" in groups:
        rates |= told("import", {"first million": first(folder / FLAT, counterparties)}, say)
    if set(groups) & {"import", "export"}:
        rates |= dict(rivals(counterparties, folder=folder, behind=sample().last + 1_000, say=say))
    return rates


def rivals(counterparties: int, *, folder: Path, behind: int, say: Say) -> Iterator[tuple[str, Result]]:
    """Default django-import-export with fewer rows, because it takes its time."""
    found = transfers.rival_transfers(RIVAL_ROWS, counterparties=counterparties, folder=folder, behind=behind)
    names = {"read": "import: ", "again": "import: ", "write": "export: "}
    for what, rate in found.items():
        name = f"{names[what]}django-import-export{', same rows' if what == 'again' else ''}"
        say(reporting.transfer_line(name, rate))
        yield name, rate


def told(what: str, rates: dict[str, Rate], say: Say) -> dict[str, Result]:
    """The rates under their names, each said."""
    found = {f"{what}: {name}": rate.as_json() for name, rate in rates.items()}
    for name, rate in found.items():
        say(reporting.transfer_line(name, rate))
    return found
