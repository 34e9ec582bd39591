"""One change of a file is taken back from its history: by the rules of the form, unless it was changed since."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from access.models import User
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty, save_sub_record
from counterparties.taking_back import take_back
from history.models import Change
from history.recording import recorded
from reference.models import Feature, Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def rada() -> User:
    return factories.administrator(first_name="Rada")


@pytest.fixture
def record(rada: User) -> Counterparty:
    factories.load_defaults()
    return factories.counterparty(name="Alpha", alias="First", status=Status.objects.get(code="active"))


def now() -> Counterparty:
    return Counterparty.objects.get(name="Alpha")


def saved(rada: User, **changes) -> Change:
    """Saves the counterparty and returns the change."""
    with recorded(user_id=rada.pk, run="web:1"):
        save_counterparty(user=rada, record=now(), values=changes.pop("values", {}), **changes)
    return Change.objects.filter(table="counterparties_counterparty").latest("pk")


def test_a_field_gets_its_value_from_before_and_history_tells_both(rada, record):
    change = saved(rada, values={"alias": "Second", "phone": "+359888123456"})
    assert take_back(user=rada, record=now(), change=change, place="alias") == "alias"
    assert (now().alias, now().phone) == ("First", "+359888123456")
    latest = Change.objects.filter(table="counterparties_counterparty").latest("pk")
    assert (latest.before, latest.after) == ({"alias": "Second"}, {"alias": "First"})
    assert "first" in now().search.split()


def test_a_reference_comes_back_unless_it_is_gone(rada, record):
    lost = factories.status(code="lost")
    saved(rada, values={"status": lost})
    change = saved(rada, values={"status": None})
    assert take_back(user=rada, record=now(), change=change, place="status_id") and now().status == lost
    change = saved(rada, values={"status": None})
    lost.delete()
    with pytest.raises(ValidationError, match="not there any more"):
        take_back(user=rada, record=now(), change=change, place="status_id")


def test_a_feature_comes_back_alone(rada, record):
    factories.feature(code="turnover", name_en="Turnover", data_type="number")
    factories.feature(code="remark", name_en="Remark")
    saved(rada, features={"f.turnover": Decimal(5), "f.remark": "old"})
    change = saved(rada, features={"f.turnover": Decimal(6), "f.remark": "new"})
    key = Feature.objects.get(code="turnover").pk
    assert take_back(user=rada, record=now(), change=change, place=f"features.{key}") == "Turnover"
    assert {now().features[str(each.pk)] for each in Feature.objects.all()} == {"5", "new"}


def test_a_row_of_a_tab_is_taken_back_by_the_rules_of_its_tab(rada, record):
    address = factories.address(record, settlement="Ruse")
    with recorded(user_id=rada.pk, run="web:1"):
        save_sub_record(user=rada, record=address, values={"settlement": "Varna"})
    change = Change.objects.filter(table="counterparties_address").latest("pk")
    take_back(user=rada, record=now(), change=change, place="settlement")
    address.refresh_from_db()
    assert address.settlement == "Ruse" and "ruse" in now().search.split()


def test_what_has_been_changed_since_stays(rada, record):
    change = saved(rada, values={"alias": "Second"})
    saved(rada, values={"alias": "Third"})
    with pytest.raises(ValidationError, match="changed again since"):
        take_back(user=rada, record=now(), change=change, place="alias")
    assert now().alias == "Third"


def test_the_rules_of_the_form_hold(rada, record):
    saved(rada, values={"uic": factories.uic(1)})
    change = saved(rada, values={"uic": ""})
    factories.counterparty(name="Beta", uic=factories.uic(1))
    with pytest.raises(ValidationError, match="Beta"):
        take_back(user=rada, record=now(), change=change, place="uic")
    person = factories.counterparty(person_kind="natural", first_name="Ivan", last_name="Petrov")
    with recorded(user_id=rada.pk, run=""):
        person = save_counterparty(
            user=rada, record=Counterparty.objects.get(pk=person.pk), values={"last_name": "Iliev"}
        )
    change = Change.objects.filter(record_id=person.pk, action="U").latest("pk")
    with pytest.raises(ValidationError, match="follows from its parts"):
        take_back(user=rada, record=person, change=change, place="name")


@pytest.mark.parametrize("place", ["version", "nothing", "features.999", "features", "kinds", ""])
def test_what_a_change_did_not_write_is_not_there(rada, record, place):
    change = saved(rada, values={"alias": "Second"})
    with pytest.raises(Change.DoesNotExist):
        take_back(user=rada, record=now(), change=change, place=place)


def test_from_the_history_page_by_who_may_edit_alone(rada, record):
    change = saved(rada, values={"alias": "Second"})
    client, history = Client(), reverse("counterparty-changes", args=[record.pk])
    address = reverse("take-change-back", args=[record.pk, change.pk]) + "?place=alias"
    client.force_login(factories.reader())
    assert address not in client.get(history).content.decode()
    assert client.post(address).status_code == 403
    client.force_login(rada)
    assert address in client.get(history).content.decode()
    answer = client.post(address, follow=True)
    assert answer.redirect_chain == [(history, 302)] and "Alias is as it was before." in answer.content.decode()


def test_the_history_stays_filtered(client, rada, record):
    change = saved(rada, values={"alias": "Second"})
    client.force_login(rada)
    history = reverse("counterparty-changes", args=[record.pk], query={"who": str(rada.pk)})
    shown = BeautifulSoup(client.get(history).content, "html.parser")
    address = shown.select_one(".pr-take-back")["formaction"]
    assert address.startswith(reverse("take-change-back", args=[record.pk, change.pk]))
    assert client.post(address).url == history
    assert now().alias == "First"
    assert "changed again since" in client.post(address, follow=True).content.decode()
    other = factories.counterparty(name="Other")
    assert client.post(reverse("take-change-back", args=[other.pk, change.pk]) + "?place=alias").status_code == 404
