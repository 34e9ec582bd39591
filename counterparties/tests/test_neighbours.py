"""From the file to the previous and next record of the list that one came from, and back to it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from counterparties.models import Counterparty
from reference.defaults import load_defaults
from reference.kinds import Kind
from screens.models import SavedView
from tests import factories

pytestmark = pytest.mark.django_db
CUSTOMERS = "/counterparties/kind/customer/"


@pytest.fixture
def admin(client: Any) -> Any:
    client.force_login(factories.superuser())
    return client


@pytest.fixture
def rows() -> dict[str, Counterparty]:
    load_defaults()
    status = factories.status(code="vip")
    made = {}
    for number, name in enumerate(["Алфа", "Бета & Ко", "Вега", "Гама", "Делта"]):
        made[name] = factories.counterparty(name=name, status=status if number % 2 == 0 else None)
    factories.counterparty(name="Банка", types=[Kind.BANK])
    return made


def page_of(client: Any, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def opened(client: Any, address: str, name: str) -> BeautifulSoup:
    """The file of a record as the list at this address leads to it."""
    links = {link.get_text(): link["href"] for link in page_of(client, address).select("#rows .pr-name")}
    return page_of(client, links[name])


def neighbours(page: BeautifulSoup) -> tuple[str, str]:
    """The names of the records that the file leads to."""
    found = [page.select_one(f".pr-beside a[rel={way}]") for way in ("prev", "next")]
    first, second = (link["title"].rpartition(" (")[0] if link else "" for link in found)
    return first, second


@pytest.mark.parametrize(
    ("address", "name", "expected"),
    [
        (CUSTOMERS, "Бета & Ко", ("Алфа", "Вега")),
        (CUSTOMERS, "Алфа", ("", "Бета & Ко")),
        (f"{CUSTOMERS}?sort=-name", "Бета & Ко", ("Вега", "Алфа")),
        (f"{CUSTOMERS}?sort=created_at", "Делта", ("Гама", "")),
        (f"{CUSTOMERS}?status=vip", "Вега", ("Алфа", "Делта")),
        (f"{CUSTOMERS}?status=vip&sort=-status", "Вега", ("Делта", "Алфа")),
        ("/counterparties/", "Бета & Ко", ("Банка", "Вега")),
        ("/counterparties/?q=Бета %26 Ко", "Бета & Ко", ("", "")),
    ],
)
def test_they_follow_filter_search_and_order(admin: Any, rows: Any, address: str, name: str, expected: Any):
    page = opened(admin, address, name)
    assert neighbours(page) == expected
    back = page_of(admin, page.select_one("a[aria-keyshortcuts=l]")["href"])
    assert back.select_one("tr[data-here] .pr-name").get_text() == name
    shown, listed = (one.select("#rows tr[data-pk] .pr-name") for one in (back, page_of(admin, address)))
    assert shown == listed, "the same list"


def test_they_follow_through_the_tabs_and_a_save(admin: Any, rows: Any):
    address = f"{CUSTOMERS}?status=vip"
    page = opened(admin, address, "Вега")
    for link in [*page.select(".pr-tabs1 a"), *page.select(".pr-tabs2 nav a")]:
        tab = page_of(admin, link["href"])
        assert neighbours(tab) == ("Алфа", "Делта"), link
        for carried in tab.select("#filter input[name=list]"):
            assert carried["value"] == "counterparties-customer?status=vip"
    edit = page.select_one("a[aria-keyshortcuts=e]")["href"]
    form = page_of(admin, edit).select_one("form[data-guard]")
    data = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden], input[type=text]")}
    record = rows["Вега"]
    data |= {"types": [node.pk for node in record.types.all()], "person_kind": "legal", "country": "BG", "status": ""}
    saved = admin.post(form["action"], {**data, "name": "Яна"})
    assert saved.status_code == 302, BeautifulSoup(saved.content, "html.parser").select(".invalid-feedback, .pr-note")
    assert neighbours(page_of(admin, saved["Location"])) == ("Делта", ""), "by its new name, though it left the list"


def test_a_new_one_stands_in_the_list_that_it_was_begun_in(admin: Any, rows: Any):
    supplier = factories.counterparty(name="Доставчик", types=[Kind.SUPPLIER])
    address = "/counterparties/kind/supplier/add/"
    form = page_of(admin, address).select_one("form[data-guard]")
    data = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden], input[type=text]")}
    types = [node.pk for node in supplier.types.all()]
    data |= {"types": types, "person_kind": "legal", "country": "BG", "status": ""}
    saved = admin.post(address, {**data, "name": "Епсилон"})
    page = page_of(admin, saved["Location"])
    assert page.select_one("#menu [aria-current]")["href"] == "/counterparties/kind/supplier/"
    assert neighbours(page) == ("Доставчик", "")


def test_a_page_from_nowhere_asks_nothing_and_a_list_two_bounded_queries_beside_the_place(admin: Any, rows: Any):
    url = rows["Вега"].get_absolute_url()
    page_of(admin, url)
    with CaptureQueriesContext(connection) as plain:
        page = page_of(admin, url)
    assert not page.select(".pr-beside")
    assert not [each for each in plain if each["sql"].startswith("SELECT 1")], "who may everything is not asked about"
    with CaptureQueriesContext(connection) as followed:
        page_of(admin, f"{url}?list=counterparties-customer")
    assert len(followed) <= len(plain) + 3
    asked = {each["sql"] for each in followed} - {each["sql"] for each in plain}
    assert asked and all("LIMIT" in sql for sql in asked), asked


def test_a_view_of_a_tab_is_of_no_list_that_one_came_from(admin: Any, rows: Any):
    """Whoever opens it later goes on through the list that he comes from himself."""
    came = "list=counterparties-customer%3Fstatus%3Dvip"
    tab = f"{rows['Вега'].get_absolute_url()}addresses/"
    listed = page_of(admin, f"{tab}?{came}&sort=-kind")
    kept = admin.post(listed.select_one("a[href*='/saved-views/add/']")["href"], {"name": "Mine"})
    view = SavedView.objects.get()
    assert "list" not in QueryDict(view.query) and QueryDict(view.query)["sort"] == "-kind"
    for address, beside in (
        (kept["Location"], ("Алфа", "Делта")),
        (f"{tab}?view={view.pk}", ("", "")),
        (f"{tab}?view={view.pk}&list=counterparties-customer", ("Бета & Ко", "Гама")),
    ):
        page = page_of(admin, admin.get(address)["Location"])
        assert neighbours(page) == beside
    assert page.select(".pr-views") and not page.select("#view-save"), "the view has not been changed"
    assert page.select_one(".pr-views-menu a[aria-current]")["href"].startswith(f"{tab}?list=counterparties-customer&")


@pytest.mark.parametrize(
    "text", ["nothing", "addresses", "statuses", "counterparties?colour=red", "counterparties?sort=x", "?"]
)
def test_what_is_no_list_of_counterparties_leads_nowhere(admin: Any, rows: Any, text: str):
    page = page_of(admin, f"{rows['Вега'].get_absolute_url()}?list={text}")
    assert not page.select(".pr-beside")


def test_who_may_not_see_a_neighbour_passes_it_over(rows: Any, client: Any):
    client.force_login(factories.limited_user())
    page = opened(client, "/counterparties/", "Бета & Ко")
    assert neighbours(page) == ("Алфа", "Вега"), "the bank is none of his business"


def test_a_record_that_one_may_not_see_tells_no_place(rows: Any, client: Any):
    client.force_login(factories.limited_user())
    for number in range(30):
        factories.counterparty(name=f"Абв {number}")
    bank = Counterparty.objects.get(name="Банка")
    shown, first = (page_of(client, f"/counterparties/?size=20{at}") for at in (f"&at={bank.pk}", ""))
    assert shown.select("#rows .pr-name") == first.select("#rows .pr-name")
