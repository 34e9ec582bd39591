"""When an event takes place, as people read it."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from counterparties.models import Event


def span_of(record: Event) -> str:
    """The day or days, and the times: 20.11.2026, 10:00–11:30."""
    first, last = record.first_day, record.last_day
    if record.all_day:
        return day(first) if first == last else f"{day(first)} – {day(last)}"
    if not record.ends:
        return f"{day(first)}, {clock(record.begins)}"
    if first == last:
        return f"{day(first)}, {clock(record.begins)}–{clock(record.ends)}"
    return f"{day(first)}, {clock(record.begins)} – {day(last)}, {clock(record.ends)}"


def times_of(record: Event) -> str:
    """The times alone, for where the day is known."""
    if record.all_day:
        return _("all day")
    if not record.ends or record.first_day != record.last_day:
        return clock(record.begins)
    return f"{clock(record.begins)}–{clock(record.ends)}"


def day(moment: datetime.date) -> str:
    return date_format(moment, "SHORT_DATE_FORMAT")


def clock(moment: datetime.datetime) -> str:
    return time_format(timezone.localtime(moment), "H:i")
