"""Spreadsheets of invented counterparties that a database does not have yet, with twenty columns."""

import csv
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.dataset import records
from bench.dataset.configuration import choices
from bench.dataset.features import DEFINED
from bench.dataset.records import Plan
from counterparties.models import Counterparty
from reference.models import Feature, NomenclatureItem, Status, Type

COLUMNS = (
    *("code", "person_kind", "name", "name_latin", "first_name", "last_name", "alias", "types", "status", "country"),
    *("foreign", "uic", "vat_registered", "vat_number", "lei", "phone", "email", "website", "language", "note"),
)
INTRODUCERS = 100_000
FLAT = tuple(name for name in COLUMNS if name != "types")


def new_records(rows: int, *, behind: int) -> Iterator[dict[str, Any]]:
    """So many counterparties whose numbers lie behind those of a dataset with this last id."""
    plan = Plan(counterparties=rows, seed=9, offset=behind, **choices())
    chance = random.Random(plan.seed).random
    for n in range(rows):
        yield records.counterparty(n, plan, chance) | {"code": f"N{behind + n}"}


def write(path: Path, rows: int, *, behind: int, features: bool = False) -> None:
    """Writes the file as people write one: codes, yes and no; with `features` it has a column for each besides."""
    types, statuses = (dict(model._default_manager.values_list("pk", "code")) for model in (Type, Status))
    written = cells_of_features() if features else None
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns(features=features))
        for record in new_records(rows, behind=behind):
            record["status"] = statuses.get(record["status_id"], "")
            record["types"] = ", ".join(types[pk] for pk in record["types"])
            row = [record.get(name, "") for name in COLUMNS] + (written(record["features"]) if written else [])
            writer.writerow([("yes" if value else "no") if isinstance(value, bool) else value for value in row])


def columns(*, features: bool) -> tuple[str, ...]:
    """The heads of a file, which are the names of the fields."""
    return (*COLUMNS, *(f"f.{code}" for code in DEFINED)) if features else COLUMNS


def cells_of_features() -> Callable[[dict[str, Any]], list[Any]]:
    """What turns stored values into cells: codes of items, and of counterparties that there are."""
    keys = dict(Feature.objects.filter(code__in=DEFINED).values_list("code", "pk"))
    items = dict(NomenclatureItem.objects.values_list("pk", "code"))
    live = Counterparty.objects.filter(archived_at=None).order_by("pk").values_list("code", flat=True)
    known = list(live[:INTRODUCERS])

    def cells(stored: dict[str, Any]) -> list[Any]:
        return [cell(stored.get(str(keys[code]), "")) for code in DEFINED]

    def cell(value: Any) -> Any:
        if isinstance(value, list):
            return "; ".join(items[pk] for pk in value)
        return known[value % len(known)] if type(value) is int else value

    return cells


def write_plain(path: Path, rows: int, *, behind: int) -> None:
    """Writes the file as default django-import-export reads it: ids, 1 and 0, no types."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FLAT)
        for record in new_records(rows, behind=behind):
            row = (record.get("status_id" if name == "status" else name, "") for name in FLAT)
            writer.writerow([int(value) if isinstance(value, bool) else value for value in row])
