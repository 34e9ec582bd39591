"""The changes of a file are found by person, by what was changed and by day, as far as one may see them."""

import datetime
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.models import User
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty, save_sub_record
from history.models import Change
from history.recording import recorded
from reference.kinds import Kind
from reference.models import Feature
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = "{:%Y-%m-%d}"


@pytest.fixture
def rada() -> User:
    return factories.administrator(first_name="Rada")


@pytest.fixture
def record(rada: User) -> Counterparty:
    """A customer whose alias the system has changed, whose phone, turnover and address Rada has."""
    factories.feature(code="turnover", name_en="Turnover", data_type="number")
    factories.feature(code="remark", name_en="Remark")
    pk = factories.counterparty(name="Alpha", features={"f.remark": "kept"}).pk
    for user, changes in (
        (None, {"values": {"alias": "A"}}),
        (rada.pk, {"values": {"phone": "+359888123456"}}),
        (rada.pk, {"values": {}, "features": {"f.turnover": Decimal(5)}}),
        (rada.pk, {"values": {}, "features": {"f.turnover": Decimal(6)}}),
        (rada.pk, {"values": {}, "features": {"f.remark": ""}}),
    ):
        with recorded(user_id=user, run=""):
            save_counterparty(user=rada, record=Counterparty.objects.get(pk=pk), **changes)
    with recorded(user_id=rada.pk, run=""):
        address = factories.address(Counterparty.objects.get(pk=pk), settlement="Ruse")
        save_sub_record(user=rada, record=address, values={"settlement": "Varna"})
    return Counterparty.objects.get(pk=pk)


def found(user: User, record: Counterparty, query: str) -> str:
    """The words of the list of changes."""
    client = Client()
    client.force_login(user)
    page = BeautifulSoup(client.get(reverse("counterparty-changes", args=[record.pk]) + query).content, "html.parser")
    return " ".join(page.select_one(".pr-hist-page").get_text(" ").split())


def test_by_person(rada, record):
    mine = found(rada, record, f"?who={rada.pk}")
    assert "Phone" in mine and "Alias" not in mine
    system = found(rada, record, "?who=0")
    assert "Alias" in system and "Phone" not in system


def test_by_what_was_changed(rada, record):
    addresses = found(rada, record, "?what=counterparties_address")
    assert "Varna" in addresses and "Phone" not in addresses
    assert "Varna" in found(rada, record, "?what=counterparties_address.settlement")
    phones = found(rada, record, "?what=counterparties_counterparty.phone")
    assert "Phone" in phones and "Alias" not in phones and "added" not in phones


def test_a_tab_leads_to_the_changes_of_its_rows(rada, record):
    client = Client()
    client.force_login(rada)
    for tab, says in (("addresses", "Varna"), ("bank-accounts", "No such changes")):
        page = BeautifulSoup(client.get(reverse(f"{tab}-list", args=[record.pk])).content, "html.parser")
        assert bool(page.select("#rows tbody tr")) == (tab == "addresses")
        address = page.select_one(".pr-head .pr-actions a[href*='what=']")["href"]
        told = found(rada, record, address.removeprefix(reverse("counterparty-changes", args=[record.pk])))
        assert says in told and "Phone" not in told


@pytest.mark.parametrize(("name", "other", "times"), [("Turnover", "Remark", 2), ("Remark", "Turnover", 1)])
def test_by_one_feature_that_was_set_changed_or_taken_away(rada, record, name, other, times):
    key = Feature.objects.get(name_en=name).pk
    told = found(rada, record, f"?what=counterparties_counterparty.features.{key}")
    assert told.count(name) == times and other not in told


def test_by_days(rada, record):
    today = timezone.localdate()
    yesterday, tomorrow = (TODAY.format(today + datetime.timedelta(days=by)) for by in (-1, 1))
    assert "Phone" in found(rada, record, f"?begin={TODAY.format(today)}&end={TODAY.format(today)}")
    assert "No such changes" in found(rada, record, f"?end={yesterday}")
    assert "No such changes" in found(rada, record, f"?begin={tomorrow}")


def test_what_cannot_be_read_is_said_and_finds_nothing(rada, record):
    client = Client()
    client.force_login(rada)
    page = client.get(reverse("counterparty-changes", args=[record.pk]) + "?begin=soon")
    assert (
        b"Enter a valid date" in page.content
        and b"Phone" not in BeautifulSoup(page.content, "html.parser").select_one(".pr-hist-page").encode()
    )


def test_older_changes_keep_what_is_asked_for(rada, record, monkeypatch):
    monkeypatch.setattr("counterparties.views.CHANGES", 1)
    client = Client()
    client.force_login(rada)
    page = client.get(reverse("counterparty-changes", args=[record.pk]) + f"?who={rada.pk}")
    assert f"&amp;who={rada.pk}" in page.content.decode()


def test_what_one_may_not_see_is_neither_offered_nor_found(record):
    holding = factories.counterparty(name="Group", types=[Kind.HOLDING])
    factories.holding_member(holding=holding, counterparty=record)
    clerk = factories.limited_user(Kind.CUSTOMER)
    client = Client()
    client.force_login(clerk)
    page = client.get(reverse("counterparty-changes", args=[record.pk])).content.decode()
    assert "counterparties_holdingmember" not in page and "counterparties_address" in page
    assert "Group" not in found(clerk, record, "?what=counterparties_holdingmember")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["who", "what", "begin", "end", "before"]),
        st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20),
    )
)
def test_any_text_opens(rada, record, params):
    client = Client()
    client.force_login(rada)
    assert client.get(reverse("counterparty-changes", args=[record.pk]), params).status_code == 200
    assert Change.objects.filter(owner_id=record.pk).exists()
