"""A file that holds much: two thousand events, five hundred people, three hundred files, a hundred comments."""

import datetime
from collections.abc import Iterator
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from access.models import User
from counterparties.files.naming import words_of
from counterparties.models import Attachment, Comment, ContactPerson, Counterparty, Event, EventContact, Upload
from counterparties.searching import refresh_search
from history.models import Change
from history.recording import recorded
from reference.models import EventType

PEOPLE, FILES, EVENTS, COMMENTS = 500, 300, 2_000, 100
AT_ONCE = 10
"So many rows are one deed of a person: the history then has hundreds of entries."


def fill(record: Counterparty, *, user: User) -> None:
    """Lays all of it into the file, with its history; the database knows its tables then, as it would in time."""
    people = [person for numbers in _deeds(PEOPLE, user) for person in _people(numbers, record)]
    for numbers in _deeds(FILES, user):
        _files(numbers, record, user)
    for numbers in _deeds(COMMENTS, user):
        Comment.objects.bulk_create(
            Comment(counterparty=record, author=user, text=f"Доставка {number}: @{user.username} да се обади.")
            for number in numbers
        )
    types = list(EventType.objects.order_by("position"))
    for numbers in _deeds(EVENTS, user):
        _events(numbers, record, user, types, people)
    refresh_search([record.pk])
    with connection.cursor() as cursor:
        for model in (ContactPerson, Upload, Attachment, Event, EventContact, Comment, Change):
            cursor.execute(f'analyze "{model._meta.db_table}"')


def _deeds(number: int, user: User) -> Iterator[range]:
    """The numbers up to this one, a few at a time; what is written with them is one deed."""
    for first in range(0, number, AT_ONCE):
        with recorded(user_id=user.pk, run=f"web:{uuid4()}"):
            yield range(first, min(first + AT_ONCE, number))


def _people(numbers: range, record: Counterparty) -> list[ContactPerson]:
    return ContactPerson.objects.bulk_create(
        ContactPerson(
            counterparty=record,
            first_name="Мария",
            last_name=f"Колева {number}",
            position="закупки",
            phone=f"+35932{number:06}",
            email=f"person-{number}@full.example",
            main=number == 0,
        )
        for number in numbers
    )


def _files(numbers: range, record: Counterparty, user: User) -> None:
    """Rows only: no page of a file reads the bytes."""
    uploads = Upload.objects.bulk_create(
        Upload(
            counterparty=record,
            name=f"Фактура {number}.pdf",
            file=f"bench/{uuid4().hex}",
            size=100_000 + number,
            content_type="application/pdf",
            sha256=f"{number:064x}",
            has_thumbnail=number % 3 == 0,
            uploaded_by=user,
        )
        for number in numbers
    )
    files = Attachment.objects.bulk_create(
        Attachment(counterparty=record, name=upload.name, content=upload, words=words_of(upload.name))
        for upload in uploads
    )
    for upload, attachment in zip(uploads, files, strict=True):
        upload.attachment = attachment
    Upload.objects.bulk_update(uploads, ["attachment"])


def _events(
    numbers: range, record: Counterparty, user: User, types: list[EventType], people: list[ContactPerson]
) -> None:
    """One every twelve hours, the last hundred of them planned, every tenth private, each with one of the people."""
    begin = timezone.now() + datetime.timedelta(days=50) - datetime.timedelta(hours=12 * EVENTS)
    events = Event.objects.bulk_create(
        Event(
            counterparty=record,
            type=types[number % len(types)],
            author=user,
            topic=f"Разговор {number}",
            begins=begin + datetime.timedelta(hours=12 * number),
            ends=begin + datetime.timedelta(hours=12 * number + 1),
            stage=Event.Stage.PAST if number < EVENTS - 100 else Event.Stage.PLANNED,
            done=number < EVENTS - 100,
            visibility=Event.Visibility.PUBLIC if number % 10 else Event.Visibility.PRIVATE,
            note="Уговорени са цена, количество и ден на доставката.",
        )
        for number in numbers
    )
    EventContact.objects.bulk_create(
        EventContact(event=event, person=people[number % len(people)])
        for number, event in zip(numbers, events, strict=True)
    )
