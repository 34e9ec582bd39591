"""Somebody limited to customers meets a customer-and-supplier: he sees it without what is supplier about it."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from counterparties.models import Counterparty
from reference.kinds import Kind
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def both() -> Counterparty:
    importer = factories.type_(Kind.SUPPLIER, name_en="Secret importer")
    retailer = factories.type_(Kind.CUSTOMER, name_en="Plain retailer")
    record = factories.counterparty(types=[importer, retailer], name="Both sides")
    factories.holding_member(holding=factories.holding(name="Secret holding"), member=record)
    return record


@pytest.fixture
def client(both) -> Client:
    return client_of(factories.limited_user(Kind.CUSTOMER))


def test_pages_do_not_tell_the_other_side(client, both):
    columns = "&".join(f"columns={name}" for name in ("name", "kinds", "types", "holding"))
    for address in (
        f"/counterparties/?{columns}",
        f"/counterparties/kind/customer/?{columns}",
        f"/counterparties/{both.pk}/",
        f"/counterparties/{both.pk}/changes/",
        f"/counterparties/{both.pk}/edit/",
        f"/counterparties/{both.pk}/holdings/",
    ):
        text = client.get(address).content.decode()
        assert "Both sides" in text, address
        assert "Secret" not in text, address
        assert 'title="Supplier"' not in text, address
    assert "Plain retailer" in client.get(f"/counterparties/{both.pk}/").content.decode()


def test_lists_of_the_other_side_are_empty_and_its_types_no_filter(client, both):
    for kind in ("holding", "supplier"):
        assert "Both sides" not in client.get(f"/counterparties/kind/{kind}/").content.decode(), kind
    menu = BeautifulSoup(client.get("/counterparties/").content, "html.parser")
    assert menu.select_one("a[href='/counterparties/kind/supplier/'] .pr-count").get_text() == "0"
    code = both.types.get(name_en="Secret importer").code
    assert client.get(f"/counterparties/?types={code}").status_code == 400


def test_an_edit_keeps_what_is_hidden(client, both):
    page = client.get(f"/counterparties/{both.pk}/edit/").context["form"]
    data = {name: page[name].value() for name in page.fields}
    sent = {name: value for name, value in data.items() if value not in (None, False, "")}
    assert client.post(f"/counterparties/{both.pk}/edit/", sent | {"alias": "Known as"}).status_code == 302
    both.refresh_from_db()
    assert both.alias == "Known as" and set(both.kinds) == {"customer", "supplier"} and both.types.count() == 2
