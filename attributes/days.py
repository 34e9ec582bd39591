"""Attributes whose values are days and moments."""

import datetime
import re
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_filters import Filter

from attributes.fields import CleanedField
from attributes.ranges import DayFilter, MomentFilter
from attributes.sql_texts import Day, Moment
from attributes.values import Bounded

LAST_DAY = "9999-12-31"
"The last one that fields take: without it browsers let years of six digits be typed."
DAY_FIELD = {"type": "date", "max": LAST_DAY}
OF_FIELD = re.compile(r"\d{4,6}-\d\d-\d\d", re.ASCII)
"How a browser's own field for days sends one, and most files have them."


class Date(Bounded):
    """A day, in ISO 8601 (2026-11-20) or as written in Bulgaria (20.11.2026)."""

    cell_class = "nowrap"
    too_low = gettext_lazy("Enter %(limit)s or later.")
    too_high = gettext_lazy("Enter %(limit)s or earlier.")

    def parse(self, text: str) -> datetime.date:
        if OF_FIELD.fullmatch(text):
            try:
                return datetime.date.fromisoformat(text)
            except ValueError:
                raise ValidationError(
                    _("Enter a day that exists; “%(text)s” is none."), params={"text": text}
                ) from None
        for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"):
            try:
                return datetime.datetime.strptime(text.removesuffix(" г."), pattern).date()
            except ValueError:
                continue
        message = _("Enter a date as 2026-11-20 or 20.11.2026; “%(text)s” is not one.")
        raise ValidationError(message, params={"text": text})

    def format(self, value: Any) -> str:
        return "" if value is None else value.isoformat()

    def show(self, value: Any) -> str:
        return "" if value is None else shown_day(value, get_language())

    def default_widget(self) -> forms.Widget:
        return forms.DateInput(attrs=DAY_FIELD, format="%Y-%m-%d")

    def filter(self) -> Filter | None:
        return DayFilter(self)

    def exported(self) -> Combinable:
        return Day(self.column())

    def order_by(self) -> Combinable:
        return Coalesce(F(self.name), Value(datetime.date.min))


class DateTime(Date):
    """A moment that the product writes itself; people read it."""

    def parse(self, text: str) -> datetime.datetime:
        try:
            return datetime.datetime.fromisoformat(text)
        except ValueError:
            raise ValidationError(_("Enter a date and time as 2026-11-20T16:40:00+02:00.")) from None

    def show(self, value: Any) -> str:
        return "" if value is None else date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")

    def filter(self) -> Filter | None:
        return MomentFilter(self, limits=Date(self.name, self.label))

    def exported(self) -> Combinable:
        return Moment(self.column())

    def order_by(self) -> Combinable:
        return F(self.name)


class EnteredMoment(DateTime):
    """A moment that people enter, to the minute, as the clocks where they are show it.

    A file may say it with an offset, 2026-11-20T16:40:00+02:00, or as 20.11.2026 16:40.
    """

    def parse(self, text: str) -> datetime.datetime:
        found = next((read for pattern in WRITTEN if (read := read_as(pattern, text))), None)
        if found is None:
            try:
                found = datetime.datetime.fromisoformat(text)
            except ValueError:
                message = _("Enter a date and time as 2026-11-20 16:40 or 20.11.2026 16:40; “%(text)s” is not one.")
                raise ValidationError(message, params={"text": text}) from None
        if not FIRST_YEAR <= found.year < LAST_YEAR:
            limits = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR - 1)}
            raise ValidationError(_("Enter a year from %(first)s to %(last)s."), params=limits)
        return found if timezone.is_aware(found) else local_moment(found)

    def form_field(self) -> forms.Field:
        return MomentField(self, widget=self.widget or self.default_widget())

    def default_widget(self) -> forms.Widget:
        return forms.DateTimeInput(attrs={"type": "datetime-local", "max": f"{LAST_DAY}T23:59"})

    def local(self, value: Any) -> str:
        """The text that a form shows: what the clocks say there."""
        return "" if value is None else f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"


class MomentField(CleanedField):
    """A field for a moment; what it showed means the very moment that is stored, in the doubled hour of autumn too."""

    attribute: EnteredMoment

    def to_python(self, value: Any) -> Any:
        stored = self.attribute.parse(self.stored) if self.stored else None
        return stored if value and value == self.attribute.local(stored) else self.attribute.clean(str(value or ""))

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else self.attribute.local(value)


WRITTEN = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y-%m-%d")
FIRST_YEAR, LAST_YEAR = 1900, 2200
"Moments beyond these years are slips of the finger; some zones could not even tell their local time."


def read_as(pattern: str, text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(text, pattern)
    except ValueError:
        return None


def local_moment(naive: datetime.datetime) -> datetime.datetime:
    """The moment when the clocks here show this; raises ValidationError where they skip it in spring."""
    found = timezone.make_aware(naive)
    if timezone.localtime(found.astimezone(datetime.UTC)).replace(tzinfo=None) != naive:
        message = _("The clocks are put forward then and never show %(time)s: choose another time.")
        raise ValidationError(message, params={"time": f"{naive:%H:%M}"})
    return found


@lru_cache(maxsize=10_000)
def shown_day(day: datetime.date, language: str) -> str:
    """The day as people read it in the language of the page; lists show the same few thousand days over and over."""
    return date_format(day, "DATE_FORMAT")
