"""Contact persons, addresses and accounts in the rows of their counterparties: as their forms would save them."""

from typing import Any

import pytest
from django.utils import timezone, translation

from access.models import Ability, Action
from counterparties.models import Address, BankAccount, ContactPerson, Counterparty
from counterparties.searching import refresh_search
from counterparties.tests.importing import balance, reasons
from exchange.mapping import suggested
from exchange.targets import targets
from history.models import Change
from reference.kinds import Kind
from tests import factories as f

pytestmark = pytest.mark.django_db
COMMERZBANK = "DE89 3704 0044 0532 0130 00"
ROW = {
    "name": "Алпи Фреш ООД",
    "code": "K-1",
    "contact.name": "Иван Георгиев Петров",
    "contact.phone": "0888 123 456",
    "contact.email": "Ivan@ALPI.bg",
    "contact.main": "yes",
    "contact2.first_name": "Мария",
    "contact2.position": "Счетоводител",
    "address.kind": "office",
    "address.settlement": "Пловдив",
    "address.street": "ул. Шипка",
    "address.number": "12",
    "account.iban": COMMERZBANK,
}


@pytest.fixture(autouse=True)
def _defaults() -> None:
    f.load_defaults()


def one(load: Any, row: dict[str, str], **options: Any) -> Any:
    return load(tuple(row), tuple(row.values()), **options)


def test_a_new_counterparty_comes_with_its_rows(load: Any) -> None:
    run = one(load, ROW)
    assert balance(run) == {"read": 1, "created": 1}
    owner = Counterparty.objects.get()
    ivan, maria = ContactPerson.objects.order_by("pk")
    assert (ivan.first_name, ivan.middle_name, ivan.last_name, ivan.main) == ("Иван", "Георгиев", "Петров", True)
    assert (ivan.phone, ivan.email, ivan.counterparty, ivan.version) == ("+359888123456", "Ivan@alpi.bg", owner, 1)
    assert (maria.first_name, maria.position, maria.main) == ("Мария", "Счетоводител", False)
    address = Address.objects.get()
    assert (address.kind, address.country.code, str(address)) == ("office", "BG", "Пловдив, ул. Шипка 12")
    account = BankAccount.objects.get()
    assert (account.bic, account.bank_name, account.currency) == ("COBADEFFXXX", "Commerzbank", "EUR")
    changes = Change.objects.filter(owner_id=owner.pk)
    assert set(changes.values_list("run", "action")) == {(f"job:{run.job_id}", "I")} and changes.count() >= 5


def test_they_are_found_by_the_search_as_after_saving(load: Any) -> None:
    one(load, ROW)
    owner = Counterparty.objects.get()
    for query in ("Петров", "0888123456", "ivan@alpi.bg", "Shipka 12", COMMERZBANK, "Мария"):
        assert Counterparty.objects.found_by(query).get() == owner, query
    refresh_search([owner.pk])
    assert Counterparty.objects.get().search == owner.search
    one(load, {"code": "K-1", "contact.email": "ivan@alpi.bg", "contact.last_name": "Стоянов"})
    assert Counterparty.objects.found_by("stoyanov").get() == owner
    assert not Counterparty.objects.found_by("petrov").exists()


def test_the_same_again_is_unchanged(load: Any) -> None:
    one(load, ROW)
    Change.objects.count()
    before = Change.objects.count()
    assert balance(one(load, ROW)) == {"read": 1, "same": 1}
    assert balance(one(load, ROW | {"alias": ""})) == {"read": 1, "same": 1}, "another mapping, nothing known by hash"
    assert Change.objects.count() == before


def test_what_somebody_edited_since_is_brought_back(load: Any) -> None:
    one(load, ROW)
    ContactPerson.objects.filter(first_name="Мария").update(position="Шофьор")
    assert balance(one(load, ROW)) == {"read": 1, "updated": 1}
    assert ContactPerson.objects.get(first_name="Мария").position == "Счетоводител"


