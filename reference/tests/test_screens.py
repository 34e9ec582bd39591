"""The configuration screen through the test client: with and without script, with and without the right."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import User
from history.models import Change
from reference.adding import add
from reference.arranging import append
from reference.models import Feature, FeatureGroup, Nomenclature, Status, Type
from reference.tabs import TABS as EVERY
from reference.tests.answers import HTMX, ROOT, TABS, codes, form_data, toast
from screens.registry import screens
from tests import factories

# --- seeing


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_has_an_address_for_pages_and_parts(client: Client, tab: str, regions: Any) -> None:
    append(record=Feature(code="area", name_en="Area"))
    html = client.get(f"{ROOT}/{tab}/").content.decode()
    assert html.count("<h1>") == 1 and "<!doctype html>" in html
    assert f'id="tab-{tab}"' in html and f'id="new-{"statuses" if tab == "types" else tab}"' in html
    part = client.get(f"{ROOT}/{tab}/", headers=HTMX).content.decode()
    assert "<!doctype html>" not in part and 'id="configuration"' in part


@pytest.mark.parametrize("tab", [*EVERY, "items", "form-fields"])
def test_n_is_the_key_of_what_adds_a_row_to_the_list(client: Client, tab: str, regions: Any) -> None:
    nomenclature, template = factories.nomenclature(), factories.form_template()
    own = {"items": [nomenclature.pk], "form-fields": [template.pk]}
    page = BeautifulSoup(client.get(reverse(f"{tab}-list", args=own.get(tab, []))).content, "html.parser")
    keyed = [each.get("id", "") for each in page.select("#configuration [aria-keyshortcuts=n]")]
    if tab == "types":
        assert keyed and all(each.endswith("-add") for each in keyed), "the row says under which kind"
    else:
        assert keyed == [{"items": "new-item", "form-fields": "quick-name"}.get(tab, f"new-{tab}")]


def test_the_room_leads_to_its_first_tab(client: Client) -> None:
    assert client.get(f"{ROOT}/").headers["Location"] == f"{ROOT}/types/"


def test_whoever_has_not_logged_in_is_asked_to(db: None) -> None:
    assert "/accounts/login/" in Client().get(f"{ROOT}/types/").headers["Location"]


def test_the_menu_leads_here_for_who_may_configure(client: Client, reader: User) -> None:
    assert f'href="{ROOT}/"' in client.get(f"{ROOT}/statuses/").content.decode()
    client.force_login(reader)
    assert f'href="{ROOT}/"' not in client.get(f"{ROOT}/statuses/").content.decode()


def test_types_show_their_place_and_children_only_where_they_may_stand(client: Client, customer: Type) -> None:
    add(record=Type(code="wholesale", name_en="Wholesale", parent=customer))
    lines = client.get(f"{ROOT}/types/").context["lines"]
    assert [(line.record.code, line.level) for line in lines][:3] == [
        ("customer", 1),
        ("wholesale", 2),
        ("supplier", 1),
    ]
    assert [line.record.code for line in lines if line.add] == ["customer", "supplier"]
    assert [line.record.code for line in lines if not line.refused] == ["wholesale"]
    assert (lines[0].is_first, lines[0].is_last, lines[1].is_first, lines[1].is_last) == (True, False, True, True)


def test_numbers_are_links_to_what_they_count(client: Client, status: Status, users_of_status: dict[int, int]) -> None:
    users_of_status[status.pk] = 1402
    html = client.get(f"{ROOT}/statuses/").content.decode()
    assert "Number of customers" in html
    assert '<a href="/counterparties/kind/customer/?status=active">1,402</a>' in html
    assert "?status=inactive" not in html


def test_names_are_in_the_language_of_the_page(client: Client) -> None:
    client.cookies["django_language"] = "bg"
    html = client.get(f"{ROOT}/statuses/").content.decode()
    assert "Активен" in html and 'lang="en">Active' in html


def test_names_are_text_wherever_they_stand(client: Client) -> None:
    add(record=Status(code="x", name_en='"><script>alert(1)</script>'))
    assert "<script>alert" not in client.get(f"{ROOT}/statuses/").content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_a_list_costs_the_same_number_of_queries_whatever_its_length(
    client: Client, customer: Type, nomenclature: Nomenclature, tab: str
) -> None:
    def fill(numbers: range) -> None:
        for number in numbers:
            append(record=Status(code=f"s{number}", name_en="S"))
            add(record=Type(code=f"t{number}", name_en="T", parent=customer))
            add(record=Feature(code=f"f{number}", name_en="F", data_type="nomenclature", nomenclature=nomenclature))
            append(record=Nomenclature(code=f"n{number}", name_en="N"))
            append(record=FeatureGroup(code=f"g{number}", name_en="G"))

    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{ROOT}/{tab}/").status_code == 200
        return len(captured)

    fill(range(5))
    queries()
    few = queries()
    fill(range(5, 50))
    # Beyond two hundred changes the history beside the list speaks of fewer tables.
    assert queries() <= few < 30


# --- rights


WRITES = ("add/", "{pk}/edit/", "{pk}/up/", "{pk}/down/", "{pk}/stop/", "{pk}/start/", "{pk}/delete/", "arrange/")


@pytest.mark.parametrize("verb", WRITES)
@pytest.mark.parametrize("tab", TABS)
def test_writing_needs_the_right(client: Client, reader: User, regions: Any, tab: str, verb: str) -> None:
    append(record=Feature(code="area", name_en="Area"))
    append(record=FeatureGroup(code="money", name_en="Money"))
    model = screens[tab].model
    url = f"{ROOT}/{tab}/" + verb.format(pk=model.objects.order_by("pk").values_list("pk", flat=True)[0])
    before = Change.objects.count()
    client.force_login(reader)
    assert client.post(url, {"ids": "1", "name_en": "X"}).status_code == 403
    if verb.startswith(("add", "{pk}/edit")):
        assert client.get(url).status_code == 403
    assert Change.objects.count() == before


def test_a_reader_sees_the_lists_without_actions(client: Client, reader: User, regions: Any) -> None:
    append(record=Feature(code="area", name_en="Area"))
    client.force_login(reader)
    item = f"{ROOT}/nomenclatures/{regions['north'].nomenclature_id}/items/"
    for url in (*(f"{ROOT}/{tab}/" for tab in TABS), item):
        response = client.get(url)
        html = response.content.decode()
        assert response.status_code == 200
        assert not any(word in html for word in ("/add/", "/edit/", "/up/", "data-sortable", "pr-drag", "pr-rowact"))
    assert client.post(f"{item}{regions['ruse'].pk}/up/").status_code == 403
    assert client.post(f"{item}{regions['north'].pk}/down/").status_code == 403
    assert client.post(f"{ROOT}/features/move/", {"chosen": 1, "by": "up"}).status_code == 403


def test_the_history_is_for_who_edits_settings(client: Client, reader: User, customer: Type) -> None:
    """It names features of all types, and the jobs of others, to whoever reads it."""
    append(record=Feature(code="credit-risk", name_en="Credit risk"))
    pages = (f"{ROOT}/types/", f"{ROOT}/history/")
    assert all("Credit risk" in client.get(page).content.decode() for page in pages)
    client.force_login(reader)
    listed, history = (client.get(page) for page in pages)
    assert listed.status_code == 200 and "Credit risk" not in listed.content.decode()
    assert history.status_code == 403


@pytest.mark.parametrize("verb", ["up", "down", "stop", "start"])
def test_verbs_do_not_answer_to_reading(client: Client, status: Status, verb: str) -> None:
    assert client.get(f"{ROOT}/statuses/{status.pk}/{verb}/").status_code == 405


# --- without script


def test_adding_and_editing_without_script(client: Client) -> None:
    page = client.get(f"{ROOT}/statuses/add/")
    assert "<h1>" in page.content.decode()
    answer = client.post(f"{ROOT}/statuses/add/", {"name_en": "On hold", "name_bg": "Изчакване", "colour": "amber"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ROOT}/statuses/")
    made = Status.objects.get(code="on-hold")
    assert (made.position, made.colour) == (5, "amber")
    url = f"{ROOT}/statuses/{made.pk}/edit/"
    client.post(url, form_data(client, url, name_en="Waiting", code="WAIT"))
    made.refresh_from_db()
    assert (made.name_en, made.code, made.position) == ("Waiting", "wait", 5)
    assert "Waiting is saved." in client.get(f"{ROOT}/statuses/").content.decode()


def test_a_wrong_form_says_what_to_do(client: Client) -> None:
    response = client.post(f"{ROOT}/statuses/add/", {"code": "active", "colour": "pink"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) >= {"colour"}
    response = client.post(f"{ROOT}/statuses/add/", {"code": "active", "colour": "red"})
    assert set(response.context["form"].errors) == {"code", "name_en"}
    assert Status.objects.count() == 4


def test_arrows_without_script(client: Client, status: Status) -> None:
    answer = client.post(f"{ROOT}/statuses/{status.pk}/up/")
    assert answer.headers["Location"] == f"{ROOT}/statuses/"
    assert codes(Status) == "active contracted inactive incorrect"
    client.post(f"{ROOT}/statuses/{status.pk}/down/")
    assert codes(Status) == "contracted active inactive incorrect"


def test_stopping_without_script(client: Client, status: Status) -> None:
    client.post(f"{ROOT}/statuses/{status.pk}/stop/")
    assert "Stopped" in client.get(f"{ROOT}/statuses/").content.decode()
    client.post(f"{ROOT}/statuses/{status.pk}/start/")
    assert Status.objects.get(pk=status.pk).stopped_at is None


def test_deleting_without_script_asks_on_a_page(client: Client, status: Status) -> None:
    page = client.get(f"{ROOT}/statuses/{status.pk}/delete/").content.decode()
    assert "Delete “Active”?" in page
    client.post(f"{ROOT}/statuses/{status.pk}/delete/")
    assert codes(Status) == "contracted inactive incorrect"
    assert client.post(f"{ROOT}/statuses/{status.pk}/delete/").status_code == 404


def test_a_used_status_is_not_deleted(client: Client, status: Status, users_of_status: dict[int, int]) -> None:
    users_of_status[status.pk] = 88
    assert "Used by 88 counterparties" in client.get(f"{ROOT}/statuses/{status.pk}/delete/").content.decode()
    client.post(f"{ROOT}/statuses/{status.pk}/delete/")
    assert "Used by 88 counterparties" in client.get(f"{ROOT}/statuses/").content.decode()
    answer = client.post(f"{ROOT}/statuses/{status.pk}/delete/", headers=HTMX)
    assert answer.status_code == 422
    assert toast(answer)["level"] == "error" and "88 counterparties" in toast(answer)["text"]
    assert Status.objects.filter(pk=status.pk).exists()
