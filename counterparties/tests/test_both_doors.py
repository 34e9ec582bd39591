"""Forms and files keep the same rules for contact persons, addresses and accounts."""

from typing import Any

import pytest

from counterparties.models import Address, BankAccount, ContactPerson
from counterparties.sub_importing.kinds import KINDS
from tests import factories as f

pytestmark = pytest.mark.django_db
COMMERZBANK = "DE89 3704 0044 0532 0130 00"


@pytest.fixture(autouse=True)
def _defaults() -> None:
    f.load_defaults()


def one(load: Any, row: dict[str, str]) -> Any:
    return load(tuple(row), tuple(row.values()))


@pytest.mark.parametrize("door", ["form", "file"])
@pytest.mark.parametrize(
    ("model", "values", "stored"),
    [
        (ContactPerson, {"first_name": "Иван", "phone": "0888 123 456"}, {"phone": "+359888123456"}),
        (ContactPerson, {"first_name": "Иван", "phone": "0888 123 456, 0888 654 321"}, {}),
        (ContactPerson, {"first_name": "Иван", "email": "Ivan@Firm.BG"}, {"email": "Ivan@firm.bg"}),
        (ContactPerson, {"first_name": "Иван", "phone": "няма"}, None),
        (ContactPerson, {"first_name": "Иван", "email": "ivan"}, None),
        (ContactPerson, {"first_name": "x" * 101}, None),
        (ContactPerson, {"last_name": "Петров"}, None),
        (ContactPerson, {"first_name": "Иван", "language": "fr"}, None),
        (Address, {"settlement": "София", "kind": "office"}, {"country": "BG", "kind": "office"}),
        (Address, {"free_text": "София, ул. Шипка 1"}, {"settlement": ""}),
        (Address, {"street": "ул. Шипка"}, None),
        (Address, {"settlement": "София", "kind": "home"}, None),
        (Address, {"settlement": "София", "country": "XX"}, None),
        (BankAccount, {"iban": COMMERZBANK}, {"iban": "DE89370400440532013000", "bic": "COBADEFFXXX"}),
        (BankAccount, {"iban": COMMERZBANK, "bic": "uncrbgsf"}, {"bic": "UNCRBGSF", "bank_name": "Commerzbank"}),
        (BankAccount, {"iban": COMMERZBANK, "currency": "usd"}, {"currency": "USD"}),
        (BankAccount, {"iban": COMMERZBANK, "currency": "euro"}, None),
        (BankAccount, {"iban": "DE88 3704 0044 0532 0130 00"}, None),
        (BankAccount, {"iban": COMMERZBANK, "bic": "x"}, None),
        (BankAccount, {"bic": "UNCRBGSF"}, None),
    ],
)
def test_both_doors_have_the_same_rules(
    client: Any, load: Any, door: str, model: Any, values: Any, stored: Any
) -> None:
    owner = f.counterparty(code="K-1", country="BG")
    kind = next(kind for kind in KINDS if kind.model is model)
    if door == "form":
        client.force_login(f.superuser())
        usual = {"kind": "registered", "country": "BG", "currency": "EUR"}
        client.post(kind.tab.url("add", parent=owner), usual | values)
    else:
        one(load, {"code": "K-1"} | {f"{kind.prefix}.{name}": text for name, text in values.items()})
    made = model.objects.filter(counterparty=owner).values(*(stored or ()))
    assert list(made) == ([] if stored is None else [stored or made[0]])
