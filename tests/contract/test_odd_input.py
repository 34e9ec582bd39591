"""Odd input at the doors: an answer for people, never a crash."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    made = Client()
    made.force_login(factories.superuser())
    return made


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=ab%00c",
        "/counterparties/?q=%00",
        "/counterparties/?holding=%00",
        "/counterparties/?%00=1",
        "/counterparties/?holding=nobody",
        "/counterparties/?after=x&before=y",
    ],
)
def test_is_refused(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/counterparties/?q=" + "a" * 5000,
        "/counterparties/?size=99999999999999999999",
        "/counterparties/?q=%27%22%3Cscript%3E",
        "/counterparties/?q=%25_",
        "/search/?q=M%26S",
        "/counterparties/kind/holding/lookup/?q=&by=code",
        "/counterparties/lookup/?q=x&by=search",
    ],
)
def test_is_answered(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", ["²", "9" * 30, "-1", "x", "1.0"])
def test_a_picker_takes_only_numbers_of_rows(client, number):
    owner = factories.counterparty()
    answer = client.post(f"/counterparties/{owner.pk}/holdings/add/", {"holding": number})
    assert answer.status_code == 422


@pytest.mark.parametrize("before", ["²", "9" * 30, "x", "-1"])
def test_history_pages_take_only_numbers(client, before):
    owner = factories.counterparty()
    assert client.get(f"/counterparties/{owner.pk}/changes/?before={before}").status_code == 200


def test_the_search_leads_on_with_its_whole_text(client):
    factories.counterparty(name="M&S #1")
    assert "?q=M%26S" in client.get("/search/", {"q": "M&S"}).content.decode()


def test_a_page_varies_with_what_htmx_asks_for(client):
    assert "HX-Request" in client.get("/counterparties/")["Vary"]


def test_an_archived_file_is_not_edited(client):
    owner = factories.counterparty(archived_at="2026-11-01T00:00Z")
    assert client.get(f"/counterparties/{owner.pk}/edit/").status_code == 403
    assert client.get(f"/counterparties/{owner.pk}/addresses/add/").status_code == 403
    page = client.get(f"/counterparties/{owner.pk}/addresses/").content.decode()
    assert "/addresses/add/" not in page


def test_a_trader_who_left_stays(client):
    left = factories.user(is_active=False, username="left")
    record = factories.counterparty(responsible=left)
    page = client.get(f"/counterparties/{record.pk}/edit/").context["form"]
    assert "left" in str(page["responsible"])
    assert "left" not in str(client.get("/counterparties/add/").context["form"]["responsible"])


def test_ticking_a_type_brings_its_features(client):
    retailer = factories.type_(name_en="Retailer")
    factories.feature(types=[retailer], name_en="Shelf metres", code="shelf")
    sent = {"types": [str(retailer.pk)], "f.shelf": "typed already"}
    text = client.post("/counterparties/feature-fields/", sent).content.decode()
    assert "Shelf metres" in text and "typed already" in text
    data = {"name": "Shop", "person_kind": "legal", "country": "BG", **sent}
    assert client.post("/counterparties/add/", data).status_code == 302
