"""Exports by the product's command: all counterparties as CSV, flat and with features, and some of them as XLSX."""

import json
from pathlib import Path

from bench.dataset.features import DEFINED
from bench.measuring import database, sheets
from bench.measuring.figures import Rate
from bench.measuring.goals import Goal
from bench.measuring.reporting import Result
from bench.measuring.transfers import command, copied

FLAT = "all.csv"
QUERY = "archived=1&" + "&".join(f"columns={column}" for column in sheets.COLUMNS)
FEATURES = "".join(f"&columns=f.{code}" for code in DEFINED)
MEMORY = 150


def exports(*, counterparties: int, folder: Path) -> dict[str, Rate]:
    """By the command's own clock; as XLSX the suppliers only, an eighth, for it takes long."""
    name = database.name_of(counterparties)
    found = {"plain copy": copied(counterparties)}
    for what, file, options in (
        ("CSV", FLAT, ["--query", QUERY]),
        ("CSV with 10 features", "features.csv", ["--query", QUERY + FEATURES]),
        ("XLSX", "suppliers.xlsx", ["--query", QUERY, "--kind", "supplier"]),
    ):
        path = folder / file
        said, _seconds, memory = command("export_counterparties", path, *options, "--json", of=name)
        told = json.loads(said.splitlines()[-1])
        found[what] = Rate(told["rows"], told["seconds"], memory, f"{path.stat().st_size} bytes")
    return found


def export_goals(found: dict[str, Result], *, counterparties: int) -> list[Goal]:
    """The goals of exports."""
    goals = []
    for what, limit in (("CSV", 100_000), ("CSV with 10 features", 50_000), ("XLSX", 4_000)):
        rate = found[f"export: {what}"]
        goals.append(Goal(f"export: {what}", rate["rows_per_second"], limit, "rows/s", at_least=True))
        goals.append(Goal(f"export: {what}: memory", rate["memory_mb"], MEMORY, "MB"))
    return goals
