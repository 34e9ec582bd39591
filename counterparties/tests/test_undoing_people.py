"""Imports of people are undone with all that they have several of; who has come into another file since stays."""

from typing import Any

import pytest

from access.models import User
from counterparties.models import ContactPerson, Counterparty
from counterparties.sharing.saving import share
from counterparties.tests.undoing import outcomes, people, state, undone
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
