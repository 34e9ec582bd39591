"""The tabs of the file follow the rows that administrators arrange: the strip and the door of every tab alike."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import Role
from counterparties.models import Counterparty
from counterparties.saving import save_sub_record
from reference.arranging import move
from reference.file_tabs.placing import open_to, place
from reference.kinds import Kind
from reference.models import FileTab
from reference.stopping import stop
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db

PANEL = {"history": "History", "timeline": "Timeline", "": "All changes"}
"The words of the panel beside a file, by the tab that they name."


@pytest.fixture
def record() -> Counterparty:
    factories.load_defaults()
    return factories.counterparty(types=[Kind.CUSTOMER])


@pytest.fixture
def client(record: Counterparty) -> Client:
    return client_of(factories.user(roles=[Role.objects.get(code="clerk")]))


def tab(code: str) -> FileTab:
    return FileTab.objects.get(code=code)


def strips(client: Client, url: str) -> tuple[list[str], list[str]]:
    """The words of both strips."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return tuple([link.find(string=True).strip() for link in page.select(f"nav{css} a")] for css in STRIPS)


CONTACTS = [
    "Contact persons", "Addresses", "Bank accounts", "Events", "Holdings", "Files and documents", "Forms", "Users",
]  # fmt: skip
"What a clerk sees of the file of a customer under Contacts."
STRIPS = (".pr-tabs1", "[aria-label=Tabs]")


def address(name: str, record: Counterparty) -> str:
    return reverse(f"{name}-list", args=[record.pk])


def test_without_a_change_the_declared_tabs_stand_in_the_declared_order(client, record):
    parts, tabs = strips(client, address("addresses", record))
    assert parts == ["Summary", "Contacts", "Timeline", "History"]
    assert tabs == CONTACTS


def test_a_tab_that_is_stopped_is_neither_shown_nor_opened(client, record):
    stop(record=tab("addresses"))
    assert "Addresses" not in strips(client, address("bank-accounts", record))[1]
    assert client.get(address("addresses", record)).status_code == 404
    assert client.get(reverse("addresses-add", args=[record.pk])).status_code == 404


def test_a_tab_of_one_role_is_closed_to_others_and_open_to_administrators(client, record):
    open_to(tab=tab("bank-accounts"), roles=[Role.objects.get(code="administrator")])
    assert client.get(address("bank-accounts", record)).status_code == 404
    client.force_login(factories.administrator())
    assert client.get(address("bank-accounts", record)).status_code == 200
    client.force_login(factories.superuser())
    assert client.get(address("bank-accounts", record)).status_code == 200


def test_what_stands_under_a_closed_part_is_closed_too(client, record):
    stop(record=tab("contacts"))
    assert strips(client, record.get_absolute_url())[0] == ["Summary", "Timeline", "History"]
    assert client.get(address("addresses", record)).status_code == 404


def test_a_tab_for_other_kinds_is_not_there(client, record):
    FileTab.objects.filter(code="addresses").update(kinds=[Kind.BANK])
    assert client.get(address("addresses", record)).status_code == 404
    assert client.get(address("addresses", factories.counterparty(types=[Kind.BANK]))).status_code == 200


def test_a_record_without_a_kind_has_all_under_contacts(record):
    client = Client()
    client.force_login(factories.superuser())
    other = factories.counterparty(types=[])
    assert strips(client, address("addresses", other))[1] == [*CONTACTS[:-1], "Personal documents", CONTACTS[-1]]


def test_without_its_history_a_file_shows_no_change_at_all(client, record):
    stop(record=tab("history"))
    page = client.get(record.get_absolute_url())
    assert b'id="history"' not in page.content
    for name in ("counterparty-changes", "latest-changes"):
        assert client.get(reverse(name, args=[record.pk])).status_code == 404


def test_the_panel_beside_the_file_comes_after_the_page(client, record):
    url = reverse("latest-changes", args=[record.pk])
    assert f'hx-get="{url}"' in client.get(record.get_absolute_url()).content.decode()
    assert record.name in client.get(url).content.decode()


