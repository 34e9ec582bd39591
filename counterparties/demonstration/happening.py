"""What has happened with invented counterparties and is planned: events, comments, forms, files, documents."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.db.models import F
from django.utils import timezone

from access.models import User
from counterparties.demonstration.companies import prepare
from counterparties.demonstration.forms import fill_in
from counterparties.demonstration.papers import keep_document, keep_file
from counterparties.models import Comment, ContactPerson, Counterparty, Event, EventContact
from reference.models import EventType

FILE = Path(__file__).with_name("happenings.json")
SATURDAY = 5
SPOKEN = ("call", "meeting")
"The types of events that are had with somebody."
Rows = list[dict[str, Any]]


def happened() -> dict[str, Rows]:
    """What `happenings.json` says: days are counted from today, those of events without weekends."""
    found: dict[str, Rows] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def happen(made: list[Counterparty], *, user: User | None) -> None:
    """Adds it to the invented counterparties; what nobody is there to have said stays unsaid."""
    rows = happened()
    author = user or User.colleagues.filter(is_superuser=True, is_active=True).order_by("pk").first()
    _events(rows["events"], made, author)
    if author:
        _comments(rows["comments"], made, author)
    fill_in(rows["forms"], made, author)
    for row in rows["files"]:
        keep_file(row, record=made[row["counterparty"] - 1], user=author)
    for row in rows["personal_documents"]:
        keep_document(row, record=made[row["counterparty"] - 1], user=author)
    for row in rows["companies"]:
        prepare(row, record=made[row["counterparty"] - 1], user=author)


def _comments(rows: Rows, made: list[Counterparty], author: User) -> None:
    for row in rows:
        text = row["text"].replace("{author}", author.username)
        Comment.objects.create(counterparty=made[row["counterparty"] - 1], author=author, text=text)


def _events(rows: Rows, made: list[Counterparty], author: User | None) -> None:
    types = {row.code: row for row in EventType.objects.order_by("position")}
    events: list[Event] = []
    for row in rows if types else ():
        event = _event(row, made[row["counterparty"] - 1])
        event.type = types.get(row["type"]) or next(iter(types.values()))
        event.author, event.follows = author, events[row["follows"]] if "follows" in row else None
        event.save()
        events.append(event)
    spoken = [event for event in events if event.type.code in SPOKEN]
    main = ContactPerson.objects.filter(counterparty__event__in=spoken, main=True)
    EventContact.objects.bulk_create(
        EventContact(event_id=event, person_id=person)
        for person, event in main.annotate(event=F("counterparty__event")).values_list("pk", "event")
    )


def _event(row: dict[str, Any], record: Counterparty) -> Event:
    begins = moment(row["days"], row.get("at", "00:00"))
    past = row["days"] < 0
    return Event(
        counterparty=record,
        topic=row["topic"],
        begins=begins,
        ends=begins + datetime.timedelta(minutes=row["minutes"]) if "minutes" in row else None,
        all_day="at" not in row,
        stage=Event.Stage.PAST if past else Event.Stage.PLANNED,
        done=past,
        note=row.get("note", ""),
        outcome=row.get("outcome", ""),
    )


def moment(days: int, clock: str) -> datetime.datetime:
    """So many working days from today, at this time."""
    zone = timezone.get_default_timezone()
    day, step = timezone.localdate(timezone=zone), datetime.timedelta(days=1 if days > 0 else -1)
    for _day in range(abs(days)):
        day += step
        while day.weekday() >= SATURDAY:
            day += step
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(clock)), zone)
