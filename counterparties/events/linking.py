"""Whom and what an event concerns: its users, contact persons and files, in tables of their own."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from counterparties.models import Attachment, ContactPerson, Event, EventContact, EventFile, EventUser

LINKS: dict[str, tuple[Any, str]] = {
    "related_users": (EventUser, "user_id"),
    "contact_persons": (EventContact, "person_id"),
    "attachments": (EventFile, "attachment_id"),
}
"By the name of the field the rows between, and their column."


def link(record: Event, links: Mapping[str, Collection[int]]) -> None:
    """Makes these the only users and persons that the event concerns; writes only what differs."""
    changed = [_set(*LINKS[name], record.pk, set(ids)) for name, ids in links.items()]
    if any(changed):
        # They lie in tables of their own: whoever edits at the same time must notice them too.
        Event.objects.filter(pk=record.pk).update(version=F("version") + 1)


def linked(record: Event) -> dict[str, set[int]]:
    """The ids of the users and persons that the event concerns."""
    return {
        name: set(rows.objects.filter(event=record.pk).values_list(column, flat=True))
        for name, (rows, column) in LINKS.items()
    }


def strangers(record: Event, links: Mapping[str, Collection[int]]) -> bool:
    """Whether one of its contact persons, as they will be, belongs to another counterparty."""
    persons = links.get("contact_persons")
    if persons is None:
        persons = linked(record)["contact_persons"] if record.pk else ()
    foreign = ContactPerson.objects.filter(pk__in=persons).exclude(counterparty=record.counterparty_id)
    return bool(persons) and foreign.exists()


def foreign_files(record: Event, links: Mapping[str, Collection[int]]) -> bool:
    """Whether one of the files that it is to have belongs to another counterparty."""
    files = Attachment.objects.filter(pk__in=links.get("attachments", ()))
    return files.exclude(counterparty=record.counterparty_id).exists()


def refused(record: Event, links: Mapping[str, Collection[int]]) -> dict[str, str]:
    """What is wrong with what it is to be linked with, by field."""
    errors = {}
    if strangers(record, links):
        errors["contact_persons"] = _("Choose contact persons of this counterparty.")
    if "attachments" in links and foreign_files(record, links):
        errors["attachments"] = _("Choose files of this counterparty.")
    return errors


def _set(rows: Any, column: str, event: int, ids: set[int]) -> bool:
    """Returns whether others were linked before."""
    present = set(rows.objects.filter(event=event).values_list(column, flat=True))
    if present == ids:
        return False
    rows.objects.filter(event=event, **{f"{column}__in": present - ids}).delete()
    rows.objects.bulk_create(rows(event_id=event, **{column: pk}) for pk in sorted(ids - present))
    return True
