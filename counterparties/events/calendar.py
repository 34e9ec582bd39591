"""The calendar: which days a view shows, and which events lie on them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from access.models import User
from attributes.days import FIRST_YEAR, LAST_YEAR
from attributes.ranges import begin_of
from counterparties.events.laning import Laid, lay
from counterparties.models import Event

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MOST = 2_000
"Events that one page shows; it says where there are more."
AGENDA = 30
"Days of an agenda."


class View(models.TextChoices):
    MONTH = "month", _("Month")
    WEEK = "week", _("Week")
    DAY = "day", _("Day")
    AGENDA = "agenda", _("Agenda")


@dataclass(frozen=True)
class Asked:
    """What the address of the calendar says; what it cannot read is as usual."""

    view: View
    day: date
    users: str = ""
    "A user name, `all`, or nothing: one's own."
    type: str = ""

    @classmethod
    def of(cls, params: QueryDict) -> "Asked":
        view = params.get("view", "")
        return cls(
            View(view) if view in View.values else View.MONTH,
            day_in(params.get("date", "")) or timezone.localdate(),
            params.get("user", ""),
            params.get("type", ""),
        )

    @property
    def span(self) -> tuple[date, date]:
        """The first day shown, and the day behind the last."""
        if self.view == View.DAY:
            return self.day, self.day + DAY
        if self.view == View.AGENDA:
            return self.day, self.day + AGENDA * DAY
        if self.view == View.WEEK:
            return monday(self.day), monday(self.day) + WEEK
        first = monday(self.day.replace(day=1))
        return first, monday(next_month(self.day) - DAY) + WEEK

    def turned(self, by: int) -> date:
        """The day to which the arrows lead."""
        if self.view == View.MONTH:
            return next_month(self.day) if by > 0 else (self.day.replace(day=1) - DAY).replace(day=1)
        step = {View.DAY: DAY, View.WEEK: WEEK}.get(self.view, AGENDA * DAY)
        return self.day + by * step


@dataclass
class Day:
    """A day with its events: those for the whole day, and those at a time as a column lays them side by side."""

    date: date
    today: bool = False
    outside: bool = False
    "Whether it belongs to the month before or after."
    whole: list[Event] = field(default_factory=list)
    timed: list[Event] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [*self.whole, *self.timed]

    @property
    def laid(self) -> list[Laid]:
        return lay(self.timed, self.date)


def day_in(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    # Arrows lead on from whatever is shown.
    return found if found and FIRST_YEAR < found.year < LAST_YEAR - 1 else None


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def events_of(user: User, asked: Asked) -> list[Event]:
    """The events that the view shows, earliest first, at most one more than MOST."""
    first, after = asked.span
    rows = Event.objects.visible_to(user).live().within(begin_of(first - DAY), begin_of(after + DAY))
    if asked.type:
        rows = rows.filter(type__code=asked.type)
    if asked.users != "all":
        whose = User.colleagues.filter(username=asked.users).first() if asked.users else user
        rows = rows.of(whose) if whose else rows.none()
    # Of the counterparty the calendar tells the name: what else it has would weigh more than all events.
    rows = rows.select_related("type", "counterparty").defer("counterparty__features", "counterparty__search")
    return list(rows.order_by("begins", "pk")[: MOST + 1])


def days_of(events: Iterable[Event], asked: Asked) -> list[Day]:
    """The days of the view with their events; one of several days stands on each of them."""
    first, after = asked.span
    today = timezone.localdate()
    days = {
        each: Day(each, each == today, asked.view == View.MONTH and each.month != asked.day.month)
        for each in (first + number * DAY for number in range((after - first).days))
    }
    for event in events:
        for each in lying_on(event, first, after):
            whole = event.all_day or event.first_day != last_taken(event)
            (days[each].whole if whole else days[each].timed).append(event)
    return list(days.values())


def lying_on(event: Event, first: date, after: date) -> Iterator[date]:
    """The days from the first to before the other on which it takes place, be it for years."""
    begin, last = max(first, event.first_day), min(last_taken(event), after - DAY)
    for number in range((last - begin).days + 1):
        yield begin + number * DAY


def last_taken(event: Event) -> date:
    """The last day of which it takes some: what ends at midnight takes none of the day that begins."""
    if event.ends and not event.all_day and event.ends > event.begins and local(event.ends).time() == time.min:
        return event.last_day - DAY
    return event.last_day


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def weeks(days: list[Any]) -> list[list[Any]]:
    return [days[at : at + 7] for at in range(0, len(days), 7)]
