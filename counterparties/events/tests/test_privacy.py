"""A private event is seen by its author and its related users, and by nobody else through any door."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from access.models import Action, Role
from counterparties.comments.writing import write_comment
from counterparties.events.feed import renew_feed
from counterparties.events.saving import move_event, save_event
from counterparties.events.series import archive_following
from counterparties.models import Event
from exchange.exporting import everything, list_of, rows_of
from history.models import Change
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from screens.registry import screens
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db
SECRET = "Zqxsecret"


@pytest.fixture
def author():
    factories.load_defaults()
    return factories.superuser(first_name="Author")


@pytest.fixture
def related():
    return factories.superuser(first_name="Related")


@pytest.fixture
def other():
    return factories.superuser(first_name="Other")


@pytest.fixture
def event(author, related) -> Event:
    made = factories.event(
        by=author,
        topic=f"{SECRET} topic",
        note=f"{SECRET} note",
        visibility="private",
        related_users=[related],
        contact_persons=[],
    )
    write_comment(user=author, record=made.counterparty, event=made, text=f"{SECRET} comment")
    return save_event(user=author, record=made, values={"outcome": f"{SECRET} outcome"})


def doors(event: Event) -> list[str]:
    """Every page on which an event may be told of."""
    owner = event.counterparty_id
    day = localdate(event.begins).isoformat()
    columns = "&".join(f"columns={name}" for name in screens["all-events"].attributes())
    return [
        reverse("events-list", args=[owner]),
        reverse("events-list", args=[owner]) + f"?q={SECRET}",
        reverse("all-events-list") + f"?{columns}",
        reverse("all-events-list") + f"?q={SECRET}",
        reverse("calendar") + f"?user=all&view=month&date={day}",
        reverse("calendar") + f"?user=all&view=week&date={day}",
        reverse("calendar") + f"?user=all&view=day&date={day}",
        reverse("calendar") + f"?user=all&view=agenda&date={day}",
        reverse("counterparty", args=[owner]),
        reverse("counterparty-changes", args=[owner]),
        reverse("exchange:export", args=["events"]) + f"?parent={owner}&format=csv",
        reverse("exchange:export", args=["all-events"]) + "?format=csv",
        reverse("search") + f"?q={SECRET}",
        reverse("counterparties-list") + f"?q={SECRET}",
        reverse("notices"),
    ]


def told(user, url: str) -> str:
    response = client_of(user).get(url)
    assert response.status_code == 200, url
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = content.decode("utf-8-sig")
    # What one has searched for stands in the field of the search.
    return text.replace(f'value="{SECRET}"', "").replace(f"q={SECRET}", "").replace(f"“{SECRET}”", "")


def test_no_page_tells_others_of_it(event, other):
    for url in doors(event):
        assert f"{SECRET} " not in told(other, url), url


def test_the_author_and_who_is_related_see_it_everywhere(event, author, related):
    for user in (author, related):
        for url in [each for each in doors(event) if "q=" not in each and "notices" not in each][:8]:
            if "summary" not in url and url != reverse("counterparty", args=[event.counterparty_id]):
                assert f"{SECRET} " in told(user, url), url


def test_its_own_pages_are_not_there_for_others(event, other):
    client, owner = client_of(other), event.counterparty_id
    for name in ("event", "event-ics"):
        assert client.get(reverse(name, args=[event.pk])).status_code == 404
    for name in ("event-comment", "event-done", "event-end-series", "event-move", "event-summary"):
        assert client.post(reverse(name, args=[event.pk]), {"text": "x"}).status_code == 404
    for view in ("edit", "history", "archive", "activate"):
        assert client.get(reverse(f"events-{view}", args=[owner, event.pk])).status_code == 404
        assert client.get(reverse(f"all-events-{view}", args=[event.pk])).status_code == 404
    before = event.version
    event.refresh_from_db()
    assert event.version == before


def test_neither_counts_nor_exports_contain_it(event, other, author):
    page = BeautifulSoup(
        client_of(other).get(reverse("events-list", args=[event.counterparty_id])).content, "html.parser"
    )
    assert page.select_one("nav[aria-label=Tabs] a[aria-current] .pr-count").get_text() == "0"
    for user, number in ((other, 0), (author, 1)):
        query = list_of(
            screen=screens["all-events"],
            user=user,
            query=everything(screen=screens["all-events"], user=user),
            parent=None,
        )
        assert rows_of(query, action=Action.EXPORT).count() == number


def test_its_changes_are_neither_told_nor_found_nor_taken_back_by_others(event, other, author):
    address = reverse("counterparty-changes", args=[event.counterparty_id])
    changes = Change.objects.filter(owner_id=event.counterparty_id).exclude(table="counterparties_counterparty")
    assert changes.count() >= 3
    for change in changes:
        back = reverse("take-change-back", args=[event.counterparty_id, change.pk])
        assert client_of(other).post(f"{back}?place=outcome").status_code == 404
    assert "Related user" not in told(other, address)
    assert "Related user" in told(author, address)


def test_what_was_public_once_is_hidden_when_it_is_private(author, other):
    event = factories.event(by=author, topic=f"{SECRET} topic")
    address = reverse("counterparty-changes", args=[event.counterparty_id])
    assert SECRET in told(other, address)
    save_event(user=author, record=event, values={"visibility": "private"})
    assert SECRET not in told(other, address)


def test_a_link_to_it_says_nothing(event, author, other):
    follower = factories.event(event.counterparty, by=author, topic="Open step")
    Event.objects.filter(pk=follower.pk).update(follows=event)
    assert SECRET not in told(other, reverse("event", args=[follower.pk]))
    add = reverse("events-add", args=[event.counterparty_id]) + f"?follows={event.pk}"
    assert SECRET not in told(other, add)
    assert SECRET in told(author, add)


def test_the_verbs_refuse_others(event, other):
    for deed in (
        lambda: save_event(user=other, record=Event.objects.get(pk=event.pk), values={"topic": "Mine"}),
        lambda: move_event(user=other, record=Event.objects.get(pk=event.pk), begins=event.begins),
        lambda: write_comment(user=other, record=event.counterparty, event=event, text="Hello"),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_one_of_a_series_that_is_private_stays_when_others_archive_the_rest(author, other):
    first = factories.event(by=author, repeat="daily", every=1, times=3)
    second = Event.objects.exclude(pk=first.pk).order_by("begins").first()
    save_event(user=author, record=second, values={"visibility": "private"})
    assert archive_following(user=other, record=Event.objects.get(pk=first.pk)) == 2
    second.refresh_from_db()
    assert second.archived_at is None


def test_the_feed_of_another_does_not_contain_it(event, other, related):
    for user, there in ((other, False), (related, True)):
        text = Client().get(f"/calendar/{renew_feed(user=user)}.ics").content.decode()
        assert (SECRET in text) is there


def test_who_ceases_to_be_related_sees_it_no_more(event, author, related):
    save_event(user=author, record=Event.objects.get(pk=event.pk), values={"related_users": []})
    assert client_of(related).get(reverse("event", args=[event.pk])).status_code == 404


# --- the tab is a gate too


def test_who_has_no_tab_of_events_sees_none_anywhere(author):
    reader = factories.user(roles=[Role.objects.get(code="clerk")])
    event = factories.event(by=author, topic=f"{SECRET} topic")
    assert SECRET in told(reader, reverse("all-events-list"))
    open_to(tab=FileTab.objects.get(code="events"), roles=[Role.objects.get(code="administrator")])
    client = client_of(reader)
    assert client.get(reverse("event", args=[event.pk])).status_code == 404
    assert client.get(reverse("events-list", args=[event.counterparty_id])).status_code == 404
    for url in (each for each in doors(event) if "/events/" not in each and "screen=events" not in each):
        response = client.get(url)
        assert response.status_code in (200, 404), url
        if response.status_code == 200 and not response.streaming:
            assert f"{SECRET} " not in response.content.decode(), url


def test_a_tab_for_some_kinds_shows_the_events_of_these(author):
    shown, hidden = (
        factories.event(factories.counterparty(types=[kind]), by=author) for kind in (Kind.SUPPLIER, Kind.CUSTOMER)
    )
    FileTab.objects.filter(code="events").update(kinds=[Kind.SUPPLIER.value])
    assert list(Event.objects.visible_to(author)) == [shown]
    FileTab.objects.filter(code="contacts").update(kinds=[Kind.CUSTOMER.value])
    assert not Event.objects.visible_to(author).exists()
    FileTab.objects.filter(code="events").update(kinds=[])
    assert list(Event.objects.visible_to(author)) == [hidden]
