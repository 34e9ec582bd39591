"""Attributes whose values are days and moments."""

import datetime
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

from attributes.ranges import DayFilter, MomentFilter
from attributes.sql_texts import Day, Moment
from attributes.values import Bounded


class Date(Bounded):
    """A day, in ISO 8601 (2026-11-20) or as written in Bulgaria (20.11.2026)."""

    cell_class = "nowrap"
    too_low = gettext_lazy("Enter %(limit)s or later.")
    too_high = gettext_lazy("Enter %(limit)s or earlier.")

    def parse(self, text: str) -> datetime.date:
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
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

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


@lru_cache(maxsize=10_000)
def shown_day(day: datetime.date, language: str) -> str:
    """The day as people read it in the language of the page; lists show the same few thousand days over and over."""
    return date_format(day, "DATE_FORMAT")
