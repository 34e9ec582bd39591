"""What stands in a timeline: comments, events, files and changes, each with when it was and who did it."""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.models import User
from counterparties.changes import seen_changes
from counterparties.comments.mentions import shown
from counterparties.events.times import clock, times_of
from counterparties.files.seeing import seen_attachments
from counterparties.models import Attachment, Comment, Counterparty, Event, EventContact, EventFile, EventUser, Upload
from history.models import Change
from history.reading import Entry, entries


@dataclass(frozen=True)
class Item:
    """One thing that happened, or is to happen."""

    sort: str
    at: datetime.datetime
    icon: str
    who: str = ""
    title: str = ""
    url: str = ""
    colour: str = ""
    text: str | SafeString = ""
    note: str = ""
    record: Any = None
    entry: Entry | None = field(default=None, compare=False)

    @property
    def clock(self) -> str:
        """The time of the day."""
        return self.note or clock(self.at)


@dataclass(frozen=True)
class Source:
    """Where things of one sort come from. `at` and `who` are the fields by which they are ordered and found."""

    label: Promise
    rows: Callable[[Counterparty, User], QuerySet[Any]]
    items: Callable[[Collection[int], User], dict[int, Item]]
    at: str
    who: str


def comments(record: Counterparty, user: User) -> QuerySet[Any]:
    return Comment.objects.visible_to(user).filter(counterparty=record, archived_at=None)


def comment_items(ids: Collection[int], user: User) -> dict[int, Item]:
    rows = Comment.objects.filter(pk__in=ids).select_related("author", "event")
    return {
        comment.pk: Item(
            sort="comments",
            at=comment.created_at,
            icon="message",
            who=str(comment.author),
            title=str(comment.event or ""),
            url=comment.get_absolute_url() if comment.event else "",
            text=text,
            record=comment,
        )
        for comment, text in shown(rows)
    }


def events(record: Counterparty, user: User) -> QuerySet[Any]:
    return Event.objects.visible_to(user).filter(counterparty=record, archived_at=None)


def event_items(ids: Collection[int], user: User) -> dict[int, Item]:
    rows = Event.objects.filter(pk__in=ids).select_related("type", "author")
    return {
        event.pk: Item(
            sort="events",
            at=event.begins,
            icon=event.type.icon,
            colour=event.type.colour,
            who=str(event.author or ""),
            title=f"{event.type}: {event}",
            url=event.get_absolute_url(),
            text=event.outcome or event.note,
            note=times_of(event),
            record=event,
        )
        for event in rows
    }


def files(record: Counterparty, user: User) -> QuerySet[Any]:
    kept = seen_attachments(user).filter(counterparty=record, archived_at=None)
    return Upload.objects.filter(counterparty=record, attachment__in=kept)


def file_items(ids: Collection[int], user: User) -> dict[int, Item]:
    rows = Upload.objects.filter(pk__in=ids).select_related("attachment", "uploaded_by")
    return {
        upload.pk: Item(
            sort="files",
            at=upload.uploaded_at,
            icon="paperclip",
            who=str(upload.uploaded_by or ""),
            title=str(upload.attachment),
            url=upload.attachment.get_absolute_url(),
            text=filesizeformat(upload.size),
            record=upload,
        )
        for upload in rows
        if upload.attachment
    }


TOLD = (Comment, Event, EventUser, EventContact, EventFile, Attachment)
"What stands in the timeline itself: that it was added is no news."


def changes(record: Counterparty, user: User) -> QuerySet[Any]:
    told = [model._meta.db_table for model in TOLD]
    return seen_changes(record, user).exclude(action=Change.Action.INSERT, table__in=told)


def change_items(ids: Collection[int], user: User) -> dict[int, Item]:
    """What one person did in one transaction stands at its newest change; the others of it have no item."""
    rows = Change.objects.filter(pk__in=ids).order_by("-at", "-pk")
    return {
        entry.newest: Item(sort="changes", at=entry.at, icon="history", who=entry.who, entry=entry)
        for entry in entries(rows, user=user)
    }


SOURCES = {
    "comments": Source(_("Comments"), comments, comment_items, "created_at", "author"),
    "events": Source(_("Events"), events, event_items, "begins", "author"),
    "files": Source(pgettext_lazy("that were uploaded", "Files"), files, file_items, "uploaded_at", "uploaded_by"),
    "changes": Source(_("Changes"), changes, change_items, "at", "user_id"),
}
