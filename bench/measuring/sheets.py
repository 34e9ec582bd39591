"""Spreadsheets of invented counterparties that a database does not have yet, with twenty columns."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.dataset import records
from bench.dataset.configuration import choices
from bench.dataset.records import Plan
from reference.models import Status, Type

COLUMNS = (
    *("code", "person_kind", "name", "name_latin", "first_name", "last_name", "alias", "types", "status", "country"),
    *("foreign", "uic", "vat_registered", "vat_number", "lei", "phone", "email", "website", "language", "note"),
)
FLAT = tuple(name for name in COLUMNS if name != "types")


def new_records(rows: int, *, behind: int) -> Iterator[dict[str, Any]]:
    """So many counterparties whose numbers lie behind those of a dataset with this last id."""
    plan = Plan(counterparties=rows, seed=9, offset=behind, **choices())
    chance = random.Random(plan.seed).random
    for n in range(rows):
        yield records.counterparty(n, plan, chance) | {"code": f"N{behind + n}"}


def write(path: Path, rows: int, *, behind: int) -> int:
    """Writes the file; its size in bytes."""
    types, statuses = (dict(model._default_manager.values_list("pk", "code")) for model in (Type, Status))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for record in new_records(rows, behind=behind):
            record["status"] = statuses.get(record["status_id"], "")
            record["types"] = ", ".join(types[pk] for pk in record["types"])
            writer.writerow([_text(record.get(name, "")) for name in COLUMNS])
    return path.stat().st_size


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
