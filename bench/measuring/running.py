"""One run of the bench: pages and transfers, the product beside its rivals."""

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import connection

from bench.measuring import database, reporting, transfers
from bench.measuring.calling import Caller
from bench.measuring.figures import Figure, timed
from bench.measuring.pages import Case, cases
from bench.measuring.reporting import Result, Say
from bench.measuring.sample import sample

PAGES = ("list", "search", "file")
GROUPS = (*PAGES, "features", "import", "export")


def pages(groups: Collection[str], *, counterparties: int, runs: int, say: Say) -> list[Result]:
    """The product's pages with their plain SQL, then the same pages of the admin."""
    if not set(groups) & set(PAGES):
        return []
    wanted = [case for case in cases(sample()) if case.group in groups]
    caller = Caller(database.user())
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = '30s'")  # as the web server does
    found = [measured(case, caller, runs) for case in wanted]
    connection.close()
    rivals = sorted({case.rival for case in wanted if case.rival})
    figures = transfers.rivals(rivals, counterparties=counterparties, runs=max(3, runs // 5))
    say(reporting.HEAD)
    for case, result in zip(wanted, found, strict=True):
        if case.rival:
            result["admin"] = figures[case.rival]
        say(reporting.page_line(result))
    return found


def measured(case: Case, caller: Caller, runs: int) -> Result:
    result: Result = {"group": case.group, "name": case.name, "url": case.url}
    if case.sql:
        result["plain"] = Figure(timed(lambda: answer(case), runs=runs, budget=5)).as_json()
    try:
        result["product"] = caller.measured(case.url, runs=runs).as_json()
    except RuntimeError as error:
        result["failed"] = str(error)
    return result


def answer(case: Case) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(case.sql, case.params or None)
        return cursor.fetchall()


def moved(groups: Collection[str], *, counterparties: int, rows: int, say: Say) -> dict[str, Result]:
    """Imports and exports: the product's commands, plain SQL, default django-import-export."""
    if not set(groups) & {"import", "export"}:
        return {}
    found: dict[str, Result] = {}
    behind = sample().last + 1_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "import" in groups:
            rates = transfers.imports(rows, counterparties=counterparties, folder=folder, behind=behind)
            found |= {f"import: {what}": rate.as_json() for what, rate in rates.items()}
        if "export" in groups:
            written = transfers.exports(counterparties, counterparties=counterparties, folder=folder)
            found |= {f"export: {what}": rate.as_json() for what, rate in written.items()}
        rival = transfers.rival_transfers(
            min(rows, 2_000), counterparties=counterparties, folder=folder, behind=behind
        )
        found["import: django-import-export"], found["export: django-import-export"] = rival["read"], rival["write"]
    for what, rate in found.items():
        say(reporting.transfer_line(what, rate))
    return found
