"""The calendar: which days a view shows, which events lie on them and where, and moving them."""

import datetime
import json
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counterparties.events.calendar import Asked, days_of, lying_on
from counterparties.events.laning import LANES, QUARTERS, lay
from counterparties.models import Event
from tests import factories
from tests.clients import client_of

SOFIA = ZoneInfo("Europe/Sofia")


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SOFIA)


def event(begins: str, ends: str = "", *, pk: int = 1, all_day: bool = False) -> Event:
    return Event(pk=pk, topic="E", begins=at(begins), ends=at(ends) if ends else None, all_day=all_day)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("view=month&date=2026-11-20", "2026-10-26", "2026-12-06"),
        ("view=month&date=2027-02-14", "2027-02-01", "2027-02-28"),
        ("view=week&date=2026-11-22", "2026-11-16", "2026-11-22"),
        ("view=day&date=2026-03-29", "2026-03-29", "2026-03-29"),
        ("view=agenda&date=2026-11-20", "2026-11-20", "2026-12-19"),
        ("view=rubbish&date=2026-11-20", "2026-10-26", "2026-12-06"),
    ],
)
def test_the_days_of_a_view(query, first, last):
    days = days_of([], Asked.of(QueryDict(query)))
    assert (days[0].date.isoformat(), days[-1].date.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-20T10:00"])
def test_a_day_that_cannot_be_read_is_today(text):
    params = QueryDict(mutable=True)
    params["date"] = text
    asked = Asked.of(params)
    assert asked.day == datetime.datetime.now(SOFIA).date() and asked.turned(-1) < asked.day < asked.turned(1)


def test_the_arrows_turn_by_what_is_shown():
    def turned(view: str, by: int) -> str:
        return Asked.of(QueryDict(f"view={view}&date=2026-01-31")).turned(by).isoformat()

    assert [turned("month", by) for by in (-1, 1)] == ["2025-12-01", "2026-02-01"]
    assert [turned("week", by) for by in (-1, 1)] == ["2026-01-24", "2026-02-07"]
    assert [turned("day", by) for by in (-1, 1)] == ["2026-01-30", "2026-02-01"]
    assert turned("agenda", 1) == "2026-03-02"


@pytest.mark.parametrize(
    ("made", "days"),
    [
        (event("2026-11-20 10:00"), [20]),
        (event("2026-11-20 22:00", "2026-11-21 02:00"), [20, 21]),
        (event("2026-11-20 22:00", "2026-11-21 00:00"), [20]),
        (event("2026-11-20 00:00", "2026-11-22 00:00", all_day=True), [20, 21, 22]),
        (event("2026-11-20 00:00", all_day=True), [20]),
    ],
)
def test_the_days_on_which_an_event_lies(made, days):
    first, after = made.first_day - datetime.timedelta(days=9), made.last_day + datetime.timedelta(days=9)
    assert [day.day for day in lying_on(made, first, after)] == days
    assert list(lying_on(made, first, made.first_day)) == list(lying_on(made, after, after)) == []


@pytest.mark.parametrize(
    ("made", "query", "whole"),
    [
        (event("2026-11-20 22:00", "2026-11-21 00:00"), "view=week&date=2026-11-20", False),
        (event("2026-11-20 22:00", "2026-11-21 02:00"), "view=week&date=2026-11-20", True),
        (event("2026-11-20 22:00", "2026-11-21 02:00"), "view=day&date=2026-11-21", True),
        (event("2026-11-20 00:00", all_day=True), "view=day&date=2026-11-20", True),
    ],
)
def test_what_ends_at_midnight_stands_at_its_time(made, query, whole):
    days = [day for day in days_of([made], Asked.of(QueryDict(query))) if day.events]
    assert days and all(bool(day.whole) is whole for day in days)


def placed(*events: Event) -> list[tuple[int, int, int, int]]:
    laid = lay(events, datetime.date(2026, 11, 20))
    return [(each.row, each.rows, each.lane, each.lanes) for each in laid]


def test_a_column_lays_events_side_by_side():
    assert placed(event("2026-11-20 09:00", "2026-11-20 10:00")) == [(37, 4, 1, 1)]
    one, two = event("2026-11-20 09:00", "2026-11-20 10:00"), event("2026-11-20 09:30", "2026-11-20 11:00", pk=2)
    apart = event("2026-11-20 11:00", "2026-11-20 12:00", pk=3)
    assert placed(one, two, apart) == [(37, 4, 1, 2), (39, 6, 2, 2), (45, 4, 1, 1)]
    again = event("2026-11-20 10:15", "2026-11-20 10:45", pk=4)
    assert placed(one, two, again) == [(37, 4, 1, 2), (39, 6, 2, 2), (42, 2, 1, 2)]


def test_nothing_is_too_short_to_read_or_leaves_the_day():
    assert placed(event("2026-11-20 09:00")) == [(37, 2, 1, 1)]
    assert placed(event("2026-11-20 23:50")) == [(QUARTERS - 1, 2, 1, 1)]
    assert placed(event("2026-11-20 23:00", "2026-11-21 00:00")) == [(93, 4, 1, 1)]


def test_more_at_once_than_fit_share_the_last_lane():
    many = [event("2026-11-20 09:00", "2026-11-20 10:00", pk=pk) for pk in range(1, 8)]
    lanes = [each[2] for each in placed(*many)]
    assert max(lanes) == LANES and len(lanes) == 7


def test_the_day_when_the_clocks_are_turned_has_the_rows_of_the_clock():
    laid = lay([event("2026-03-29 04:00", "2026-03-29 05:00")], datetime.date(2026, 3, 29))
    assert (laid[0].row, laid[0].rows) == (17, 4)
    doubled = event("2026-10-25 02:00", "2026-10-25 05:00")
    assert lay([doubled], datetime.date(2026, 10, 25))[0].rows == 12


# --- the page


@pytest.fixture
def user(db):
    factories.load_defaults()
    return factories.superuser()


@pytest.fixture
def client(user) -> Client:
    return client_of(user)


def page(client: Client, query: str) -> BeautifulSoup:
    response = client.get(f"/calendar/?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def shown(client: Client, query: str) -> list[str]:
    return [each.select_one("b").get_text() for each in page(client, query).select("#calendar .pr-ev")]


@pytest.mark.parametrize("view", ["month", "week", "day", "agenda"])
def test_each_view_shows_what_one_asks_for(client, user, view):
    call, visit = factories.event_type(code="c1"), factories.event_type(code="c2")
    somebody = factories.superuser(username="somebody")
    factories.event(by=user, topic="Mine", type=call, begins=at("2026-11-20 10:00"))
    factories.event(by=somebody, topic="Ours", type=visit, related_users=[user], begins=at("2026-11-20 11:00"))
    factories.event(by=somebody, topic="Theirs", type=call, begins=at("2026-11-20 12:00"), all_day=True)
    factories.event(by=user, topic="Gone", begins=at("2026-11-20 13:00"), archived_at=at("2026-11-20 13:00"))
    day = f"view={view}&date=2026-11-20"
    assert sorted(shown(client, day)) == ["Mine", "Ours"]
    assert sorted(shown(client, f"{day}&user=somebody")) == ["Ours", "Theirs"]
    assert sorted(shown(client, f"{day}&user=all&type=c1")) == ["Mine", "Theirs"]
    assert shown(client, f"{day}&user=nobody") == [] == shown(client, f"{day}&type=nothing")


def test_htmx_gets_the_calendar_alone(client):
    answer = client.get("/calendar/?view=week", headers={"HX-Request": "true", "HX-Target": "calendar"})
    assert b"<html" not in answer.content and b'id="calendar"' in answer.content
    assert "HX-Target" in answer["Vary"]


def test_a_page_costs_as_many_queries_for_five_as_for_fifty(client, user):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/calendar/?view=month&date=2026-11-20")
        return len(captured)

    for number in range(5):
        factories.event(by=user, begins=at(f"2026-11-2{number} 10:00"))
    queries()
    few = queries()
    for number in range(45):
        factories.event(by=user, begins=at(f"2026-11-{number % 28 + 1:02} 11:00"))
    assert queries() == few <= 12


def test_an_empty_slot_leads_to_the_form_for_that_time(client):
    slot = page(client, "view=day&date=2026-11-20").select(".pr-slot")[14]
    form = client.get(slot["href"]).context["form"]
    assert form.shown("begins") == ["2026-11-20T14:00"]


def test_it_is_moved_and_moved_back(client, user):
    record = factories.event(by=user, begins=at("2026-11-20 10:00"), ends=at("2026-11-20 11:00"))
    chip = page(client, "view=week&date=2026-11-20").select_one(f"[data-event='{record.pk}']")
    assert (chip["data-begins"], chip["data-version"]) == ("2026-11-20T10:00", str(record.version))
    htmx = {"HX-Request": "true"}
    data = {"begins": "2026-11-23T15:30", "version": record.version}
    answer = client.post(chip["data-move"], data, headers=htmx)
    assert answer.status_code == 204
    record.refresh_from_db()
    assert (record.begins, record.ends) == (at("2026-11-23 15:30"), at("2026-11-23 16:30"))
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    assert client.post(undo, headers=htmx).status_code == 204
    record.refresh_from_db()
    assert (record.begins, record.ends) == (at("2026-11-20 10:00"), at("2026-11-20 11:00"))


def test_what_somebody_has_changed_meanwhile_is_not_moved(client, user):
    record = factories.event(by=user, begins=at("2026-11-20 10:00"))
    stale = {"begins": "2026-11-23T15:30", "version": record.version + 1}
    answer = client.post(f"/events/{record.pk}/move/", stale, headers={"HX-Request": "true"})
    assert json.loads(answer["HX-Trigger"])["toast"]["level"] == "error"
    for rubbish in ("", "x", "2026-03-29T03:30"):
        client.post(f"/events/{record.pk}/move/", {"begins": rubbish})
    record.refresh_from_db()
    assert record.begins == at("2026-11-20 10:00")


def test_a_reader_moves_nothing(db, user):
    record = factories.event(by=user, begins=at("2026-11-20 10:00"))
    reader = Client()
    reader.force_login(factories.reader())
    assert reader.post(f"/events/{record.pk}/move/", {"begins": "2026-11-23T15:30"}).status_code == 403
    chip = page(reader, "user=all&date=2026-11-20").select_one(f"[data-event='{record.pk}']")
    assert chip is not None and not chip.has_attr("data-move")
