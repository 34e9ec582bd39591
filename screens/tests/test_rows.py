"""The rows of a list: what stands where on the card that a phone makes of each, and nothing that a page would run."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from access.models import User
from attributes.values import Attribute
from screens.listing import ListQuery
from screens.screen import Screen
from screens.tables.rows import Rows
from tests import factories

HOSTILE = """<script>alert(1)</script>"'&<b>{0}%s%(name)s{{ x }}"""


class People(Screen):
    """A list of users by hand: no query is sent, for nobody sees that he may do more with some than with others."""

    model = User
    slug = "people"
    columns = ("username", "first_name")
    cards = {"first_name": "l2"}
    archivable, archive_asks = False, True

    def rows(self, user: Any, action: Any = None, parent: Any = None) -> Any:
        return User.objects.all()

    def open_url(self, record: Any) -> str:
        return f"/people/{record.pk}/"

    def url(self, view: str = "list", record: Any = None, parent: Any = None) -> str:
        return f"/people/{record.pk}/{view}/" if record else "/people/"


def drawn(*users: User, columns: str = "") -> BeautifulSoup:
    query = ListQuery(People(), User(), QueryDict(columns))
    return BeautifulSoup(f"<table>{Rows(query, users).html()}</table>", "html.parser")


def test_a_row_says_what_scripts_need_and_leads_to_its_record() -> None:
    page = drawn(User(pk=7, username="Мария", first_name="Петрова"))
    row = page.tr
    assert row and row["data-pk"] == "7" and "data-may-edit" in row.attrs
    assert row.select_one("a.pr-name")["href"] == "/people/7/" and row.select_one("a.pr-name").get_text() == "Мария"
    assert row.select_one(".pr-rowact a")["href"] == "/people/7/edit/"
    assert row.select_one("th[scope=row]") and row.td["data-m"] == "l2"


def test_a_column_beyond_the_usual_ones_stands_on_the_card_under_its_label() -> None:
    page = drawn(User(pk=1, email="a@example.com"), User(pk=2), columns="columns=username&columns=email")
    there, missing = (row.select("td")[0] for row in page.select("tr"))
    assert there["data-m"].startswith("E") and there.get_text() == "a@example.com"
    assert "data-m" not in missing.attrs, "nothing to say"


@pytest.mark.parametrize("place", ["username", "first_name"])
def test_no_text_leaves_its_cell(place: str) -> None:
    row = drawn(User(**{"pk": 7, "username": "x", place: HOSTILE})).tr
    assert row and not row.select("script, b")
    assert HOSTILE in [cell.get_text() for cell in row.select("th, td")]
    assert [tag.name for tag in row.find_all(True)] == ["th", "a", "td", "td", "div", "a", "i"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_whatever_somebody_is_called_is_read_as_it_was_written(name: str) -> None:
    row = drawn(User(pk=7, username=name, first_name=name)).tr
    assert row and [cell.get_text() for cell in row.select("th, td")[:2]] == [name, name]
    assert row.select_one(".pr-rowact a")["aria-label"] == f"Edit {User(username=name, first_name=name)}"


def test_an_attribute_may_draw_its_cell_itself() -> None:
    assert Attribute("first_name", "First name").cell(User(first_name=HOSTILE)) == HOSTILE, "escaped where it is drawn"


@pytest.mark.django_db
def test_how_many_are_left_is_said_when_a_filter_changes(client: Any) -> None:
    client.force_login(factories.superuser())
    page = BeautifulSoup(client.get("/counterparties/").content, "html.parser")
    swapped = client.get("/counterparties/?q=x", headers={"HX-Request": "true", "HX-Target": "results"})
    assert page.select_one("h1 [role=status] > #count"), "the region stays, what it says is put into it"
    assert BeautifulSoup(swapped.content, "html.parser").select_one("#count")["hx-swap-oob"] == "true"


class Loud(Attribute):
    """Counts how often it is drawn."""

    drawn = 0

    def cell_of(self, value: Any) -> str:
        type(self).drawn += 1
        return f"<{value}>"


def test_a_cell_that_says_nothing_but_its_value_is_drawn_once_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Loud, "drawn", 0)
    monkeypatch.setattr(
        People, "declared", lambda self: {"username": Attribute("username", ""), "first_name": Loud("first_name", "")}
    )
    page = drawn(*(User(pk=pk, first_name=name) for pk, name in enumerate(("Ana", "Ivo", "Ana", "Ana"), 1)))
    assert [row.td.get_text() for row in page.select("tr")] == ["<Ana>", "<Ivo>", "<Ana>", "<Ana>"]
    assert Loud.drawn == 2
