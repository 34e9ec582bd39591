"""Adds, changes, moves and finishes events: the one door for forms, the calendar and what is taken back."""

import datetime
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import Action, User
from attributes.choices import refuse_stopped
from counterparties.events.linking import LINKS, bring_comments, link, linked, refused
from counterparties.events.repeating import between, moment_of, shifted
from counterparties.events.series import FOLLOWING, RULE, carry_on, repeat, rule_of, zone_of
from counterparties.files.adding import add_file
from counterparties.models import Attachment, Event
from counterparties.models.events import TAB
from counterparties.reaching import clean_phone
from counterparties.sub_records import lock_owners
from reference.file_tabs.reading import is_shown
from screens.changed import refuse_changed


@transaction.atomic
def save_event(*, user: User, record: Event, values: Mapping[str, Any]) -> Event:
    """Adds or changes an event; raises ValidationError by field, PermissionDenied.

    The event must be as it was read. Beside its fields `values` may have the users and persons it concerns, for a new
    one the rule by which it repeats, and for one of a series `scope`: whether the following ones change with it.
    """
    own = {name: value for name, value in values.items() if name not in (*LINKS, *RULE, "scope")}
    links = {name: {row.pk for row in values[name]} for name in LINKS if name in values}
    for name, value in own.items():
        setattr(record, name, value)
    before = _locked(user, record)
    _complete(record, before)
    _check(user, record, before, links)
    record.save()
    changed = link(record, links)
    if before is not None and before.counterparty_id != record.counterparty_id:
        bring_comments(record)
    if before is None and (rule := rule_of(values)):
        repeat(record=record, rule=rule)
    if before is not None and values.get("scope") == FOLLOWING:
        carry_on(user=user, record=record, before=before, names=own, links={name: links[name] for name in changed})
    record.refresh_from_db(fields=["version"])
    return record


@transaction.atomic
def move_event(*, user: User, record: Event, begins: datetime.datetime) -> Event:
    """Lets an event begin at another time; its end and its reminder go with it, by the clocks of the place."""
    zone = zone_of(record)
    by = between(record.begins, begins, zone)
    stood = {"ends": record.ends, "remind_at": record.remind_at}
    moved = {name: shifted(moment, by, zone) for name, moment in stood.items() if moment}
    return save_event(user=user, record=record, values={"begins": begins} | moved)


@transaction.atomic
def attach(*, user: User, record: Event, file: File) -> Attachment:
    """Keeps a file with the counterparty and puts it to the event; raises ValidationError, PermissionDenied."""
    kept = add_file(user=user, counterparty=record.counterparty, file=file).record
    # The lock of the counterparty, which that took, parts those who attach at the same time.
    if not Event.objects.visible_to(user, Action.EDIT).filter(pk=record.pk, archived_at=None).exists():
        raise PermissionDenied
    link(record, {"attachments": linked(record)["attachments"] | {kept.pk}})
    record.refresh_from_db(fields=["version"])
    return kept


def finish_event(*, user: User, record: Event, outcome: str) -> Event:
    """Says that a planned event is done, and with what outcome."""
    return save_event(user=user, record=record, values={"done": True, "outcome": outcome})


def _locked(user: User, record: Event) -> Event | None:
    """The event as it is stored, None for a new one; its counterparty stays locked until the transaction ends."""
    before = Event.objects.filter(pk=record.pk).first() if record.pk else None
    lock_owners(user=user, record=record, before=before)
    if not record.pk:
        record.author_id = user.pk
        return None
    # Whoever held the lock until now may have written the event, or made it private.
    before = Event.objects.visible_to(user, Action.EDIT).filter(pk=record.pk).first()
    if before is None:
        raise PermissionDenied
    refuse_changed(before, record)
    return before


def _complete(record: Event, before: Event | None) -> None:
    """What follows from the values of an event."""
    if record.all_day:
        for name in ("begins", "ends"):
            if moment := getattr(record, name):
                setattr(record, name, midnight_of(moment))
        if record.ends == record.begins:
            record.ends = None
    if record.stage == Event.Stage.PAST or (record.outcome and not (before and before.outcome)):
        record.done = True
    if before is not None and before.remind_at != record.remind_at:
        record.reminded_at = None


def midnight_of(moment: datetime.datetime) -> datetime.datetime:
    """The first moment, in the installation, of the day on which a moment lies for who speaks of it."""
    day = timezone.localdate(moment)
    zone = timezone.get_default_timezone()
    if moment.astimezone(zone).time() == datetime.time.min:
        return moment
    return moment_of(datetime.datetime.combine(day, datetime.time.min), zone)


def _refuse_stopped_type(record: Event) -> None:
    refuse_stopped([record.type])


def _clean_phone(record: Event) -> None:
    record.phone = clean_phone(record.phone, str(record.counterparty.country or ""))


NEW: dict[str, Callable[[Event], None]] = {"type_id": _refuse_stopped_type, "phone": _clean_phone}
"Rules for what is new: what was stored before a rule came stays until somebody changes it."


def _unseen(user: User, record: Event) -> dict[str, Any]:
    """The error of an event that its writer would not see: in a file without the tab of events, by field."""
    if is_shown(TAB, record.counterparty.kinds, user):
        return {}
    return {"counterparty": _("You see no events of “%s”: choose another counterparty.") % record.counterparty}


def _check(user: User, record: Event, before: Event | None, links: Mapping[str, Collection[int]]) -> None:
    """Raises ValidationError by field where a rule is broken."""
    errors = _unseen(user, record)
    if record.begins and record.ends and record.ends < record.begins:
        errors["ends"] = _("It ends before it begins: correct one of the times.")
    for name, rule in NEW.items():
        if getattr(record, name) and (before is None or getattr(before, name) != getattr(record, name)):
            try:
                rule(record)
            except ValidationError as error:
                errors[name.removesuffix("_id")] = error
    errors |= refused(record, before, links)
    try:
        record.full_clean(exclude=list(errors), validate_constraints=not errors)
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)
