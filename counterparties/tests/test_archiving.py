"""Archiving a counterparty takes its tabs along; activating brings back exactly those."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from access.models import Action
from counterparties.archiving import (
    activate_counterparty,
    activate_sub_record,
    archive_counterparty,
    archive_sub_record,
)
from counterparties.models import BankAccount, ContactPerson, Counterparty, HoldingMember
from counterparties.saving import save_counterparty, save_sub_record
from counterparties.searching import refresh_search
from history.models import Change
from tests import factories as f

pytestmark = pytest.mark.django_db


def live(record: Any) -> bool:
    return type(record).objects.get(pk=record.pk).archived_at is None


def test_archive_and_activate_with_everything_in_the_file() -> None:
    user, owner = f.superuser(), f.counterparty()
    before = f.contact_person(owner)
    archive_sub_record(user=user, record=before)
    rows = [f.contact_person(owner), f.address(owner), f.bank_account(owner), f.holding_member(member=owner)]
    elsewhere = f.contact_person()

    archive_counterparty(user=user, record=owner)
    assert not any(live(row) for row in [owner, before, *rows])
    assert live(elsewhere) and owner.archived_at
    moments = {type(row).objects.get(pk=row.pk).archived_at for row in [owner, *rows]}
    assert moments == {owner.archived_at}

    archive_counterparty(user=user, record=owner)
    assert Counterparty.objects.get(pk=owner.pk).archived_at in moments, "archiving again keeps the date"

    activate_counterparty(user=user, record=owner)
    assert all(live(row) for row in [owner, *rows]) and not live(before)
    assert owner.archived_at is None
    activate_counterparty(user=user, record=owner)


def test_it_is_in_the_history_and_needs_the_right() -> None:
    owner = f.counterparty()
    f.address(owner)
    for user in (f.reader(), f.limited_user(actions=[Action.SEE, Action.EDIT])):
        for verb in (archive_counterparty, activate_counterparty):
            with pytest.raises(PermissionDenied):
                verb(user=user, record=owner)
    archive_counterparty(user=f.limited_user(actions=[Action.SEE, Action.ARCHIVE]), record=owner)
    changes = Change.objects.filter(owner_id=owner.pk, action="U", after__has_key="archived_at")
    assert {change.table for change in changes} == {"counterparties_counterparty", "counterparties_address"}


def test_rows_of_a_tab() -> None:
    owner = f.counterparty()
    person = f.contact_person(owner, first_name="Зорница")
    archive_sub_record(user=f.limited_user(actions=[Action.SEE, Action.EDIT]), record=person)
    assert person.archived_at and not Counterparty.objects.found_by("Зорница").exists()
    activate_sub_record(user=f.superuser(), record=person)
    assert person.archived_at is None and Counterparty.objects.found_by("Зорница").get() == owner
    for verb in (archive_sub_record, activate_sub_record):
        with pytest.raises(PermissionDenied):
            verb(user=f.reader(), record=person)


def test_a_row_does_not_come_back_into_an_archived_file() -> None:
    person = f.contact_person()
    archive_counterparty(user=f.superuser(), record=person.counterparty)
    with pytest.raises(ValidationError, match="is archived: activate it first"):
        activate_sub_record(user=f.superuser(), record=person)


def test_the_main_one_of_meanwhile_stays_the_main_one() -> None:
    user, owner = f.superuser(), f.counterparty()
    first, account = f.contact_person(owner, main=True), f.bank_account(owner, main=True)
    for row in (first, account):
        archive_sub_record(user=user, record=row)
    f.contact_person(owner, main=True)
    f.bank_account(owner, main=True, currency="USD")
    for row in (first, account):
        activate_sub_record(user=user, record=row)
    assert not ContactPerson.objects.get(pk=first.pk).main
    assert BankAccount.objects.get(pk=account.pk).main, "the new one is of another currency"


def test_nothing_changes_in_an_archived_file() -> None:
    user, holding, owner = f.superuser(), f.holding(), f.counterparty(name="Алфа")
    person, link = f.contact_person(owner, main=True), f.holding_member(holding, owner)
    archive_counterparty(user=user, record=owner)
    refused = pytest.raises(ValidationError, match="“Алфа” is archived: activate it first")
    with refused:
        save_counterparty(user=user, record=Counterparty.objects.get(pk=owner.pk), values={"alias": "А"})
    for row in (ContactPerson.objects.get(pk=person.pk), ContactPerson(counterparty=owner)):
        with refused:
            save_sub_record(user=user, record=row, values={"first_name": "Друг"})
    for row in (HoldingMember.objects.get(pk=link.pk), HoldingMember(holding=holding, counterparty=owner)):
        with refused:
            save_sub_record(user=user, record=row, values={"share": 10})
    with refused:
        save_sub_record(user=user, record=f.contact_person(), values={"counterparty": owner})
    activate_counterparty(user=user, record=owner)
    assert save_sub_record(user=user, record=ContactPerson.objects.get(pk=person.pk), values={"position": "Шеф"}).main


def test_an_archived_one_is_found_by_what_was_archived_with_it() -> None:
    user, owner = f.superuser(), f.counterparty()
    archive_sub_record(user=user, record=f.contact_person(owner, first_name="Зорница"))
    f.contact_person(owner, first_name="Ангелина", phone="0888 123 456")
    archive_counterparty(user=user, record=owner)
    for _again in range(2):
        for query in ("Ангелина", "0888 123 456"):
            assert Counterparty.objects.found_by(query).get() == owner
        assert not Counterparty.objects.found_by("Зорница").exists()
        refresh_search([owner.pk])


def test_a_membership_waits_for_its_other_end() -> None:
    user, holding, member = f.superuser(), f.holding(), f.counterparty()
    link = f.holding_member(holding, member)
    archive_counterparty(user=user, record=member)
    archive_counterparty(user=user, record=holding)
    activate_counterparty(user=user, record=member)
    assert not live(link)
    with pytest.raises(ValidationError, match="is archived"):
        activate_sub_record(user=user, record=HoldingMember.objects.get(pk=link.pk))
    activate_counterparty(user=user, record=holding)
    assert live(link)


def test_a_membership_does_not_come_back_twice() -> None:
    user, holding, member = f.superuser(), f.holding(), f.counterparty()
    link = f.holding_member(holding, member, from_date=date(2020, 1, 1))
    archive_sub_record(user=user, record=link)
    f.holding_member(holding, member)
    with pytest.raises(ValidationError, match="is a member of this holding in that time already"):
        activate_sub_record(user=user, record=link)
    assert not live(link)
