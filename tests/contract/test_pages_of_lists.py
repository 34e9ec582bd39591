"""What the page of a list says around its rows."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return client_of(factories.superuser())


def page(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def test_one_row_is_not_said_to_reach_to_itself(client):
    factories.counterparty(name="Alpha")
    assert page(client, "/counterparties/").select_one(".pr-pager .muted").get_text(strip=True) == "Alpha"
    factories.counterparty(name="Beta")
    assert page(client, "/counterparties/").select_one(".pr-pager .muted").get_text(strip=True) == "AlphatoBeta"


@pytest.mark.parametrize(
    ("address", "said"),
    [("?sort=-name", "Beta to Alpha"), ("?sort=code", "2 rows"), ("?q=a", "1 row"), ("?q=a&sort=name", "Alpha")],
)
def test_names_are_said_of_a_page_that_stands_by_names_alone(client, address, said):
    for name in ("Alpha", "Beta"):
        factories.counterparty(name=name)
    told = page(client, f"/counterparties/{address}").select_one(".pr-pager .muted").get_text()
    assert " ".join(told.split()) == said


def test_an_alias_with_a_column_does_not_stand_below_the_name_too(client):
    factories.counterparty(name="Alpha", alias="First")
    assert page(client, "/counterparties/").select_one("tbody th .pr-sub").get_text() == "First"
    with_column = page(client, "/counterparties/?columns=name&columns=alias")
    assert not with_column.select("tbody th .pr-sub") and with_column.tbody.td.find_next("td").get_text() == "First"


@pytest.mark.parametrize(("language", "shown"), [("en", "abc-en"), ("bg", "abc-bg")])
def test_the_letters_open_in_the_alphabet_of_the_language(client, language, shown):
    client.cookies["django_language"] = language
    letters = page(client, "/counterparties/").select_one("#letters")
    assert [each["id"] for each in letters.select("div:not([hidden])")] == [shown]
    assert [f"abc-{each['data-abc']}" for each in letters.select("[aria-pressed=true]")] == [shown]


@pytest.mark.parametrize(("language", "letter", "shown"), [("en", "Ж", "abc-bg"), ("bg", "J", "abc-en")])
def test_the_letters_open_in_the_alphabet_of_the_chosen_one(client, language, letter, shown):
    client.cookies["django_language"] = language
    letters = page(client, f"/counterparties/?letter={letter}").select_one("#letters")
    assert [each["id"] for each in letters.select("div:not([hidden])")] == [shown]
    assert [each.get_text() for each in letters.select("a[aria-current]")] == [letter, letter], "also beside them"


def test_what_is_no_letter_stands_nowhere(client):
    letters = page(client, "/counterparties/?letter=<i>x</i>").select_one("#letters")
    assert not letters.select("i, a[aria-current]")


def test_filters_of_days_take_no_year_of_six_digits(client):
    days = page(client, "/counterparties/?filter=created_at").select(".pr-chip input[type=date]")
    assert len(days) == 2 and all(day["max"] == "9999-12-31" for day in days)
