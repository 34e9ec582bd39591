"""Events that repeat: a row for each occurrence, changed one by one or with all that follow."""

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from access.models import User
from counterparties.events.linking import link, linked
from counterparties.events.repeating import Frequency, Rule, between, shifted
from counterparties.models import Event, EventSeries
from counterparties.sub_records import lock_owners

RULE = ("repeat", "every", "until", "times")
"What a form says of the rule by which a new event repeats."
ONE, FOLLOWING = "one", "following"
MOMENTS = ("begins", "ends", "remind_at")
OWN = frozenset({"done", "outcome", "stage"})
"What each occurrence has for itself."


def zone_of(record: Event) -> ZoneInfo:
    """By whose clocks an event moves: those of the installation where it is for whole days, else the user's."""
    zone = timezone.get_default_timezone() if record.all_day else timezone.get_current_timezone()
    return ZoneInfo(str(zone))


def rule_of(values: Mapping[str, Any]) -> Rule | None:
    """The rule that a form says; None where the event does not repeat."""
    if not values.get("repeat"):
        return None
    every, times = values.get("every"), values.get("times")
    return Rule(
        Frequency(values["repeat"]),
        int(every) if every is not None else 1,
        values.get("until"),
        int(times) if times is not None else None,
    )


def repeat(*, record: Event, rule: Rule) -> None:
    """Makes the first event of a series of a stored one, and adds the others; raises ValidationError by field."""
    zone = zone_of(record)
    _first, *others = rule.moments(record.begins, zone)
    record.series = EventSeries.objects.create(rule=rule.text(record.begins, zone))
    record.save(update_fields=["series"])
    made = []
    for begins in others:
        each = copy(record)
        each.pk, each._state = None, type(record._state)()
        each.stage, each.done, each.outcome, each.version = Event.Stage.PLANNED, False, "", 1
        _place(each, record, between(record.begins, begins, zone), zone)
        made.append(each)
    links = linked(record)
    for each in Event.objects.bulk_create(made):
        link(each, links)


@transaction.atomic
def archive_following(*, user: User, record: Event) -> int:
    """Archives an occurrence that is not done and all that follow it; the number of those archived."""
    lock_owners(user=user, record=record)
    ids = [record.pk, *(each.pk for each in following(user, record))]
    return Event.objects.filter(pk__in=ids, archived_at=None, done=False).update(archived_at=timezone.now())


def following(user: User, record: Event) -> Iterable[Event]:
    """The occurrences behind this one that are not done and not archived, as far as the user sees them.

    One that was given to another counterparty goes its own way.
    """
    if record.series_id is None:
        return []
    rows = Event.objects.visible_to(user).live().filter(series=record.series_id, done=False)
    rows = rows.filter(counterparty=record.counterparty_id)
    return rows.filter(begins__gt=record.begins).exclude(pk=record.pk).order_by("begins", "pk")


def carry_on(
    *, user: User, record: Event, before: Event, names: Collection[str], links: Mapping[str, Collection[int]]
) -> None:
    """Gives the following occurrences what has changed in this one, each at its own time.

    What somebody has changed in one of them alone stays as it is, unless the same has changed here.
    """
    changed = {name for name in names if getattr(before, name) != getattr(record, name)} - OWN
    zone = zone_of(record)
    by = between(before.begins, record.begins, zone)
    for each in following(user, before):
        was = copy(each)
        for name in changed - set(MOMENTS):
            setattr(each, name, getattr(record, name))
        if changed & {*MOMENTS, "all_day"}:
            _place(each, record, between(record.begins, shifted(was.begins, by, zone), zone), zone)
        if each.remind_at != was.remind_at:
            each.reminded_at = None
        each.save()
        link(each, links)


def _place(each: Event, like: Event, by: Any, zone: ZoneInfo) -> None:
    """Lets it take place so much later than the other by the clocks, as long, and reminded of as long before."""
    for name in MOMENTS:
        moment = getattr(like, name)
        setattr(each, name, shifted(moment, by, zone) if moment else None)
