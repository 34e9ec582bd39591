"""Reminders of events: a notice, on the pages and by e-mail, when their time has come."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import User
from counterparties.events.times import span_of
from counterparties.models import Event
from counterparties.sharing.seeing import seen_people
from screens.notices.telling import notify

AT_ONCE = 500
"Reminders of one run; the next one goes on."


def send_reminders() -> int:
    """Reminds of the events whose time has come, of each once; the number of events.

    The event is locked, its notices are written and it is marked in one transaction: two workers share them out, and a
    worker that is killed has reminded either wholly or not at all.
    """
    number = 0
    while number < AT_ONCE:
        with transaction.atomic():
            rows = Event.objects.due(timezone.now()).select_for_update(skip_locked=True, of=("self",))
            event = rows.select_related("type", "counterparty").order_by("remind_at", "pk").first()
            if event is None:
                break
            remind(event)
            number += 1
    return number


def remind(event: Event) -> None:
    """Writes the notices of one event to who may still see it, and marks it; within the transaction that locks it."""
    for user in concerned(event):
        if Event.objects.visible_to(user).filter(pk=event.pk).exists():
            notify(
                users=[user],
                text=lambda: (
                    _("%(type)s “%(topic)s”, %(when)s")
                    % {"type": event.type, "topic": event.topic, "when": span_of(event)}
                ),
                detail=partial(_told, event, user),
                url=event.get_absolute_url(),
                by_email=True,
            )
    Event.objects.filter(pk=event.pk).update(reminded_at=timezone.now())


def concerned(event: Event) -> list[User]:
    """The author, and the related users where they are to be reminded; nobody who may not log in."""
    authors = User.colleagues.filter(pk=event.author_id or 0, is_active=True)
    related = event.related_users.filter(is_active=True) if event.remind_related else User.colleagues.none()
    return [*authors, *related.exclude(pk=event.author_id or 0).order_by("pk")]


def _told(event: Event, user: User) -> str:
    """What else a reader wants to know: with whom he may know of, by what number, what it is about."""
    persons = ", ".join(str(person) for person in event.contact_persons.filter(pk__in=seen_people(user)))
    parts = [
        (_("Counterparty"), str(event.counterparty)),
        (_("Contact persons"), persons),
        (_("Phone"), event.phone),
        ("", event.note),
    ]
    return "\n".join(f"{label}: {text}" if label else f"\n{text}" for label, text in parts if text)