@pytest.mark.parametrize("code", ["timeline", "history", "addresses", "forms"])
def test_a_renamed_tab_is_headed_by_its_own_name(client, record, code):
    FileTab.objects.filter(code=code).update(name_en="Otherwise")
    urls = {
        "timeline": reverse("timeline", args=[record.pk]),
        "history": reverse("counterparty-changes", args=[record.pk]),
    }
    page = BeautifulSoup(client.get(urls.get(code) or address(code, record)).content, "html.parser")
    assert page.title.get_text().startswith(f"Otherwise · {record}")
    assert page.select_one(".pr-body h2").get_text().split()[0] == "Otherwise"
    beside = [each.get_text() for each in page.select("#history-title, #history-title ~ a")]
    assert beside == ["Otherwise" if each == code else words for each, words in PANEL.items()]


def test_order_names_and_parts_are_those_of_the_rows(client, record):
    move(record=tab("bank-accounts"), by=-2)
    FileTab.objects.filter(code="addresses").update(name_en="Where they are")
    place(tab=tab("holdings"), parent=tab("customer"))
    parts, tabs = strips(client, address("addresses", record))
    assert parts == ["Summary", "Customer", "Contacts", "Timeline", "History"]
    assert tabs == [
        "Bank accounts",
        "Contact persons",
        "Where they are",
        "Events",
        "Files and documents",
        "Forms",
        "Users",
    ]


def test_one_component_may_stand_in_two_places(client, record):
    again = factories.file_tab(interface="addresses", parent=tab("customer"), name_en="Deliveries")
    parts, tabs = strips(client, address("addresses", record) + f"?tab={again.pk}")
    assert tabs == ["Deliveries"] and "Customer" in parts
    page = BeautifulSoup(client.get(address("addresses", record)).content, "html.parser")
    # The part of the kind stands before the contacts: its place is the first.
    assert [link.find(string=True).strip() for link in page.select("nav[aria-label=Tabs] a")] == ["Deliveries"]
    contacts = page.select(".pr-tabs1 a")[2]["href"]
    assert contacts == address("contact-persons", record)


def test_a_file_costs_the_same_number_of_queries_however_many_tabs_there_are(record):
    client = Client()
    client.force_login(factories.superuser())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address("contact-persons", record)).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(20):
        factories.file_tab(interface="addresses", parent=tab("contacts"), name_en=f"Place {number}")
    queries()  # the first after a change reads the configuration
    assert queries() == few <= 15


def test_what_stands_in_a_tab_that_is_closed_to_a_user_is_told_him_nowhere(client, record):
    person = factories.contact_person(record, first_name="Zqxivan", email="zqxivan@alpha.example")
    save_sub_record(user=factories.superuser(), record=person, values={"position": "Zqxdirector"})
    factories.address(record, settlement="Zqxville")
    factories.bank_account(record, note="Zqxaccount")
    factories.attachment(record, name="Zqxpaper")
    pages = {
        reverse("counterparty", args=[record.pk]): ("ivan", "ville"),
        reverse("counterparty-changes", args=[record.pk]): ("ivan", "director", "ville", "paper"),
        reverse("timeline", args=[record.pk]): ("ivan", "director", "ville", "paper"),
        reverse("all-addresses-list"): ("ville",),
        reverse("exchange:export", args=["addresses"]) + "?all=1&format=csv": ("ville",),
        reverse("exchange:export", args=["contact-persons"]) + "?all=1&format=csv": ("ivan",),
        reverse("exchange:export", args=["bank-accounts"]) + "?all=1&format=csv": ("account",),
        reverse("exchange:export", args=["files"]) + "?all=1&format=csv": ("paper",),
        reverse("search") + "?q=zqxivan": ("ivan",),
    }
    for url, words in pages.items():
        assert [w for w in words if f"Zqx{w}" not in told(client, url)] == [], url
    for code in ("contact-persons", "addresses", "bank-accounts", "files"):
        open_to(tab=tab(code), roles=[Role.objects.get(code="administrator")])
    for url, words in pages.items():
        assert not any(f"Zqx{word}" in told(client, url) for word in words), url


def told(client: Client, url: str) -> str:
    response = client.get(url)
    return (response.getvalue() if response.streaming else response.content).decode()