def test_matches_are_updated_others_added_none_removed(load: Any) -> None:
    one(load, ROW)
    run = one(
        load,
        {
            "code": "K-1",
            "contact.email": "Ivan@alpi.bg",
            "contact.position": "Управител",
            "contact2.name": "Петър Стоев",
            "contact2.main": "да",
            "address.kind": "office",
            "address.settlement": "пловдив",
            "address.street": "ул Шипка",
            "address.number": "12",
            "address.postal_code": "4000",
        },
    )
    assert balance(run) == {"read": 1, "updated": 1}
    people = {person.first_name: person for person in ContactPerson.objects.all()}
    assert set(people) == {"Иван", "Мария", "Петър"}
    assert (people["Иван"].position, people["Иван"].main, people["Петър"].main) == ("Управител", False, True)
    assert Address.objects.get().postal_code == "4000" and BankAccount.objects.count() == 1
    changes = run.rows.get().changes
    assert changes["contact.position"] == ["", "Управител"]
    assert changes["contact2.name"] == ["", "Петър Стоев"]
    assert changes["address.postal_code"] == ["", "4000"]
    assert "contact.email" not in changes and "account.iban" not in changes


def test_one_wrong_cell_fails_the_whole_row_and_names_its_column(load: Any) -> None:
    wrong = ROW | {"contact2.phone": "няма", "account.iban": "BG80"}
    run = one(load, wrong)
    assert balance(run) == {"read": 1, "failed": 1}
    assert not Counterparty.objects.exists() and not ContactPerson.objects.exists()
    assert reasons(run)[2].startswith("account.iban: ")
    reason = reasons(one(load, ROW | {"contact2.phone": "няма"}))[2]
    assert reason.startswith("contact2.phone: ")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"contact.email": "a@b.bg"}, "Contact person: first name: Enter the first name."),
        ({"contact.name": " ".join(["x" * 101, "y"])}, "contact.name: Enter the first, middle and last name"),
        ({"address.street": "ул. Шипка"}, "Address: settlement: Enter the settlement"),
        ({"account.note": "за наем"}, "Bank account: IBAN: Enter the IBAN."),
        ({"account.iban": COMMERZBANK, "account.currency": "euro"}, "account.currency: Enter a currency as three"),
        ({"contact.name": "А Б", "contact2.name": "А Б"}, "contact2.name: The line has this contact person twice."),
        (
            {"contact.name": "А", "contact.main": "да", "contact3.name": "Б", "contact3.main": "да"},
            "contact3.main: Only one contact person",
        ),
    ],
)
def test_what_the_forms_refuse(load: Any, row: Any, reason: str) -> None:
    f.counterparty(code="K-1")
    run = one(load, {"code": "K-1"} | row)
    assert reason in reasons(run)[2]
    assert not ContactPerson.objects.exists()


def test_blank_rows_and_words_that_say_nothing_make_none(load: Any) -> None:
    run = one(load, {"name": "Алфа", "contact.name": "", "address.country": "BG", "account.currency": "EUR"})
    assert balance(run) == {"read": 1, "created": 1}
    assert not Address.objects.exists() and not BankAccount.objects.exists() and not ContactPerson.objects.exists()


def test_archived_ones_count(load: Any) -> None:
    owner = f.counterparty(code="K-1")
    person = f.contact_person(owner, first_name="Иван", last_name="", email="a@b.bg", phone="")
    person.archived_at = timezone.now()
    person.save()
    row = {"code": "K-1", "contact.email": "a@b.bg"}
    assert balance(one(load, row)) == {"read": 1, "same": 1}
    assert "is archived: activate it first" in reasons(one(load, row | {"contact.position": "Шеф"}))[2]
    owner.archived_at = timezone.now()
    owner.save()
    assert "is archived" in reasons(one(load, {"code": "K-1", "contact.name": "Нов Човек"}))[2]


