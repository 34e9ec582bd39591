"""Odd input at the doors: an answer for people, never a crash."""

import pytest
from django.urls import reverse

from access.models import User
from screens.models import SavedView
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_of(factories.superuser())


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


@pytest.mark.parametrize("page", ["http://[", "http://[x]/", "//", "/counterparties/" + "9" * 5000 + "/"])
def test_a_page_that_has_no_address_is_none(client, page):
    """What the browser names as the page that it sends from is a text like any other."""
    view = SavedView.objects.create(screen="counterparties", name="Mine", owner=User.objects.get())
    htmx = {"HX-Request": "true", "HX-Current-URL": page}
    assert client.get("/search/?q=archive", headers=htmx).status_code == 200
    assert client.post(f"/saved-views/{view.pk}/pin/?to=1", headers=htmx).status_code == 200
    status = factories.status()
    stopped = client.post(f"{reverse('configuration')}statuses/{status.pk}/stop/", headers=htmx)
    assert stopped.status_code == 200


def test_of_a_very_long_text_the_beginning_is_looked_for(client):
    """The text stays in the field; the addresses of the page have no more of it than is looked for."""
    factories.counterparty(name="M&S")
    words = "M&S " * 50 + "x" * 5000
    page = client.get("/counterparties/", {"q": words})
    text = page.content.decode()
    assert [row.name for row in page.context["table"].records] == ["M&S"]
    assert text.count("x" * 5000) <= 3, "in the field and in the page's own address"
    assert "the first 200 characters" in text
    assert "the first 200 characters" in client.get("/search/", {"q": words}).content.decode()
    assert "the first 200 characters" not in client.get("/counterparties/", {"q": words[:200]}).content.decode()
    refused = client.get("/counterparties/", {"q": words, "sort": "nothing"})
    assert refused.status_code == 400 and refused.content.decode().count("x" * 5000) <= 3


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
