"""The timeline: one order for all that happened, page by page, as far as one may see it."""

import datetime
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from counterparties.comments.writing import write_comment
from counterparties.saving import save_counterparty
from counterparties.timeline import reading
from counterparties.timeline.asked import TimelineFilter
from counterparties.timeline.reading import Place, page_of
from counterparties.timeline.sources import SOURCES
from history.recording import recorded
from reference.models import FileTab
from reference.stopping import stop
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rada():
    return f.administrator(username="rada", first_name="Rada")


@pytest.fixture
def record(rada):
    """With an event tomorrow, one of yesterday, two comments and a changed phone."""
    made = f.counterparty(name="Alpha")
    f.event(made, by=rada, topic="Tomorrow")
    f.event(made, by=rada, topic="Yesterday", begins=timezone.now() - datetime.timedelta(days=1))
    for text in ("first", "second"):
        write_comment(user=rada, record=made, text=text)
    with recorded(user_id=rada.pk, run=""):
        save_counterparty(user=rada, record=type(made).objects.get(pk=made.pk), values={"phone": "+359888123456"})
    return made


def said(items) -> list[str]:
    """What stands there: texts of comments, topics of events, "change"."""
    return ["change" if item.sort == "changes" else item.text or item.title.partition(": ")[2] for item in items]


def test_what_is_planned_stands_first_and_the_newest_behind_it(rada, record):
    items, older = page_of(record, rada)
    assert not older
    told = said(items)
    assert told[0] == "Tomorrow" and told[-1] == "Yesterday"
    assert told.index("second") < told.index("first")
    assert "change" in told


def test_pages_leave_nothing_out_and_tell_nothing_twice(rada, record, monkeypatch):
    whole = [(item.sort, item.at) for item in page_of(record, rada)[0]]
    monkeypatch.setattr(reading, "PAGE", 2)
    found, before = [], ""
    for _page in range(50):
        items, before = page_of(record, rada, before=before)
        found += [(item.sort, item.at) for item in items]
        if not before:
            break
    # Changes of one transaction may be told in two parts where a page ends between them.
    assert [each for each in found if each[0] != "changes"] == [each for each in whole if each[0] != "changes"]
    assert {each for each in found if each[0] == "changes"} == {each for each in whole if each[0] == "changes"}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("what=comments", ["second", "first"]),
        ("what=events", ["Tomorrow", "Yesterday"]),
        ("what=events&end={yesterday}", ["Yesterday"]),
        ("what=events&begin={tomorrow}", ["Tomorrow"]),
        ("what=comments&begin=soon", []),
    ],
)
def test_it_is_found_by_sort_person_and_day(rada, record, query, told):
    today = timezone.localdate()
    days = {name: today + datetime.timedelta(days=by) for name, by in (("yesterday", -1), ("tomorrow", 1))}
    asked = TimelineFilter(QueryDict(query.format(**days)), record, rada)
    assert said(page_of(record, rada, sorts=asked.sorts, found=asked.conditions)[0]) == told


def test_versions_of_files_stand_where_they_were_uploaded(rada, record):
    made = f.attachment(record, by=rada, name="Offer.txt")
    other = f.administrator()
    told = page_of(record, rada, sorts=["files"])[0]
    assert [(item.title, item.who, item.url) for item in told] == [("Offer.txt", "Rada", made.get_absolute_url())]
    FileTab.objects.filter(interface="files").update(stopped_at=timezone.now())
    assert not page_of(record, other, sorts=["files"])[0]


def test_by_person(rada, record):
    other = f.administrator(username="ivan")
    write_comment(user=other, record=record, text="third")
    asked = TimelineFilter(QueryDict(f"who={rada.pk}&what=comments"), record, rada)
    assert said(page_of(record, rada, sorts=asked.sorts, found=asked.conditions)[0]) == ["second", "first"]


def test_a_private_event_and_what_is_said_of_it_is_for_those_whom_it_concerns(rada, record):
    event = f.event(record, by=rada, topic="Secret", visibility="private")
    write_comment(user=rada, record=record, event=event, text="hush")
    assert "Secret" in said(page_of(record, rada)[0])
    other = f.administrator()
    assert not {"Secret", "hush"} & set(said(page_of(record, other)[0]))
    page = BeautifulSoup(
        client_of(other).get(reverse("counterparty-changes", args=[record.pk])).content, "html.parser"
    )
    assert "hush" not in page.text and "Secret" not in page.text


@given(st.text(max_size=60))
def test_an_address_that_names_no_place_begins_at_the_top(text):
    place = Place.read(text)
    assert place is None or str(place).count("~") == 2


def test_a_place_is_read_as_it_is_written():
    place = Place(timezone.now(), "comments", 5)
    assert Place.read(str(place)) == place
    assert Place.read("2026-01-01T00:00:00~comments~5") is None
    assert Place.read("2026-99-01T00:00:00+00:00~comments~5") is None


def test_the_page_costs_the_same_however_much_happened(rada, record):
    client, url = client_of(rada), reverse("timeline", args=[record.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(30):
        write_comment(user=rada, record=record, text=f"said {number} @rada")
        f.event(record, by=rada)
    with CaptureQueriesContext(connection) as many:
        page = client.get(url)
    # Of the comments one query more asks who is named.
    assert len(many) <= len(few) + 1
    assert f"before={quote(page.context['older'])}" in page.content.decode()


def test_a_file_without_the_part_has_no_timeline_and_takes_no_comments(rada, record):
    stop(record=FileTab.objects.get(interface="timeline"))
    client = client_of(rada)
    assert client.get(reverse("timeline", args=[record.pk])).status_code == 404
    assert client.post(reverse("comment", args=[record.pk]), {"text": "x"}).status_code == 404
    assert b"comment-in-panel" not in client.get(reverse("counterparty", args=[record.pk])).content


def test_every_sort_has_a_label_and_says_when():
    assert all(str(source.label) and source.at and source.who for source in SOURCES.values())
