"""Spreadsheets of invented counterparties that a database does not have yet, with twenty columns."""

import csv
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from bench.dataset import records
from bench.dataset.configuration import choices
from bench.dataset.features import DEFINED
from bench.dataset.records import Plan
from counterparties.models import Counterparty
from reference.kinds import Kind
from reference.models import Feature, NomenclatureItem, Status, Type

COLUMNS = (
    "code", "person_kind", "name", "name_latin", "first_name", "last_name", "alias", "types", "status", "country",
    "foreign", "uic", "vat_registered", "vat_number", "lei", "phone", "email", "website", "language", "note",
)  # fmt: skip
INTRODUCERS = 100_000
TABS = {
    "contact": ("first_name", "last_name", "position", "phone", "email"),
    "address": ("country", "settlement", "postal_code", "street", "number"),
    "account": ("iban", "currency"),
}
MAKERS = {"contact": records.contact_persons, "address": records.addresses, "account": records.bank_accounts}
FLAT = tuple(name for name in COLUMNS if name != "types")


def new_records(rows: int, *, behind: int) -> Iterator[dict[str, Any]]:
    """So many counterparties whose numbers lie behind those of a dataset with this last id."""
    plan = Plan(counterparties=rows, seed=9, offset=behind, **choices())
    chance = random.Random(plan.seed).random
    for n in range(rows):
        yield records.counterparty(n, plan, chance) | {"code": f"N{behind + n}"}


def write(path: Path, rows: int, *, behind: int, features: bool = False, tabs: bool = False) -> tuple[str, ...]:
    """Writes the file as people write one: codes, yes and no; with `features` it has a column for each besides, with
    `tabs` a contact person, an address and an account. Returns the heads.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads := columns(features=features, tabs=tabs))
        writer.writerows(rows_of(rows, behind=behind, features=features, tabs=tabs))
    return heads


def write_book(path: Path, rows: int, *, behind: int) -> None:
    """The same as XLSX."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for at, cells in enumerate((COLUMNS, *rows_of(rows, behind=behind))):
        for column, cell in enumerate(cells):
            sheet.write(at, column, cell)
    book.close()


def rows_of(rows: int, *, behind: int, features: bool = False, tabs: bool = False) -> Iterator[list[Any]]:
    """The cells of new records."""
    types, statuses = (dict(model._default_manager.values_list("pk", "code")) for model in (Type, Status))
    written = cells_of_features() if features else None
    chance = random.Random(behind).random
    for record in new_records(rows, behind=behind):
        record["status"] = statuses.get(record["status_id"], "")
        record["types"] = ", ".join(types[pk] for pk in record["types"])
        row = [record.get(name, "") for name in COLUMNS] + (written(record["features"]) if written else [])
        row += [found.get(name, "") for names, found in beside(record, chance) for name in names] if tabs else []
        yield [("yes" if value else "no") if isinstance(value, bool) else value for value in row]


def beside(record: dict[str, Any], chance: Callable[[], float]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """One row of each tab, with its columns; a holding has no account."""
    for prefix, make in MAKERS.items():
        holding = prefix == "account" and Kind.HOLDING in record["kinds"]
        found: dict[str, Any] = {}
        while not (found or holding):
            found = next(make(record, chance), {})
        yield TABS[prefix], found


def columns(*, features: bool, tabs: bool = False) -> tuple[str, ...]:
    """The heads of a file, which are the names of the fields."""
    own = tuple(f"f.{code}" for code in DEFINED) if features else ()
    of_tabs = tuple(f"{prefix}.{name}" for prefix, names in TABS.items() for name in names) if tabs else ()
    return (*COLUMNS, *own, *of_tabs)


def configure() -> None:
    """Adds to an empty database what the rows of a dataset name."""
    choices()


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
