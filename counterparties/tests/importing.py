"""Imports a table in a test as the browser and the command do."""

import csv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from access.models import User
from exchange.mapping import Column, ColumnMapping
from exchange.models import ImportRun
from exchange.reading import inspected
from jobs.models import Job
from jobs.running import run, start


def prepared(
    folder: Path,
    table: list[list[str]],
    *,
    user: User | None = None,
    kind: str = "",
    options: Mapping[str, str] = MappingProxyType({}),
    target: str = "counterparties",
    fields: list[str] | None = None,
    **columns: dict[str, Any],
) -> ImportRun:
    """A run over a CSV file whose first row names the fields (or gives headers for `fields`)."""
    path = folder / f"{ImportRun.objects.count()}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    sheet = inspected(path)
    named = fields or sheet.headers
    mapped = [Column(at, sheet.headers[at], name, **columns.get(name, {})) for at, name in enumerate(named) if name]
    mapping = ColumnMapping(tuple(mapped), dict(options) | ({"kind": kind} if kind else {}))
    return ImportRun.objects.create(
        target=target,
        user=user,
        path=str(path),
        name=path.name,
        sheet=sheet.values(),
        mapping=mapping.values(),
    )


def done(prepared_run: ImportRun, *, write: bool = True) -> ImportRun:
    """The run after its job."""
    job = start(
        kind="import" if write else "check",
        user=prepared_run.user,
        arguments={"run": prepared_run.pk},
        foreground=True,
    )
    prepared_run.job = job
    prepared_run.save()
    run(job)
    prepared_run.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    return prepared_run


def reasons(of: ImportRun) -> dict[int, str]:
    """Why rows failed, by line."""
    rows = of.rows.filter(outcome="failed").values_list("line", "errors")
    return {line: "; ".join(f"{each['column']}: {each['reason']}" for each in errors) for line, errors in rows}


def balance(of: ImportRun) -> dict[str, int]:
    """The counts that are not 0, after seeing that they balance."""
    counts = of.counts
    assert counts["read"] == sum(counts.values()) - counts["read"]
    return {name: number for name, number in counts.items() if number}
