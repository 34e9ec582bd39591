"""The rows of tabs: what follows from what, which one is the main one, which memberships cannot be."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from access.models import Action
from counterparties.models import Address, BankAccount, ContactPerson, Counterparty, HoldingMember
from counterparties.saving import save_sub_record
from reference.kinds import Kind
from tests import factories as f

pytestmark = pytest.mark.django_db
COMMERZBANK, DEUTSCHE = "DE89370400440532013000", "DE68210501700012345678"


def errors(record: Any, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        save_sub_record(user=f.superuser(), record=record, values=values)
    return caught.value.message_dict


def save(record: Any, **values: Any) -> Any:
    return save_sub_record(user=f.superuser(), record=record, values=values)


# --- rights and versions


def test_editing_the_owner_is_what_one_must_be_allowed() -> None:
    owner = f.counterparty(types=[Kind.BANK])
    for user in (f.reader(), f.limited_user(Kind.CUSTOMER), f.limited_user(Kind.BANK, actions=[Action.SEE])):
        with pytest.raises(PermissionDenied):
            save_sub_record(user=user, record=ContactPerson(counterparty=owner), values={"first_name": "А"})
    editor = f.limited_user(Kind.BANK, actions=[Action.SEE, Action.EDIT])
    assert save_sub_record(user=editor, record=ContactPerson(counterparty=owner), values={"first_name": "А"}).pk


def test_whoever_comes_second_writes_nothing() -> None:
    person = f.contact_person()
    again = ContactPerson.objects.get(pk=person.pk)
    assert save(person, position="Директор").version == 2
    with pytest.raises(ValidationError, match="Somebody else has changed this record just now"):
        save(again, position="Шофьор")


def test_model_rules_are_told_by_field() -> None:
    assert set(errors(ContactPerson(counterparty=f.counterparty()), first_name="")) == {"first_name"}
    person = f.contact_person()
    assert set(errors(person, email="x", phone="няма")) == {"email", "phone"}


# --- contact persons and accounts


def test_a_contact_is_found_and_reached() -> None:
    owner = f.counterparty(country="DE")
    person = save(ContactPerson(counterparty=owner), first_name="Jörg", phone="030 123456", email="J@Example.COM")
    assert (person.phone, person.email) == ("+4930123456", "J@example.com")
    for query in ("jorg", "030 123456", "j@example.com"):
        assert Counterparty.objects.found_by(query).get() == owner
    save(person, first_name="Петър")
    assert not Counterparty.objects.found_by("jorg").exists()


@pytest.mark.parametrize("make", [f.contact_person, f.bank_account])
def test_a_new_main_one_takes_the_place_of_the_old(make: Any) -> None:
    owner = f.counterparty()
    first, other = make(owner, main=True), make(main=True)
    second = make(owner, main=True)
    states = dict(type(first).objects.values_list("pk", "main"))
    assert states == {first.pk: False, second.pk: True, other.pk: True}
    save(type(first).objects.get(pk=first.pk), main=True)
    assert type(first).objects.get(counterparty=owner, main=True) == first


def test_one_main_account_a_currency() -> None:
    owner = f.counterparty()
    euro, dollar = f.bank_account(owner, main=True), f.bank_account(owner, main=True, currency="usd")
    assert BankAccount.objects.filter(main=True).count() == 2
    assert dollar.currency == "USD"
    save(dollar, currency="EUR")
    assert not BankAccount.objects.get(pk=euro.pk).main


def test_bic_and_bank_follow_from_the_iban() -> None:
    account = save(BankAccount(counterparty=f.counterparty()), iban="de89 3704 0044 0532 0130 00")
    assert (account.iban, account.bic, account.bank_name) == (COMMERZBANK, "COBADEFFXXX", "Commerzbank")
    save(account, iban=DEUTSCHE)
    assert account.bic != "COBADEFFXXX" and account.bank_name != "Commerzbank"
    typed = save(account, bic="uncrbgsf", bank_name="Моята банка")
    save(typed, iban=COMMERZBANK)
    assert (typed.bic, typed.bank_name) == ("UNCRBGSF", "Моята банка")


def test_wrong_accounts_are_told() -> None:
    owner = f.counterparty()
    found = errors(BankAccount(counterparty=owner), iban="BG1", bic="x", currency="euro")
    assert set(found) == {"iban", "bic", "currency"}
    account = f.bank_account(owner)
    assert "already" in str(errors(BankAccount(counterparty=owner), iban=account.iban))
    assert save(BankAccount(counterparty=owner), iban=account.iban, currency="USD").pk
    assert Counterparty.objects.found_by(str(account)).get() == owner


# --- addresses


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (
            {
                "settlement": "София",
                "area": "София",
                "postal_code": "1000",
                "neighbourhood": "кв. Лозенец",
                "street": "ул. Шипка",
                "number": "12",
                "block": "5",
                "entrance": "А",
                "floor": "3",
                "apartment": "7",
                "mailbox": "9",
            },
            ["1000 София", "кв. Лозенец", "ул. Шипка 12", "block 5, entrance А, floor 3, apartment 7", "P.O. box 9"],
        ),
        ({"settlement": "с. Бяла", "area": "Варна"}, ["с. Бяла", "Варна"]),
        ({"free_text": "Line one\nLine two"}, ["Line one", "Line two"]),
    ],
)
def test_an_address_in_lines_and_in_one(parts: dict[str, str], lines: list[str]) -> None:
    address = Address(**parts)
    assert address.lines() == lines
    assert str(address) == ", ".join(lines)


def test_an_address_says_where_and_is_found() -> None:
    owner = f.counterparty()
    assert "Enter the settlement" in str(errors(Address(counterparty=owner), street="ул. Шипка"))
    save(Address(counterparty=owner), settlement="Велико Търново", street="ул. Шипка", number="12")
    assert Counterparty.objects.found_by("гр. Veliko Tarnovo, ул. Шипка 12").get() == owner


# --- holdings


def test_only_a_holding_holds() -> None:
    member = f.counterparty()
    found = errors(HoldingMember(counterparty=member), holding=f.counterparty(name="Алфа"))
    assert found == {"holding": ["“Алфа” is not of the kind Holding: tick that type in its file first."]}
    holding = f.holding()
    assert "not its own member" in str(errors(HoldingMember(counterparty=holding), holding=holding))
    assert save(HoldingMember(counterparty=member), holding=holding, share=50).pk
    assert "already" in str(errors(HoldingMember(counterparty=member), holding=holding))


def test_a_membership_is_ended_although_its_holding_is_none_any_more() -> None:
    was, other = f.holding(), f.counterparty()
    link = f.holding_member(was, f.counterparty())
    Counterparty.objects.filter(pk=was.pk).update(kinds=[])
    link = HoldingMember.objects.get(pk=link.pk)
    assert save(link, to_date=date(2026, 1, 31)).to_date
    assert "not of the kind Holding" in str(errors(link, holding=other))


def test_no_circles_over_any_number_of_holdings() -> None:
    first, second, third = f.holding(), f.holding(), f.holding()
    f.holding_member(first, second)
    f.holding_member(second, third)
    assert "cannot belong to its own member" in str(errors(HoldingMember(counterparty=first), holding=third))
    assert "cannot belong to its own member" in str(errors(HoldingMember(counterparty=first), holding=second))
    assert f.holding_member(first, third).pk


def test_circles_count_only_at_one_moment() -> None:
    first, second = f.holding(), f.holding()
    f.holding_member(first, second, to_date=date(2009, 12, 31))
    assert "holding" in errors(HoldingMember(counterparty=first), holding=second, from_date=date(2009, 12, 31))
    assert f.holding_member(second, first, from_date=date(2010, 1, 1)).pk


def test_a_membership_needs_both_ends() -> None:
    holding, company = f.holding(), f.counterparty()
    for user in (f.limited_user(Kind.HOLDING), f.limited_user(Kind.CUSTOMER)):
        with pytest.raises(ValidationError, match="You may not change the holdings of this company"):
            save_sub_record(user=user, record=HoldingMember(holding=holding, counterparty=company), values={})
    both = f.limited_user(Kind.HOLDING, Kind.CUSTOMER)
    assert save_sub_record(user=both, record=HoldingMember(holding=holding, counterparty=company), values={}).pk


def test_current_memberships() -> None:
    member = f.counterparty()
    now = f.holding_member(member=member, from_date=date(2020, 1, 1))
    always = f.holding_member(member=member)
    f.holding_member(member=member, to_date=date(2020, 1, 1))
    f.holding_member(member=member, from_date=date(2990, 1, 1))
    assert set(HoldingMember.objects.current()) == {now, always}
