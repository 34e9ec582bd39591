"""The page of the calendar."""

from datetime import time
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access.models import Action, User
from access.requests import PersonalRequest
from counterparties.events.calendar import DAY, MOST, Asked, View, days_of, events_of, weeks
from counterparties.events.times import day as shown_day
from counterparties.models import Event
from reference.models import EventType
from screens.registry import screens

IN_A_CELL = 3
"Events that a day of the month names; the others are counted."
TEMPLATES = {
    View.MONTH: "month",
    View.WEEK: "columns",
    View.DAY: "columns",
    View.AGENDA: "agenda",
}


@require_GET
def calendar(request: PersonalRequest) -> HttpResponse:
    """The events of a month, a week, a day or the days to come; htmx gets the calendar alone."""
    screen = screens["all-events"]
    if not screen.is_open(request.user):
        raise Http404
    asked = Asked.of(request.GET)
    found = events_of(request.user, asked)
    events = found[:MOST]
    days = days_of(events, asked)
    context = {
        "asked": asked,
        "title": title_of(asked),
        "part": f"counterparties/events/_{TEMPLATES[asked.view]}.html",
        "days": [day for day in days if day.events] if asked.view == View.AGENDA else days,
        "weeks": weeks(days) if asked.view == View.MONTH else [],
        "in_a_cell": IN_A_CELL,
        "hours": [time(hour) for hour in range(24)],
        "more": len(found) > MOST,
        "movable": movable(request.user, events),
        **addresses(asked),
        "types": EventType.objects.visible_to(request.user),
        "users": User.colleagues.filter(is_active=True).order_by("first_name", "last_name", "username"),
        "add_url": screen.url("add") if screen.may_add(request.user) else "",
    }
    swap = request.headers.get("HX-Target") == "calendar"
    template = "counterparties/events/_calendar.html" if swap else "counterparties/events/calendar.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def addresses(asked: Asked) -> dict[str, Any]:
    """Where the page leads: to itself, earlier and later, to other views."""
    return {
        "here": address(asked),
        "previous": address(asked, date=asked.turned(-1)),
        "next": address(asked, date=asked.turned(1)),
        "today": address(asked, date=None),
        "views": [(view.label, address(asked, view=view), view == asked.view) for view in View],
        "day_url": address(asked, view=View.DAY, date=None) + "&date=",
    }


def movable(user: User, events: list[Event]) -> set[int]:
    """The ids of those events that the user may move."""
    rows = Event.objects.visible_to(user, Action.EDIT).filter(counterparty__archived_at=None)
    return set(rows.filter(pk__in=[event.pk for event in events]).order_by().values_list("pk", flat=True))


def address(asked: Asked, **changes: Any) -> str:
    """The address of the calendar with something else chosen; a day that is None is today."""
    said: dict[str, Any] = {"view": asked.view, "date": asked.day, "user": asked.users, "type": asked.type} | changes
    return f"{reverse('calendar')}?{urlencode({name: str(value) for name, value in said.items() if value})}"


def title_of(asked: Asked) -> str:
    """What the view shows: November 2026, or the days."""
    first, after = asked.span
    if asked.view == View.MONTH:
        return capfirst(date_format(asked.day, "F Y"))
    if asked.view == View.DAY:
        return capfirst(date_format(asked.day, "l, j F Y"))
    return _("%(first)s – %(last)s") % {"first": shown_day(first), "last": shown_day(after - DAY)}
