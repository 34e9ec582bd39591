"""Events as other calendars read them (RFC 5545), and the secret link to one's own."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from access.models import User
from counterparties.models import CalendarFeed, Event

PAST, AHEAD = timedelta(days=90), timedelta(days=400)
MOST = 2_000
"Events of one feed: those that begin last are left out."


@transaction.atomic
def renew_feed(*, user: User) -> str:
    """Makes a new secret link for the user, which ends the one before; returns the secret, which is not kept."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.filter(user=user).delete()
    CalendarFeed.objects.create(user=user, digest=digest_of(secret))
    return secret


def end_feed(*, user: User) -> None:
    """Ends the user's link without a new one."""
    CalendarFeed.objects.filter(user=user).delete()


def reader_of(secret: str) -> User | None:
    """Whose link it is; None for one that is none, was ended, or belongs to somebody who may not log in."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=digest_of(secret)).first()
    return feed.user if feed and feed.user.is_active else None


def digest_of(secret: str) -> str:
    # The secret has 32 random bytes: nobody finds it by trying, so a plain hash will do.
    return sha256(secret.encode()).hexdigest()


def own_events(user: User) -> Iterable[Event]:
    """The events of the user, author or related, that a calendar is interested in."""
    now = timezone.now()
    rows = Event.objects.visible_to(user).of(user).live().within(now - PAST, now + AHEAD)
    return rows.select_related("type", "counterparty").order_by("begins", "pk")[:MOST]


def calendar_of(events: Iterable[Event], *, name: str, site: str) -> bytes:
    """A calendar with these events; `site` is the address of the installation, for links and names."""
    made = Calendar()
    made.add("prodid", "-//Primio CRM//Events//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for event in events:
        made.add_component(entry_of(event, site))
    return made.to_ical()


def entry_of(event: Event, site: str) -> Entry:
    """One event: moments in UTC, whole days as days, of which the one behind the last is named."""
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{site.partition('://')[2].partition(':')[0] or 'primio'}")
    entry.add("dtstamp", datetime.now(UTC))
    entry.add("sequence", event.version)
    if event.all_day:
        entry.add("dtstart", event.first_day)
        entry.add("dtend", event.last_day + timedelta(days=1))
    else:
        entry.add("dtstart", event.begins.astimezone(UTC))
        if event.ends:
            entry.add("dtend", event.ends.astimezone(UTC))
    entry.add("summary", f"{event.type}: {event.topic}")
    entry.add("description", description_of(event))
    entry.add("categories", [str(event.type)])
    entry.add("class", "PRIVATE" if event.visibility == Event.Visibility.PRIVATE else "PUBLIC")
    entry.add("url", site + event.get_absolute_url())
    return entry


def description_of(event: Event) -> str:
    parts = [
        (_("Counterparty"), str(event.counterparty)),
        (_("Phone"), event.phone),
        (_("Description"), event.note),
        (_("Outcome"), event.outcome),
    ]
    return "\n".join(f"{label}: {text}" for label, text in parts if text)
