"""What other calendars read, read by a parser of its own: moments, days, letters, and who may read."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.core.cache import cache
from django.test import Client

from counterparties.events import feed_views
from counterparties.events.feed import renew_feed
from counterparties.models import CalendarFeed
from tests import factories

pytestmark = pytest.mark.django_db
SOFIA = ZoneInfo("Europe/Sofia")


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def user():
    factories.load_defaults()
    return factories.superuser(first_name="Иван")


def soon(days: int, hour: int = 10) -> datetime.datetime:
    day = datetime.datetime.now(SOFIA) + datetime.timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def entries(response) -> list:
    assert response.status_code == 200 and response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(vobject.readOne(response.content.decode()).vevent_list)


def read(secret: str):
    return Client().get(f"/calendar/{secret}.ics")


def test_a_calendar_reads_ones_own_events_without_a_password(user):
    text = 'Среща; с „кавички“, запетая\\ и "още" ' + "дълго " * 20
    mine = factories.event(by=user, topic=text[:150], note="Първи ред\nвтори", begins=soon(3), ends=soon(3, 11))
    factories.event(by=factories.superuser(), topic="Чужда")
    (entry,) = entries(read(renew_feed(user=user)))
    assert entry.summary.value.endswith(text[:150].strip())
    assert entry.dtstart.value == mine.begins and entry.dtend.value == mine.ends
    assert "Първи ред\nвтори" in entry.description.value
    assert entry.url.value == f"http://testserver/events/{mine.pk}/"


def test_a_time_is_the_same_moment_on_both_sides_of_the_turn_of_the_clocks(user):
    first = soon(0)
    factories.event(
        by=user, begins=first, ends=first + datetime.timedelta(hours=1), repeat="monthly", every=1, times=8
    )
    found = entries(read(renew_feed(user=user)))
    shown = {entry.dtstart.value.astimezone(SOFIA).strftime("%H:%M") for entry in found}
    assert len(found) >= 5 and shown == {"10:00"}
    assert len({entry.uid.value for entry in found}) == len(found)


def test_whole_days_are_days_and_the_end_is_the_day_behind(user):
    factories.event(by=user, all_day=True, begins=soon(2), ends=soon(4))
    (entry,) = entries(read(renew_feed(user=user)))
    assert entry.dtstart.value == soon(2).date() and entry.dtend.value == soon(5).date()


def test_it_leaves_out_what_is_long_gone_far_ahead_or_archived(user):
    factories.event(by=user, begins=soon(-100))
    factories.event(by=user, begins=soon(500))
    factories.event(by=user, archived_at=soon(0))
    kept = factories.event(by=user, begins=soon(-80))
    content = read(renew_feed(user=user)).content.decode()
    assert content.count("BEGIN:VEVENT") == 1 and f"event-{kept.pk}@" in content


def test_a_new_link_ends_the_old_one_and_only_a_hash_is_kept(user):
    old, new = renew_feed(user=user), renew_feed(user=user)
    assert read(old).status_code == 404 and read(new).status_code == 200
    assert new not in CalendarFeed.objects.get().digest and len(new) >= 43


def test_who_has_left_feeds_nobody(user):
    secret = renew_feed(user=user)
    user.is_active = False
    user.save()
    assert read(secret).status_code == 404
    assert read("guessed").status_code == 404


def test_the_page_shows_a_link_once_and_ends_it(user):
    client = Client()
    client.force_login(user)
    assert "There is no link yet" in client.get("/calendar/link/").content.decode()
    address = client.post("/calendar/link/", {"renew": "1"}).context["address"]
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    page = client.get("/calendar/link/").content.decode()
    assert address not in page and "There is a link since" in page
    client.post("/calendar/link/", {"end": "1"})
    assert Client().get(address.removeprefix("http://testserver")).status_code == 404


def test_nothing_else_is_open_and_writing_is_refused(user):
    secret = renew_feed(user=user)
    assert Client().post(f"/calendar/{secret}.ics").status_code == 405
    assert Client().get("/calendar/").status_code == 302
    assert Client().get("/calendar/link/").status_code == 302


def test_reading_too_often_is_put_off(user):
    secret = renew_feed(user=user)
    answers = [read(secret).status_code for _each in range(feed_views.READS + 1)]
    assert set(answers[:-1]) == {200} and answers[-1] == 429
    wrong = [read(f"wrong{number}").status_code for number in range(feed_views.WRONG + 1)]
    assert set(wrong[:-1]) == {404} and wrong[-1] == 429


def test_one_event_is_a_file_that_calendars_open(user):
    event = factories.event(by=user, topic="Преговори")
    client = Client()
    client.force_login(user)
    answer = client.get(f"/events/{event.pk}/event.ics")
    assert answer["Content-Disposition"].startswith("attachment")
    (entry,) = entries(answer)
    assert entry.summary.value.endswith("Преговори")
