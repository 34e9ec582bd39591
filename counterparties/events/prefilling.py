"""What the form of a new event begins with, as the link to it says: a time in the calendar, the event it follows."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.http import QueryDict

from access.models import User
from attributes.days import EnteredMoment
from attributes.numbers import number_in
from counterparties.models import Counterparty, Event
from reference.models import EventType

CARRIED = ("type", "topic", "visibility", "phone", "summary_email", "remind_related")
"What an event takes over from the one that it follows."


def prefill(*, user: User, record: Event, params: QueryDict) -> None:
    """Reads `follows`, `counterparty`, `type`, `begins`, `ends` and `all_day`; what it cannot read it passes over."""
    if counterparty := number_in(params.get("counterparty")):
        owner = Counterparty.objects.visible_to(user).filter(pk=counterparty).first()
        if owner and not record.counterparty_id:
            record.counterparty = owner
    if kind := EventType.objects.filter(code=params.get("type", ""), stopped_at=None).first():
        record.type = kind
    if begins := moment_in(params.get("begins")):
        record.begins, record.ends = begins, moment_in(params.get("ends"))
        record.all_day = params.get("all_day") == "1"
    if follows := number_in(params.get("follows")):
        before = Event.objects.visible_to(user).filter(pk=follows).first()
        if before is not None:
            follow(record, before)


def follow(record: Event, before: Event) -> None:
    """Makes the new event the next step after another one."""
    record.follows = before
    if not record.counterparty_id:
        record.counterparty = before.counterparty
    for name in CARRIED:
        setattr(record, name, getattr(before, name))
    if before.type.stopped_at is not None:
        record.type_id = None  # type: ignore[assignment]
    if before.ends and not before.all_day:
        record.ends = record.begins + max(before.ends - before.begins, timedelta())
    record.starting = {  # type: ignore[attr-defined]
        "contact_persons": list(before.contact_persons.filter(archived_at=None)),
        "related_users": list(before.related_users.filter(is_active=True)),
    }


def moment_in(text: str | None) -> datetime | None:
    """The moment that an address names."""
    try:
        return EnteredMoment("moment", "").clean(text or "")
    except ValidationError:
        return None