def test_two_main_accounts_of_two_currencies(load: Any) -> None:
    owner = f.counterparty(code="K-1")
    old = f.bank_account(owner, main=True)
    row = {"account.iban": COMMERZBANK, "account.main": "да", "account2.iban": COMMERZBANK, "account2.currency": "USD"}
    one(load, {"code": "K-1", **row, "account2.main": "да"})
    assert dict(BankAccount.objects.values_list("currency", "main").filter(main=True)) == {"EUR": True, "USD": True}
    old.refresh_from_db()
    assert not old.main


def test_a_holding_has_no_accounts(load: Any) -> None:
    run = one(load, {"name": "Група", "account.iban": COMMERZBANK}, kind="holding")
    assert "“Група” can have no bank accounts." in reasons(run)[2]


def test_who_may_not_edit_a_counterparty_adds_nothing_to_it(load: Any) -> None:
    f.counterparty(code="K-1", types=[Kind.CUSTOMER])
    f.counterparty(code="K-2", types=[Kind.SUPPLIER])
    user = f.limited_user(Kind.CUSTOMER, actions=[Action.SEE], abilities=[Ability.IMPORT])
    rows = [("code", "contact.name"), ("K-1", "Иван Петров"), ("K-2", "Иван Петров")]
    told = reasons(load(*rows, user=user))
    assert "You may not change" in told[2] and "may not see" in told[3]
    assert not ContactPerson.objects.exists()


def test_a_phone_is_read_in_the_country_of_the_counterparty(load: Any) -> None:
    one(load, {"name": "Rotus", "country": "DE", "contact.name": "Jörg", "contact.phone": "030 123456",
               "address.settlement": "Berlin"})  # fmt: skip
    assert ContactPerson.objects.get().phone == "+4930123456"
    assert Address.objects.get().country.code == "DE"


def test_as_many_queries_for_five_rows_as_for_fifty(load: Any, django_assert_max_num_queries: Any) -> None:
    table = [tuple(ROW), *((*tuple(ROW.values())[:1], f"N-{n}", *tuple(ROW.values())[2:]) for n in range(50))]
    load(*table[:6])
    with django_assert_max_num_queries(200) as few:
        load(*(row[:-1] for row in table[:6]))
    load(*table)
    with django_assert_max_num_queries(len(few)):
        load(*(row[:-1] for row in table))


@pytest.mark.parametrize("language", ["bg", "en"])
def test_headers_of_both_languages_are_understood(language: str) -> None:
    headers = {
        "Contact person: e-mail": "contact.email",
        "Лице за контакт: телефон": "contact.phone",
        "Contact person 2: first name": "contact2.first_name",
        "Лице за контакт 3: длъжност": "contact3.position",
        "Address: settlement": "address.settlement",
        "Адрес 2: пощенски код": "address2.postal_code",
        "IBAN": "account.iban",
        "Банкова сметка: валута": "account.currency",
        "account2.iban": "account2.iban",
        "Телефон": "phone",
    }
    target = targets["counterparties"]
    with translation.override(language):
        mapping = suggested(list(headers), target.attributes(None), target.synonyms)
    assert {column.header: column.attribute for column in mapping.columns} == headers


@pytest.mark.parametrize(
    ("header", "beside", "alone"),
    [
        ("Position", "contact.position", "position"),
        ("Длъжност", "contact.position", "position"),
        ("Имейл на лицето", "contact.email", "email"),
        ("Телефон на лицето", "contact.phone", "phone"),
        ("Email address", "email", "email"),
        ("GSM", "phone", "phone"),
        ("Currency", "account.currency", "currency"),
        ("Валута", "account.currency", "currency"),
    ],
)
def test_words_that_others_use_are_understood(header: str, beside: str, alone: str) -> None:
    own = "bank-accounts" if alone == "currency" else "contact-persons"
    for slug, name in {"counterparties": beside, own: alone}.items():
        target = targets[slug]
        (column,) = suggested([header], target.attributes(None), target.synonyms).columns
        assert (slug, column.attribute) == (slug, name)


def test_an_empty_form_asks_for_one_of_each() -> None:
    names = targets["counterparties"].asked(None)
    assert {"contact.email", "address.street", "account.iban"} <= names.keys()
    assert not {"contact2.email", "account3.iban"} & names.keys()
