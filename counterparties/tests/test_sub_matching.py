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
        (
            {"email": "c@b.bg", "further_emails": [{"email": "a@b.bg"}]},
            {"email": "A@b.bg", "first_name": "Друг"},
            True,
        ),
        (
            {"phone": "+359888654321", "further_phones": [{"number": "+359888123456"}]},
            {"phone": "0888 123 456", "first_name": "Друг"},
            True,
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


def beside(row: dict[str, str]) -> dict[str, str]:
    """The columns of a person beside their counterparty."""
    return {"code": "K-1"} | {f"contact.{name}": text for name, text in row.items()}


def test_a_further_email_or_phone_of_a_file_does_not_push_the_main_one_out(load: Any) -> None:
    owner = f.counterparty(code="K-1")
    further = {
        "further_emails": [{"email": "a@b.bg"}],
        "further_phones": [{"number": "+359888123456", "kind": "work"}],
    }
    person = f.contact_person(owner, first_name="Иван", phone="+359888654321", email="c@b.bg", **further)
    row = {"email": "A@b.bg", "phone": "0888 123 456", "position": "Директор"}
    assert one(load, beside(row)).failed == 0
    person.refresh_from_db()
    assert (person.email, person.phone, person.position) == ("c@b.bg", "+359888654321", "Директор")
    assert {name: getattr(person, name) for name in further} == further


def test_lines_of_a_cell_come_in_by_the_rules_of_the_form(load: Any) -> None:
    f.counterparty(code="K-1")
    row = {
        "first_name": "Мария",
        "further_phones": "0888 123 456 | mobile; 02 987 65 43",
        "further_emails": "a@b.bg, c@b.bg",
        "consents": "Newsletter | 05.01.2026",
        "birthday": "01.02.1984",
    }
    assert one(load, beside(row)).failed == 0
    person = ContactPerson.objects.get()
    assert (person.phone, person.phone_kind, person.email) == ("+359888123456", "mobile", "a@b.bg")
    assert person.further_phones == [{"number": "+35929876543"}] and person.further_emails == [{"email": "c@b.bg"}]
    assert person.consents == [{"purpose": "newsletter", "given_on": "2026-01-05"}]
    assert person.first_name_latin == "Maria" and person.birthday.isoformat() == "1984-02-01"


def test_days_of_an_address_come_in(load: Any) -> None:
    owner = f.counterparty(code="K-1")
    days = {"valid_from": "01.02.2024", "valid_to": "2026-03-04"}
    row = {"settlement": "Пловдив", **days}
    assert one(load, {"code": "K-1"} | {f"address.{name}": text for name, text in row.items()}).failed == 0
    address = Address.objects.get(counterparty=owner)
    assert (address.valid_from.isoformat(), address.valid_to.isoformat()) == ("2024-02-01", "2026-03-04")
