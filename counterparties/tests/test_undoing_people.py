"""Imports of people are undone with all that they have several of; who has come into another file since stays."""

from typing import Any

import pytest

from access.models import Ability, Role, User
from counterparties.models import BankAccount, ContactPerson, Counterparty
from counterparties.sharing.saving import share
from counterparties.tests.undoing import outcomes, people, reasons, state, undone
from reference.file_tabs.placing import open_to
from reference.models import FileTab
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    factories.load_defaults()
    return factories.superuser()


def test_further_phones_and_consents_are_as_before(imported: Any, admin: User):
    owner = factories.counterparty(code="A1")
    kept = [{"number": "+359888111222"}]
    person = factories.contact_person(owner, first_name="Иван", last_name="Петров", phone="", further_phones=kept)
    before = state()
    columns = ["code", "contact.name", "contact.further_phones", "contact.consents"]
    run = imported(columns, ["A1", "Иван Петров", "0888 333 444 | work", "newsletter | 2026-01-05"], user=admin)
    person.refresh_from_db()
    assert person.further_phones == [{"number": "+359888333444", "kind": "work"}] and person.consents
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}
    assert state() == before


def test_a_new_counterparty_whose_person_is_linked_elsewhere_stays(imported: Any, admin: User):
    other = factories.counterparty()
    run = imported(["name", "contact.first_name", "types"], ["Alpha", "Мария", "customer"], user=admin)
    people(admin)
    person = ContactPerson.objects.get()
    share(user=admin, record=person, counterparty=other, details={})
    done = undone(run.job, admin)
    assert outcomes(done).keys() <= {"kept", "failed"}, outcomes(done)
    assert Counterparty.objects.filter(name="Alpha").exists() and ContactPerson.objects.get() == person


def test_what_stands_in_a_tab_that_is_closed_since_stays(imported: Any, admin: User):
    clerk = factories.user(roles=[Role.objects.get(code="clerk"), factories.role(abilities=[Ability.IMPORT])])
    owner, iban = factories.counterparty(code="A1"), factories.iban(1)
    run = imported(["code", "alias", "account.iban"], ["A1", "Alpha", iban], user=clerk)
    imported(["name", "types"], ["Beta", "customer"], user=clerk)
    open_to(tab=FileTab.objects.get(interface="bank-accounts"), roles=[Role.objects.get(code="administrator")])
    people(clerk)
    done = undone(run.job, clerk)
    assert outcomes(done) == {"failed": 1} and BankAccount.objects.get().iban == iban
    assert reasons(done) == {owner.pk: "You see no bank accounts in this file: ask your administrator."}
    assert outcomes(undone(run.job, admin)) == {"reversed": 1} and not BankAccount.objects.exists()
