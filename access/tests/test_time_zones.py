"""One's own time zone: chosen once, it holds for all that is shown and entered, and for nobody else."""

import datetime

import pytest
from django.utils import timezone

from access.time_zones import offered, zone_of
from counterparties.models import Event
from screens.notices.models import Notice
from screens.notices.telling import notify
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db


def test_what_is_offered_are_places():
    assert {"Europe/Sofia", "America/New_York"} <= set(offered()) and "UTC" not in offered()


def test_it_is_chosen_and_given_up_again():
    user = factories.superuser()
    client = client_of(user)
    assert client.post("/accounts/time-zone/", {"time_zone": "Nowhere/Land"}).status_code == 422
    assert client.post("/accounts/time-zone/", {"time_zone": "Europe/London"}).status_code == 302
    user.refresh_from_db()
    assert str(zone_of(user)) == "Europe/London"
    assert 'value="Europe/London" selected' in client.get("/accounts/time-zone/").content.decode()
    client.post("/accounts/time-zone/", {"time_zone": ""})
    user.refresh_from_db()
    assert str(zone_of(user)) == "Europe/Sofia"


def test_a_zone_that_is_no_more_is_as_none():
    assert str(zone_of(factories.user(time_zone="Gone/Away"))) == "Europe/Sofia"


def test_the_calendar_and_the_form_speak_of_the_same_moment_in_both_zones():
    factories.load_defaults()
    here, there = factories.superuser(), factories.superuser(time_zone="Europe/London")
    begins = datetime.datetime(2026, 11, 20, 10, tzinfo=datetime.UTC)
    event = factories.event(by=here, begins=begins, related_users=[there])
    whole = factories.event(by=here, begins=begins, all_day=True, related_users=[there])
    for user, shown in ((here, "12:00"), (there, "10:00")):
        page = client_of(user).get("/calendar/?view=week&date=2026-11-20").content.decode()
        assert f'data-begins="2026-11-20T{shown}"' in page and 'data-begins="2026-11-20T00:00"' in page
        form = client_of(user).get(f"/events/{event.pk}/edit/").content.decode()
        assert f'value="2026-11-20T{shown}"' in form
        assert 'value="2026-11-20T00:00"' in client_of(user).get(f"/events/{whole.pk}/edit/").content.decode()
    moved = client_of(there).post(f"/events/{event.pk}/move/", {"begins": "2026-11-20T11:00"})
    assert moved.status_code == 302
    event.refresh_from_db()
    assert event.begins == begins + datetime.timedelta(hours=1)
    client_of(there).post(f"/events/{whole.pk}/move/", {"begins": "2026-11-23T00:00"})
    assert Event.objects.get(pk=whole.pk).first_day == datetime.date(2026, 11, 23)


def test_a_notice_says_the_time_of_its_reader():
    moment = datetime.datetime(2026, 11, 20, 10, tzinfo=datetime.UTC)
    here, there = factories.user(), factories.user(time_zone="Asia/Tokyo")
    notify(users=[here, there], text=lambda: f"{timezone.localtime(moment):%H:%M}")
    assert list(Notice.objects.order_by("user_id").values_list("text", flat=True)) == ["12:00", "19:00"]
