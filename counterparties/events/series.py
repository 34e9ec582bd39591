"""Events that repeat: a row for each occurrence, changed one by one or with all that follow."""

from collections.abc import Collection, Mapping
from copy import copy
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from access.models import User
from counterparties.events.linking import OF_FILE, bring_comments, link, linked
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


def following(user: User, record: Event) -> QuerySet[Event]:
    """The occurrences behind this one that are not done and not archived, as far as the user sees them.

    One that was given to another counterparty goes its own way.
    """
    if record.series_id is None:
        return Event.objects.none()
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
    given = before.counterparty_id != record.counterparty_id
    if given:
        links = {name: ids for name, ids in linked(record).items() if name in OF_FILE} | {**links}
    for each in following(user, before):
        was = each.remind_at
        for name in changed - set(MOMENTS):
            setattr(each, name, getattr(record, name))
        if changed & {*MOMENTS, "all_day"}:
            _move(each, before, record, zone)
        if each.remind_at != was:
            each.reminded_at = None
        each.save()
        link(each, links)
        if given:
            bring_comments(each)


def _move(each: Event, before: Event, record: Event, zone: ZoneInfo) -> None:
    """Moves an occurrence by as much as this one was moved.

    Its end and its reminder may be its own: they do as those of this one did where these stayed or went along with
    the beginning. Any other change is a new length, or a new time to be reminded, for all.
    """
    was, by = copy(each), between(before.begins, record.begins, zone)
    _place(each, record, between(record.begins, shifted(was.begins, by, zone), zone), zone)
    if before.all_day != record.all_day:
        return
    for name in ("ends", "remind_at"):
        earlier, later, own = (getattr(event, name) for event in (before, record, was))
        step = between(earlier, later, zone) if earlier and later else by
        if step in (timedelta(), by) and bool(earlier) == bool(later):
            setattr(each, name, shifted(own, step, zone) if own else None)
    if each.ends and each.ends < each.begins:
        each.ends = shifted(was.ends, by, zone) if was.ends else None


def _place(each: Event, like: Event, by: Any, zone: ZoneInfo) -> None:
    """Lets it take place so much later than the other by the clocks, as long, and reminded of as long before."""
    for name in MOMENTS:
        moment = getattr(like, name)
        setattr(each, name, shifted(moment, by, zone) if moment else None)
