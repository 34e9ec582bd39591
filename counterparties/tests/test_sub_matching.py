"""Which contact person, address or account of its counterparty a row means."""

from typing import Any

import pytest

from counterparties.models import Address, BankAccount, ContactPerson
from counterparties.tests.importing import balance, reasons
from tests import factories as f

pytestmark = pytest.mark.django_db
COMMERZBANK = "DE89 3704 0044 0532 0130 00"


@pytest.fixture(autouse=True)
def _defaults() -> None:
    f.load_defaults()


def one(load: Any, row: dict[str, str]) -> Any:
    return load(tuple(row), tuple(row.values()))


@pytest.mark.parametrize(
    ("stored", "row", "meant"),
    [
        ({"email": "a@b.bg"}, {"email": "A@b.bg", "first_name": "Друг"}, True),
        ({"phone": "+359888123456"}, {"phone": "0888123456", "first_name": "Друг"}, True),
        ({"phone": "+359888123456", "email": "a@b.bg"}, {"phone": "0888123456", "email": "c@b.bg"}, False),
        ({"last_name": "Петров"}, {"name": "Иван Петров", "email": "a@b.bg"}, True),
        ({"last_name": "Петров", "email": "c@b.bg"}, {"name": "ИВАН ПЕТРОВ", "email": "a@b.bg"}, True),
        (
            {"last_name": "Петров", "email": "c@b.bg", "phone": "+359888123456"},
            {"name": "Иван Петров", "email": "a@b.bg", "phone": "+359888654321"},
            False,
        ),
        ({"last_name": "Петров"}, {"name": "Иван Стоев"}, False),
        ({"middle_name": "Георгиев", "last_name": "Петров"}, {"name": "Иван Петров"}, True),
    ],
)
def test_which_person_is_meant(load: Any, stored: Any, row: Any, meant: bool) -> None:
    owner = f.counterparty(code="K-1")
    person = f.contact_person(owner, **{"first_name": "Иван", "phone": "", "email": ""} | stored)
    f.contact_person(f.counterparty(), **{"first_name": "Иван", "phone": "", "email": ""} | stored)
    named = row if {"name", "first_name"} & row.keys() else {**row, "first_name": "Друг"}
    assert one(load, {"code": "K-1"} | {f"contact.{name}": text for name, text in named.items()}).failed == 0
    assert ContactPerson.objects.filter(counterparty=owner).count() == (1 if meant else 2)
    assert ContactPerson.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ({"kind": "office", "settlement": "Пловдив", "street": "ул. Шипка", "number": "12"}, True),
        ({"kind": "Офис", "settlement": "ПЛОВДИВ", "street": "ул Шипка", "number": "12"}, True),
        ({"settlement": "Пловдив"}, True),
        ({"kind": "delivery", "settlement": "Пловдив", "street": "ул. Шипка", "number": "12"}, False),
        ({"kind": "office", "settlement": "Пловдив", "street": "ул. Шипка", "number": "14"}, False),
        ({"settlement": "Пловдив", "street": "ул. Шипка", "number": "12", "apartment": "3"}, False),
        ({"settlement": "Пловдив", "country": "DE"}, False),
    ],
)
def test_which_address_is_meant(load: Any, row: Any, meant: bool) -> None:
    owner = f.counterparty(code="K-1")
    f.address(owner, kind="office", settlement="Пловдив", street="ул. Шипка", number="12")
    one(load, {"code": "K-1"} | {f"address.{name}": text for name, text in row.items()})
    assert Address.objects.count() == (1 if meant else 2)


@pytest.mark.parametrize(
    ("row", "number"), [({}, 1), ({"currency": "EUR"}, 1), ({"currency": "usd"}, 2), ({"note": "Нова"}, 1)]
)
def test_which_account_is_meant(load: Any, row: Any, number: int) -> None:
    f.bank_account(f.counterparty(code="K-1"), iban=COMMERZBANK, currency="EUR")
    one(load, {"code": "K-1", "account.iban": COMMERZBANK} | {f"account.{key}": text for key, text in row.items()})
    assert BankAccount.objects.count() == number


def test_two_that_fit_fail_and_are_named(load: Any) -> None:
    owner = f.counterparty(code="K-1")
    for name in ("Иван", "Мария"):
        f.contact_person(owner, first_name=name, last_name="", phone="+359888123456", email="")
    run = one(load, {"code": "K-1", "contact.phone": "0888123456", "contact.position": "Шеф"})
    assert reasons(run) == {
        2: "contact.phone: It may be several of the counterparty's: Иван / Мария. Say more of the one that is meant."
    }
    assert balance(one(load, {"code": "K-1", "contact.phone": "0888123456", "contact.first_name": "Мария"})) == {
        "read": 1,
        "same": 1,
    }
