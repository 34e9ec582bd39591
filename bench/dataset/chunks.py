"""A chunk of a dataset as text for COPY: what the processes do side by side."""

import random

from bench.dataset import records
from bench.dataset.copying import Table
from bench.dataset.naming import Chance
from bench.dataset.records import Plan, Record
from counterparties.folding import letter, name_sort
from counterparties.models import Address, BankAccount, ContactPerson, Counterparty, CounterpartyType, HoldingMember
from counterparties.models.records import SubRecord
from counterparties.searching import search_of

CHUNK = 2_000
CODES = 100_000  # where the sequence of codes begins
MODELS = (Counterparty, CounterpartyType, ContactPerson, Address, BankAccount, HoldingMember)
Texts = dict[str, str]


def tables() -> list[Table]:
    return [Table(model, numbered=model is Counterparty) for model in MODELS]


def chunk(plan: Plan, number: int) -> Texts:
    """The rows of the chunk by the name of their table. The chance depends on seed and chunk, not on the process."""
    chance = random.Random(f"{plan.seed}:{number}").random
    written: dict[str, list[str]] = {model._meta.db_table: [] for model in MODELS}
    lines = {table.name: table.line for table in tables()}
    first = number * CHUNK
    for n in range(first, min(first + CHUNK, plan.counterparties)):
        for table, row in _rows(n, plan, chance):
            written[table].append(lines[table](row))
    return {table: "".join(rows) for table, rows in written.items()}


def _rows(n: int, plan: Plan, chance: Chance) -> list[tuple[str, Record]]:
    record = records.counterparty(n, plan, chance)
    record["id"] = plan.offset + n + 1
    record["code"] = str(CODES + record["id"])
    below: list[tuple[str, Record]] = [(_TYPES, {"type_id": type_id}) for type_id in record["types"]]
    below += [(_PERSONS, row) for row in records.contact_persons(record, chance)]
    below += [(_ADDRESSES, row) for row in records.addresses(record, chance)]
    below += [(_ACCOUNTS, row) for row in records.bank_accounts(record, chance)]
    derive(record, below)
    for row in records.memberships(n, record, plan, chance):
        below.append((_MEMBERS, {**row, "holding_id": plan.offset + row["holding"] + 1}))
    for table, row in below:
        row["counterparty_id"] = record["id"]
        if table != _TYPES:
            row["archived_at"] = record["archived_at"]
    return [(_COUNTERPARTIES, record), *below]


_COUNTERPARTIES, _TYPES, _PERSONS, _ADDRESSES, _ACCOUNTS, _MEMBERS = (model._meta.db_table for model in MODELS)


def derive(record: Record, below: list[tuple[str, Record]]) -> None:
    """Fills the derived columns by the product's own functions."""
    record["name_sort"] = name_sort(record["name"])
    record["letter"] = letter(record["name_sort"])
    texts, numbers = [*record["texts"]], []
    for table, row in below:
        searched, counted = _SEARCHED.get(table, ((), ()))
        texts += [row[name] for name in searched if name in row]
        numbers += [row[name] for name in counted if name in row]
    record["search"] = search_of(record, texts, numbers, keys=())


_SEARCHED = {
    model._meta.db_table: (model.searched_texts, model.searched_numbers) for model in SubRecord.__subclasses__()
}
