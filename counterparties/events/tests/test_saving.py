"""The rules of events: what is saved, what follows from what, one of a series and all that follow."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from counterparties.archiving import activate_counterparty, archive_counterparty
from counterparties.comments.writing import write_comment
from counterparties.demonstration.removing import remove_demonstration
from counterparties.events.saving import attach, finish_event, move_event, save_event
from counterparties.events.series import archive_following
from counterparties.models import Event, EventContact
from history.models import Change
from reference.stopping import stop
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db
SOFIA = ZoneInfo("Europe/Sofia")


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SOFIA)


def told(moment) -> str:
    return f"{moment.astimezone(SOFIA):%Y-%m-%d %H:%M}"


@pytest.fixture
def user():
    return factories.superuser()


def errors_of(user, **values) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        factories.event(by=user, **values)
    return list(refused.value.error_dict)


def test_who_adds_it_is_the_author_and_stays_so(user):
    event = factories.event(by=user)
    save_event(user=factories.superuser(), record=event, values={"topic": "Other"})
    event.refresh_from_db()
    assert event.author == user and event.topic == "Other"


def test_each_rule_is_refused_at_its_field(user):
    _offered, stopped = factories.event_type(), factories.event_type()
    stop(record=stopped)
    assert errors_of(user, topic="") == ["topic"]
    assert errors_of(user, begins=at("2026-11-20 10:00"), ends=at("2026-11-20 09:00")) == ["ends"]
    assert errors_of(user, type=stopped) == ["type"]
    assert errors_of(user, phone="not a phone") == ["phone"]
    assert errors_of(user, summary_email="nobody") == ["summary_email"]
    assert errors_of(user, contact_persons=[factories.contact_person()]) == ["contact_persons"]


def test_a_stopped_type_stays_where_it_is(user):
    event = factories.event(by=user)
    stop(record=event.type)
    event = Event.objects.get(pk=event.pk)
    assert save_event(user=user, record=event, values={"topic": "Still"}).topic == "Still"


def test_what_is_past_is_done_and_a_phone_is_stored_as_it_is_dialled(user):
    event = factories.event(by=user, stage="past", phone="0888 123 456")
    assert event.done and event.phone == "+359888123456"


def test_whole_days_are_those_of_the_installation(user):
    event = factories.event(by=user, all_day=True, begins=at("2026-11-20 15:40"), ends=at("2026-11-22 09:00"))
    assert (told(event.begins), told(event.ends)) == ("2026-11-20 00:00", "2026-11-22 00:00")
    with timezone.override("America/New_York"):
        again = Event.objects.get(pk=event.pk)
        assert (again.first_day.day, again.last_day.day) == (20, 22)
        begins = screens["events"].declared()["begins"]
        assert begins.local(begins.value(again)) == "2026-11-20T00:00"
        save_event(user=user, record=again, values={"topic": "Elsewhere"})
    assert told(Event.objects.get(pk=event.pk).begins) == "2026-11-20 00:00"


def test_an_event_of_an_archived_counterparty_stays_as_it_is(user):
    event = factories.event(by=user)
    archive_counterparty(user=user, record=event.counterparty)
    with pytest.raises(ValidationError, match="is archived"):
        save_event(user=user, record=Event.objects.get(pk=event.pk), values={"topic": "X"})


def test_who_edits_at_the_same_time_is_told(user):
    mine, theirs = (Event.objects.get(pk=event.pk) for event in [factories.event(by=user)] * 2)
    save_event(user=user, record=theirs, values={"related_users": [user]})
    with pytest.raises(ValidationError, match="Somebody else"):
        save_event(user=user, record=mine, values={"topic": "Mine"})


def test_saving_what_is_there_writes_nothing(user):
    person = factories.contact_person()
    links = {"contact_persons": [person], "related_users": [user]}
    event = factories.event(person.counterparty, by=user, **links)
    last = Change.objects.latest("id").pk
    save_event(user=user, record=Event.objects.get(pk=event.pk), values=links)
    assert not Change.objects.filter(id__gt=last).exists()
    save_event(user=user, record=Event.objects.get(pk=event.pk), values={"contact_persons": []})
    change = Change.objects.get(id__gt=last)
    assert (change.table, change.owner_id) == (EventContact._meta.db_table, event.counterparty_id)


def test_a_move_takes_end_and_reminder_along_by_the_clocks(user):
    times = {"begins": "2026-03-27 10:00", "ends": "2026-03-27 11:30", "remind_at": "2026-03-27 09:30"}
    event = factories.event(by=user, **{name: at(text) for name, text in times.items()})
    moved = move_event(user=user, record=Event.objects.get(pk=event.pk), begins=at("2026-03-30 08:00"))
    assert [told(getattr(moved, name)) for name in times] == [
        "2026-03-30 08:00",
        "2026-03-30 09:30",
        "2026-03-30 07:30",
    ]


def test_it_is_done_with_its_outcome_and_commented_on(user):
    event = finish_event(user=user, record=factories.event(by=user), outcome="Signed")
    assert event.done and event.outcome == "Signed"


def test_files_of_the_counterparty_are_put_to_it_and_no_others(user):
    event = factories.event(by=user)
    mine, foreign = factories.attachment(event.counterparty), factories.attachment()
    save_event(user=user, record=event, values={"attachments": [mine]})
    with pytest.raises(ValidationError) as refused:
        save_event(user=user, record=event, values={"attachments": [mine, foreign]})
    assert list(refused.value.error_dict) == ["attachments"]
    kept = attach(user=user, record=Event.objects.get(pk=event.pk), file=SimpleUploadedFile("b.txt", b"x"))
    assert set(event.attachments.all()) == {mine, kept}


# --- series


@pytest.fixture
def series(user):
    """Four Tuesdays at ten, across the turn of the clocks in autumn."""
    factories.event(
        by=user,
        topic="Weekly",
        begins=at("2026-10-13 10:00"),
        ends=at("2026-10-13 11:00"),
        remind_at=at("2026-10-13 09:00"),
        related_users=[user],
        repeat="weekly",
        every=1,
        times=4,
    )
    return read()


def read() -> list[Event]:
    return list(Event.objects.order_by("begins", "pk"))


def test_each_occurrence_is_an_event_at_the_same_time_by_the_clocks(series, user):
    assert [told(each.begins) for each in series] == [
        f"2026-{day} 10:00" for day in ("10-13", "10-20", "10-27", "11-03")
    ]
    assert {told(each.ends)[11:] for each in series} == {"11:00"}
    assert {told(each.remind_at)[11:] for each in series} == {"09:00"}
    assert {each.series.rule for each in series} == {"FREQ=WEEKLY;INTERVAL=1;COUNT=4"}
    assert all(list(each.related_users.all()) == [user] for each in series)


def test_one_is_changed_alone(series, user):
    save_event(
        user=user, record=series[1], values={"topic": "Only this", "begins": at("2026-10-21 12:00"), "ends": None}
    )
    assert [each.topic for each in read()] == ["Weekly", "Only this", "Weekly", "Weekly"]


def test_all_following_change_and_keep_what_is_their_own(series, user):
    finish_event(user=user, record=series[2], outcome="Held")
    series = read()
    save_event(user=user, record=series[3], values={"note": "Own note"})
    values = {
        "topic": "Later",
        "begins": at("2026-10-21 12:00"),
        "ends": at("2026-10-21 12:30"),
        "remind_at": None,
        "related_users": [],
        "scope": "following",
    }
    save_event(user=user, record=read()[1], values=values)
    first, second, held, last = read()
    assert (first.topic, told(first.begins)) == ("Weekly", "2026-10-13 10:00")
    assert (second.topic, told(second.begins), told(second.ends)) == ("Later", "2026-10-21 12:00", "2026-10-21 12:30")
    assert (held.topic, held.outcome, told(held.begins)) == ("Weekly", "Held", "2026-10-27 10:00")
    assert (last.topic, last.note) == ("Later", "Own note")
    assert (told(last.begins), told(last.ends), last.remind_at) == ("2026-11-04 12:00", "2026-11-04 12:30", None)
    assert not last.related_users.exists() and first.related_users.exists()


def spans() -> list[str]:
    return [f"{told(each.begins)[11:]}-{told(each.ends)[11:]} {told(each.remind_at)[11:]}" for each in read()]


def test_an_end_or_reminder_of_its_own_stays_unless_the_same_changes(series, user):
    save_event(user=user, record=series[2], values={"ends": at("2026-10-27 13:00")})
    save_event(user=user, record=series[3], values={"remind_at": at("2026-11-03 08:00")})
    following = {"scope": "following"}
    save_event(user=user, record=read()[0], values=following | {"remind_at": at("2026-10-13 09:30")})
    assert spans() == ["10:00-11:00 09:30", "10:00-11:00 09:30", "10:00-13:00 09:30", "10:00-11:00 09:30"]
    save_event(user=user, record=read()[3], values={"remind_at": at("2026-11-03 08:00")})
    moved = {"begins": "11:00", "ends": "12:00", "remind_at": "10:30"}
    save_event(user=user, record=read()[0], values=following | {k: at(f"2026-10-13 {v}") for k, v in moved.items()})
    assert spans() == ["11:00-12:00 10:30", "11:00-12:00 10:30", "11:00-14:00 10:30", "11:00-12:00 09:00"]
    save_event(user=user, record=read()[0], values=following | {"begins": at("2026-10-13 10:30")})
    assert spans() == ["10:30-12:00 10:30", "10:30-12:00 10:30", "10:30-14:00 10:30", "10:30-12:00 09:00"]
    save_event(user=user, record=read()[0], values=following | {"ends": at("2026-10-13 11:00")})
    assert spans() == ["10:30-11:00 10:30", "10:30-11:00 10:30", "10:30-11:00 10:30", "10:30-11:00 09:00"]


def test_none_ends_before_it_begins_where_only_the_beginning_changes(series, user):
    save_event(user=user, record=series[2], values={"ends": at("2026-10-27 10:15")})
    later = {"begins": at("2026-10-13 10:30"), "scope": "following"}
    save_event(user=user, record=read()[0], values=later)
    assert [span[:11] for span in spans()] == ["10:30-11:00", "10:30-11:00", "10:30-10:45", "10:30-11:00"]


def test_a_series_ends_with_the_one_that_says_so(series, user):
    finish_event(user=user, record=series[2], outcome="")
    assert archive_following(user=user, record=read()[1]) == 2
    assert [each.archived_at is None for each in read()] == [True, False, True, False]


def test_a_rule_without_an_end_adds_nothing(user):
    assert errors_of(user, repeat="daily", every=1) == ["until"]
    assert not Event.objects.exists()


def test_demonstration_data_go_with_the_events_that_were_made_for_them(user):
    owner = factories.counterparty(demonstration=True)
    first = factories.event(owner, by=user, repeat="daily", every=1, times=3, related_users=[user])
    write_comment(user=user, record=owner, event=Event.objects.get(pk=first.pk), text="Hello")
    Event.objects.exclude(pk=first.pk).update(follows=first)
    real = factories.event(by=user)
    assert remove_demonstration(user=user).counterparties == 1
    assert list(Event.objects.all()) == [real]


def test_events_are_archived_and_come_back_with_their_counterparty(user):
    event, before = (
        factories.event(by=user, visibility="private"),
        factories.event(by=user, archived_at=timezone.now()),
    )
    owner = event.counterparty
    archive_counterparty(user=factories.superuser(), record=owner)
    assert Event.objects.get(pk=event.pk).archived_at is not None
    activate_counterparty(user=user, record=owner)
    assert Event.objects.get(pk=event.pk).archived_at is None
    assert Event.objects.get(pk=before.pk).archived_at is not None


def test_an_outcome_does_not_overwrite_what_somebody_else_has_entered_meanwhile(user):
    event = factories.event(by=user)
    client, page, read = Client(), event.get_absolute_url(), {"version": event.version}
    client.force_login(user)
    finish_event(user=factories.superuser(), record=Event.objects.get(pk=event.pk), outcome="Theirs")
    answer = client.post(f"{page}done/", read | {"outcome": "Mine"})
    told = answer.content.decode()
    assert answer.status_code == 409 and "Mine" in told and "Theirs" in told and "changed meanwhile" in told
    event.refresh_from_db()
    assert event.outcome == "Theirs"
    assert client.post(f"{page}done/", {"version": event.version, "outcome": "Both"}).status_code == 302
    event.refresh_from_db()
    assert event.outcome == "Both"
