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
OF_FILE = ("contact_persons", "attachments")
"Those that belong to the counterparty of the event."


def link(record: Event, links: Mapping[str, Collection[int]]) -> list[str]:
    """Makes these the only users, persons and files of the event, and returns which of the three differed."""
    changed = [name for name, ids in links.items() if _set(*LINKS[name], record.pk, set(ids))]
    if changed:
        # They lie in tables of their own: whoever edits at the same time must notice them too.
        Event.objects.filter(pk=record.pk).update(version=F("version") + 1)
    return changed


def linked(record: Event) -> dict[str, set[int]]:
    """The ids of the users, persons and files of the event."""
    return {
        name: set(rows.objects.filter(event=record.pk).values_list(column, flat=True))
        for name, (rows, column) in LINKS.items()
    }


def bring_comments(record: Event) -> None:
    """Comments stand in the file of the counterparty to which their event was given."""
    record.comments.update(counterparty=record.counterparty_id)


def refused(record: Event, before: Event | None, links: Mapping[str, Collection[int]]) -> dict[str, str]:
    """What is wrong with what it is to be linked with, by field: people and files are those of its counterparty.

    What the stored event has already stays, be it another counterparty's by now, unless the event itself moves.
    """
    errors = {}
    people = _chosen("contact_persons", record, before, links)
    known = ContactPerson.objects.of_files([record.counterparty_id]).values("pk")
    if people and ContactPerson.objects.filter(pk__in=people).exclude(pk__in=known).exists():
        errors["contact_persons"] = _("Choose contact persons of this counterparty.")
    files = _chosen("attachments", record, before, links)
    if files and Attachment.objects.filter(pk__in=files).exclude(counterparty=record.counterparty_id).exists():
        errors["attachments"] = _("Choose files of this counterparty.")
    return errors


def _chosen(name: str, record: Event, before: Event | None, links: Mapping[str, Collection[int]]) -> set[int]:
    """The ids that are new to the event, all of them where it comes to another counterparty."""
    moved = before is None or before.counterparty_id != record.counterparty_id
    if not moved and name not in links:
        return set()
    rows, column = LINKS[name]
    stored = set(rows.objects.filter(event=record.pk).values_list(column, flat=True)) if before else set()
    return set(links.get(name, stored)) - (set() if moved else stored)


def _set(rows: Any, column: str, event: int, ids: set[int]) -> bool:
    """Returns whether others were linked before."""
    present = set(rows.objects.filter(event=event).values_list(column, flat=True))
    if present == ids:
        return False
    rows.objects.filter(event=event, **{f"{column}__in": present - ids}).delete()
    rows.objects.bulk_create(rows(event_id=event, **{column: pk}) for pk in sorted(ids - present))
    return True
