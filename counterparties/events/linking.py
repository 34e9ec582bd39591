"""Whom an event concerns: its users and contact persons, in tables of their own."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F

from counterparties.models import ContactPerson, Event, EventContact, EventUser

LINKS: dict[str, tuple[Any, str]] = {
    "related_users": (EventUser, "user_id"),
    "contact_persons": (EventContact, "person_id"),
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


def strangers(record: Event, before: Event | None, links: Mapping[str, Collection[int]]) -> bool:
    """Whether one of its contact persons, as they will be, is a contact of other counterparties only.

    Whom the stored event of this counterparty names already stays, be he a contact of another one by now.
    """
    moved = before is None or before.counterparty_id != record.counterparty_id
    if not moved and "contact_persons" not in links:
        return False
    stored = linked(record)["contact_persons"] if before else set()
    persons = set(links.get("contact_persons", stored)) - (set() if moved else stored)
    known = ContactPerson.objects.of_files([record.counterparty_id]).values("pk")
    return bool(persons) and ContactPerson.objects.filter(pk__in=persons).exclude(pk__in=known).exists()


def _set(rows: Any, column: str, event: int, ids: set[int]) -> bool:
    """Returns whether others were linked before."""
    present = set(rows.objects.filter(event=event).values_list(column, flat=True))
    if present == ids:
        return False
    rows.objects.filter(event=event, **{f"{column}__in": present - ids}).delete()
    rows.objects.bulk_create(rows(event_id=event, **{column: pk}) for pk in sorted(ids - present))
    return True
