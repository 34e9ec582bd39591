"""Whom and what an event concerns: people and files of its counterparty, as far as its reader has their tabs."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from counterparties.comments.writing import write_comment
from counterparties.emails.forms import EmailForm
from counterparties.events.saving import save_event
from counterparties.events.screens import users_of
from counterparties.events.series import archive_following
from counterparties.models import Comment, Event, EventContact
from counterparties.sharing.saving import share
from reference.kinds import Kind
from reference.models import FileTab
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return factories.superuser()


def test_contacts_of_further_counterparties_may_be_named_and_stay_when_they_are_contacts_no_more(user):
    event, guest = factories.event(by=user), factories.contact_person()
    link = share(user=user, record=guest, counterparty=event.counterparty, details={"role": "Adviser"})
    screen = screens["events"]
    offered = screen.persons_of(user, event.counterparty_id, event)
    assert guest in offered()
    save_event(user=user, record=event, values={"contact_persons": [guest]})
    type(link).objects.filter(pk=link.pk).update(archived_at=timezone.now())
    assert guest in offered().all() and guest not in screen.persons_of(user, event.counterparty_id, Event())()
    save_event(user=user, record=event, values={"contact_persons": [guest], "topic": "Other"})
    with pytest.raises(ValidationError):
        save_event(user=user, record=event, values={"counterparty": factories.counterparty()})
    assert EventContact.objects.get(event=event).person == guest


def test_nobody_finds_the_contacts_of_a_file_that_he_does_not_see(user):
    guest = factories.contact_person(factories.counterparty(types=[Kind.SUPPLIER]))
    hidden = factories.counterparty(types=[Kind.CUSTOMER])
    share(user=user, record=guest, counterparty=hidden, details={})
    limited = factories.limited_user(Kind.SUPPLIER)
    assert not screens["events"].persons_of(limited, hidden.pk, Event())().exists()


def test_an_event_is_added_where_its_writer_sees_events(user):
    supplier, customer = (factories.counterparty(types=[kind]) for kind in (Kind.SUPPLIER, Kind.CUSTOMER))
    FileTab.objects.filter(code="events").update(kinds=["supplier"])
    assert factories.event(supplier, by=user).pk
    with pytest.raises(ValidationError) as refused:
        factories.event(customer, by=user)
    assert list(refused.value.error_dict) == ["counterparty"]


def test_one_of_a_series_that_went_to_another_counterparty_follows_no_more(user):
    first = factories.event(by=user, repeat="daily", every=1, times=3)
    moved = Event.objects.exclude(pk=first.pk).order_by("begins").first()
    save_event(user=user, record=moved, values={"counterparty": factories.counterparty(), "contact_persons": []})
    save_event(user=user, record=first, values={"topic": "Changed", "scope": "following"})
    assert Event.objects.filter(topic="Changed").count() == 2
    assert archive_following(user=user, record=Event.objects.get(pk=first.pk)) == 2
    moved.refresh_from_db()
    assert moved.archived_at is None and moved.topic != "Changed"


def test_those_that_follow_keep_their_own_people_and_files_where_these_did_not_change(user):
    first = factories.event(by=user, repeat="daily", every=1, times=3)
    second = Event.objects.exclude(pk=first.pk).order_by("begins").first()
    own, everywhere = (factories.contact_person(first.counterparty) for _each in range(2))
    save_event(user=user, record=second, values={"contact_persons": [own]})
    values = {"topic": "Changed", "scope": "following", "contact_persons": [], "attachments": []}
    save_event(user=user, record=first, values=values)
    assert list(second.contact_persons.all()) == [own]
    save_event(user=user, record=first, values=values | {"contact_persons": [everywhere]})
    assert list(second.contact_persons.all()) == [everywhere]


def test_a_series_goes_to_another_counterparty_with_its_comments_and_without_the_people_there(user):
    first = factories.event(by=user, repeat="daily", every=1, times=2)
    second, other = Event.objects.exclude(pk=first.pk).get(), factories.counterparty()
    known, file = factories.contact_person(first.counterparty), factories.attachment(first.counterparty)
    save_event(
        user=user, record=second, values={"contact_persons": [known], "attachments": [file], "related_users": [user]}
    )
    said = [write_comment(user=user, record=each.counterparty, event=each, text="Yes") for each in (first, second)]
    save_event(user=user, record=Event.objects.get(pk=first.pk), values={"counterparty": other, "scope": "following"})
    second.refresh_from_db()
    assert second.counterparty == other and list(second.related_users.all()) == [user]
    assert not second.contact_persons.exists() and not second.attachments.exists()
    assert Comment.objects.filter(counterparty=other).count() == len(said)


def test_the_page_asks_before_several_are_archived(user):
    first = factories.event(by=user, repeat="daily", every=1, times=3)
    client = Client()
    client.force_login(user)
    assert "Archive 3 events of the series?" in client.get(first.get_absolute_url()).content.decode()


def test_whoever_has_left_stays_a_related_user(user):
    left = factories.user()
    event = factories.event(by=user, related_users=[left])
    type(left).objects.filter(pk=left.pk).update(is_active=False)
    fields = {each.name: each for each in screens["events"].form_attributes(user, event)}
    assert left in fields["related_users"].rows() and left not in users_of(Event())()


def test_an_event_that_moves_takes_no_files_along(user):
    event = factories.event(by=user)
    save_event(user=user, record=event, values={"attachments": [factories.attachment(event.counterparty)]})
    with pytest.raises(ValidationError) as refused:
        save_event(user=user, record=event, values={"counterparty": factories.counterparty()})
    assert list(refused.value.error_dict) == ["attachments"]


def test_without_the_tab_of_files_an_event_shows_none_takes_none_and_loses_none(user):
    event = factories.event(by=user)
    save_event(user=user, record=event, values={"attachments": [factories.attachment(event.counterparty, name="Zqx")]})
    client, page = Client(), event.get_absolute_url()
    client.force_login(user)
    alone = {"HX-Target": "sheet"}
    assert "Zqx" in client.get(page, headers=alone).content.decode()
    FileTab.objects.filter(code="files").update(kinds=["bank"])
    assert "Zqx" not in client.get(page, headers=alone).content.decode()
    assert client.post(f"{page}files/", {"files": []}).status_code == 403
    assert "attachments" not in {each.name for each in screens["events"].form_attributes(user, event)}
    email = EmailForm(None, record=event.counterparty, user=user)
    assert not {"attachments", "new_files"} & set(email.fields)


@pytest.mark.parametrize(("screen", "address"), [("events", "?parent={0}&"), ("all-events", "?")])
def test_lists_and_exports_name_only_files_that_one_may_see(user, screen, address):
    event, clerk = factories.event(by=user), factories.administrator()
    save_event(user=user, record=event, values={"attachments": [factories.attachment(event.counterparty, name="Zqx")]})
    client, columns = Client(), "columns=topic&columns=attachments"
    client.force_login(clerk)
    list_url = screens[screen].url(parent=event.counterparty if screen == "events" else None)
    export = (
        reverse("exchange:export", args=[screen]) + address.format(event.counterparty_id) + "format=csv&" + columns
    )

    def told() -> list[bool]:
        answers = client.get(f"{list_url}?{columns}").content, client.get(export).getvalue()
        assert all(event.topic in answer.decode() for answer in answers)
        return ["Zqx" in answer.decode() for answer in answers]

    assert told() == [True, True]
    FileTab.objects.filter(code="files").update(kinds=["bank"])
    assert told() == [False, False], "open for files of other kinds"
    FileTab.objects.filter(code="files").update(stopped_at=timezone.now())
    assert told() == [False, False], "closed everywhere"
