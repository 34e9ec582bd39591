"""The tree, the figures, the head and the filter of holdings with several levels."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.models import Role
from counterparties.holdings import tree as trees
from counterparties.holdings.figures import figures_of
from counterparties.holdings.tree import tree_of
from counterparties.models import Counterparty, HoldingMember
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def made() -> dict[str, Counterparty]:
    """Група holds Север and Юг; Север holds Алфа and Бета, Юг holds Бета and, until yesterday, Гама."""
    f.load_defaults()
    found = {name: f.holding(name=name) for name in ("Група", "Север", "Юг")}
    found |= {name: f.counterparty(name=name) for name in ("Алфа", "Бета", "Гама")}
    for above, below, days in (
        ("Група", "Север", {"share": 60, "from_date": date(2020, 1, 1)}),
        ("Група", "Юг", {}),
        ("Север", "Алфа", {"share": "12.5"}),
        ("Север", "Бета", {"share": 50}),
        ("Юг", "Бета", {"share": 50}),
        ("Юг", "Гама", {"to_date": YESTERDAY}),
    ):
        HoldingMember.objects.create(holding=found[above], counterparty=found[below], **days)
    return found


@pytest.fixture
def client(made: Any) -> Client:
    return client_of(f.superuser())


def page_of(client: Client, name: str, record: Counterparty, behind: str = "") -> BeautifulSoup:
    response = client.get(reverse(name, args=[record.pk]) + behind)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def drawn(record: Counterparty, day: date = TODAY, user: Any = None) -> list[tuple[int, str]]:
    return [(line.level, line.company.name) for line in tree_of(record, user or f.superuser(), day).lines]


WHOLE = [(1, "Група"), (2, "Север"), (3, "Алфа"), (3, "Бета"), (2, "Юг"), (3, "Бета")]


# --- the tree


def test_whoever_asks_the_whole_tree_is_drawn_from_its_top(made):
    for name in ("Група", "Север", "Бета"):
        assert drawn(made[name]) == WHOLE
    assert drawn(made["Гама"]) == [(1, "Гама")]


def test_yesterdays_tree(made):
    assert drawn(made["Гама"], YESTERDAY) == [*WHOLE, (3, "Гама")]
    assert drawn(made["Север"], date(2019, 12, 31)) == [(1, "Север"), (2, "Алфа"), (2, "Бета")]


def test_the_edges_say_share_and_days(made):
    said = {line.company.name: line.said for line in tree_of(made["Група"], f.superuser(), TODAY).lines}
    assert said["Север"] == "60 % · since 1 Jan 2020"
    assert said["Алфа"] == "12.50 %" and said["Юг"] == ""


def test_the_page_marks_where_one_is_and_nests_what_belongs(client, made):
    page = page_of(client, "holding-tree", made["Бета"])
    assert [each.a.string for each in page.select(".company[aria-current=true]")] == ["Бета", "Бета"]
    top = page.select_one(".pr-tree-of > li")
    assert top is not None and [each.string for each in top.select(":scope > details > ul > li > .company a")]
    assert len(page.select(".pr-tree-of > li")) == 1 and len(page.select(".pr-tree-of details")) == 3
    assert page.select("style") == [] and page.select("[style]") == []


def test_a_day_that_is_none_is_told(client, made):
    response = client.get(reverse("holding-tree", args=[made["Юг"].pk]) + "?day=31.02.2026")
    assert response.status_code == 422 and "31.02.2026" in response.content.decode()
    page = page_of(client, "holding-tree", made["Гама"], f"?day={YESTERDAY}")
    assert "Група" in page.select_one(".pr-tree-of").get_text()


def test_the_tree_asks_as_often_for_deep_ones(client, made):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(client, "holding-tree", made["Група"])
        return len(captured)

    queries()
    few, above = queries(), made["Север"]
    for _each in range(30):
        below = f.holding()
        HoldingMember.objects.create(holding=above, counterparty=below)
        above = below
    assert queries() == few <= 15


def test_a_holding_that_is_too_large_is_cut_with_a_sentence(client, made, monkeypatch):
    monkeypatch.setattr(trees, "MOST", 3)
    monkeypatch.setattr("counterparties.holdings.views.MOST", 3)
    page = page_of(client, "holding-tree", made["Група"])
    assert "Only the first 3 memberships" in page.get_text()
    assert len(page.select(".pr-tree-of li")) == 4
    assert "Бета" in page_of(client, "holding-tree", made["Бета"]).select_one(".pr-tree-of").get_text()


def test_what_belongs_to_two_holdings_stands_below_both_and_its_own_members_once(made):
    shared = f.holding(name="Общ")
    HoldingMember.objects.create(holding=made["Юг"], counterparty=shared)
    HoldingMember.objects.create(holding=made["Север"], counterparty=shared)
    HoldingMember.objects.create(holding=shared, counterparty=made["Гама"])
    lines = tree_of(made["Група"], f.superuser(), TODAY).lines
    assert [line.company.name for line in lines].count("Гама") == 1
    assert [line.shown_before for line in lines if line.company == shared] == [False, True]


def test_nothing_hangs_on_a_holding_that_one_may_not_see(made):
    Counterparty.objects.filter(pk=made["Север"].pk).update(kinds=[Kind.BANK])
    made["Север"].types.clear()
    limited = f.limited_user(Kind.HOLDING, Kind.CUSTOMER)
    assert drawn(made["Група"], user=limited) == [(1, "Група"), (2, "Юг"), (3, "Бета")]


def test_without_both_tabs_there_is_no_tree(client, made):
    for code in ("members", "holdings"):
        open_to(tab=FileTab.objects.get(code=code), roles=[Role.objects.get(code="reader")])
    client.force_login(f.user(roles=[Role.objects.get(code="clerk")]))
    assert client.get(reverse("holding-tree", args=[made["Бета"].pk])).status_code == 404
    assert "Member of" not in page_of(client, "counterparty", made["Бета"]).get_text()


# --- head, figures, filter


def test_the_head_of_a_member_leads_up(client, made):
    head = page_of(client, "counterparty", made["Бета"]).select_one(".pr-member-of")
    assert " ".join(head.get_text().split()) == "Member of Север, 50 %Member of Юг, 50 % In the tree"
    assert [link["href"] for link in head.select("a")][:2] == [made[n].get_absolute_url() for n in ("Север", "Юг")]
    assert page_of(client, "counterparty", made["Гама"]).select_one(".pr-member-of") is None


def test_the_figures_count_members_of_members(made):
    f.contact_person(made["Алфа"])
    f.contact_person(made["Гама"])
    f.event(made["Бета"])
    found = figures_of(made["Група"], f.superuser())
    assert [each.number for each in found["members"]] == [2, 0, 4]
    assert {each.label: each.number for each in found["kinds"]} == {"Customers": 2, "Holdings": 2}
    assert [each.number for each in found["of_members"]] == [1, 1]
    assert [each.number for each in figures_of(made["Юг"], f.superuser())["members"]] == [1, 1, 1]


def test_who_has_come_back_was_a_member_once(client, made):
    former = {"holding": made["Група"], "counterparty": made["Юг"]}
    HoldingMember.objects.filter(**former).update(from_date=TODAY)
    HoldingMember.objects.create(**former, to_date=YESTERDAY - timedelta(days=9))
    figure = figures_of(made["Група"], f.superuser())["members"][1]
    listed = BeautifulSoup(client.get(figure.url).content, "html.parser")
    assert figure.number == 1 and listed.select_one("#count").get_text(strip=True) == "1"


def test_every_figure_with_a_link_is_the_number_of_that_list(client, made):
    f.event(made["Бета"])
    Counterparty.objects.filter(pk=made["Алфа"].pk).update(status=f.status(code="gone"))
    page = page_of(client, "counterparty", made["Група"])
    links = page.select(".pr-figures a")
    assert len(links) == 7
    for link in links:
        listed = BeautifulSoup(client.get(link["href"]).content, "html.parser")
        assert listed.select_one("#count").get_text(strip=True) == link.string, link["href"]


def test_no_figure_tells_what_no_tab_shows(client, made):
    f.event(made["Бета"])
    f.contact_person(made["Бета"])
    for code, left in (("events", ["Contact persons"]), ("contact-persons", [])):
        open_to(tab=FileTab.objects.get(interface=code), roles=[Role.objects.get(code="reader")])
        clerk = f.user(roles=[Role.objects.get(code="clerk")])
        assert [each.label for each in figures_of(made["Група"], clerk)["of_members"]] == left
    client.force_login(clerk)
    links = page_of(client, "counterparty", made["Група"]).select(".pr-figures a")
    assert {client.get(link["href"]).status_code for link in links} == {200}


def test_the_summary_of_a_holding_keeps_its_price(client, made):
    page_of(client, "counterparty", made["Група"])
    with CaptureQueriesContext(connection) as captured:
        page_of(client, "counterparty", made["Група"])
    assert len(captured) <= 15


def test_the_list_of_a_holding_has_the_members_of_members(client, made):
    page = client.get(reverse("counterparties-list") + f"?holding={made['Група'].code}").content.decode()
    assert all(name in page for name in ("Север", "Юг", "Алфа", "Бета")) and "Гама" not in page


# --- one leaves


def test_one_leaves_on_a_day_and_stays_as_a_former_one(client, made):
    link = HoldingMember.objects.get(holding=made["Север"], counterparty=made["Бета"])
    url = reverse("members-leave", args=[made["Север"].pk, link.pk])
    assert f'href="{url}"' in client.get(reverse("members-list", args=[made["Север"].pk])).content.decode()
    form = page_of_form(client, url)
    assert form["to_date"] == str(TODAY)
    assert client.post(url, form | {"to_date": ""}).status_code == 422
    HoldingMember.objects.filter(pk=link.pk).update(from_date=TODAY)
    link.refresh_from_db()
    early = client.post(url, page_of_form(client, url) | {"to_date": str(YESTERDAY)})
    assert early.context["form"].errors == {"to_date": ["The membership ends before it begins."]}
    HoldingMember.objects.filter(pk=link.pk).update(from_date=None)
    form = page_of_form(client, url)
    assert client.post(url, form | {"to_date": str(YESTERDAY)}).status_code == 302
    link.refresh_from_db()
    assert link.to_date == YESTERDAY and link.archived_at is None
    rows = page_of(client, "members-list", made["Север"])
    assert "Бета" in rows.select_one(".pr-former").get_text() and url not in str(rows)
    today = page_of(client, "members-list", made["Север"], "?standing=today").select_one("#rows").get_text()
    assert "Алфа" in today and "Бета" not in today


def test_who_sets_another_last_day_meanwhile_is_not_overwritten(client, made):
    link = HoldingMember.objects.get(holding=made["Север"], counterparty=made["Бета"])
    url = reverse("members-leave", args=[made["Север"].pk, link.pk])
    form = page_of_form(client, url)
    HoldingMember.objects.filter(pk=link.pk).update(to_date=date(2030, 1, 1))
    assert client.post(url, form | {"to_date": str(YESTERDAY)}).status_code == 409
    link.refresh_from_db()
    assert link.to_date == date(2030, 1, 1)


def test_a_reader_is_not_offered_what_he_may_not_do(client, made):
    client.force_login(f.reader())
    link = HoldingMember.objects.get(holding=made["Север"], counterparty=made["Бета"])
    url = reverse("members-leave", args=[made["Север"].pk, link.pk])
    assert url not in client.get(reverse("members-list", args=[made["Север"].pk])).content.decode()
    assert client.get(url).status_code == 403


def page_of_form(client: Client, url: str) -> dict[str, str]:
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return {each["name"]: each.get("value", "") for each in page.select("form[data-guard] input[name]")}
