"""Filters by a lowest and a highest value, and the spans of days that have a name."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attributes.filtering import SET, UNSET, AttributeFilter, Given, Part

LOW, HIGH = ".min", ".max"
Day = datetime.date
Days = tuple[Day, Day]


@dataclass(frozen=True)
class Asked:
    """The codes that are ticked, and the limits, both inclusive; None is no limit."""

    codes: list[str]
    low: Any
    high: Any


class RangeFilter(AttributeFilter):
    """Values from `<name>.min` to `<name>.max`, both inclusive; what is not set lies in no range.

    It compares what the list sorts by, so that one index serves both.
    """

    suffixes = ("", LOW, HIGH)
    kind = "decimal"

    def __init__(self, attribute: Any, *, limits: Any = None) -> None:
        """`limits` is the attribute that reads and shows the limits, where it is not the one that is filtered by."""
        super().__init__(attribute)
        self.limits = limits or attribute

    def read(self, given: Given) -> Asked:
        if unknown := [text for text in given[""] if text not in self.codes]:
            message = _("There is no “%(value)s” to choose; give a lowest and a highest value.")
            raise ValidationError(message, params={"value": unknown[0]})
        low, high = self.limit(given[LOW]), self.limit(given[HIGH])
        if low is not None and high is not None and low > high:
            raise ValidationError(
                _("Nothing lies between %(low)s and %(high)s: swap them."),
                params={"low": self.shown(low), "high": self.shown(high)},
            )
        return Asked(given[""], low, high)

    def limit(self, texts: list[str]) -> Any:
        """The limit that was entered, by the rules by which values are read; the bounds of values do not bind it."""
        if len(texts) > 1:
            raise ValidationError(_("Enter one limit instead of several."))
        return self.limits.parse(texts[0]) if texts else None

    def condition(self, asked: Asked) -> Q:
        condition = super().condition(asked.codes) if asked.codes else Q()
        if asked.low is not None or asked.high is not None:
            condition |= self.between(asked.low, asked.high)
        return condition

    def between(self, low: Any, high: Any) -> Q:
        """The rows between two values of which one may be None."""
        key, key_of = self.attribute.order_by(), self.attribute.key_of
        lowest = Q(GreaterThanOrEqual(key, key_of(low))) if low is not None else self.attribute.is_set()
        return lowest & Q(LessThanOrEqual(key, key_of(high))) if high is not None else lowest

    def parts(self, name: str, given: Given) -> list[Part]:
        fields = []
        for suffix, label in ((LOW, _("From")), (HIGH, _("To"))):
            text = self.tidy(given[suffix])
            said = self.said(given) if suffix == LOW or not given[LOW] else ""
            fields.append(Part(self.kind, name + suffix, text, label, bool(text), said))
        return [*fields, *super().parts(name, given)]

    def tidy(self, texts: list[str]) -> str:
        """A limit as an address has it, in as few signs as it takes; what cannot be read stays as it is."""
        try:
            limit = self.limit(texts)
        except ValidationError:
            return texts[0]
        return "" if limit is None else self.short(limit)

    def short(self, limit: Any) -> str:
        text = self.limits.format(limit)
        return text.rstrip("0").rstrip(".") if "." in text else text

    def shown(self, limit: Any) -> str:
        return number_format(Decimal(self.short(limit)), force_grouping=True)

    def said(self, given: Given) -> str:
        """The range in words: 1 000 – 5 000, from 1 000, to 5 000."""
        low, high = ("".join(given[suffix][:1]) for suffix in (LOW, HIGH))
        try:
            low, high = (self.shown(self.limits.parse(text)) if text else "" for text in (low, high))
        except ValidationError:
            return " – ".join(filter(None, (low, high)))
        if low and high:
            return low if low == high else f"{low} – {high}"
        return _("from %(limit)s") % {"limit": low} if low else _("to %(limit)s") % {"limit": high}


class DayFilter(RangeFilter):
    """Days in a range, or in a span that has a name."""

    kind = "date"

    @property
    def codes(self) -> dict[str, str]:
        return {code: str(label) for code, (label, _span) in SPANS.items()} | super().codes

    def chosen(self, codes: list[str]) -> Q:
        today, condition = timezone.localdate(), Q()
        for code in codes:
            condition |= self.between(*SPANS[code][1](today))
        return condition

    def short(self, limit: Any) -> str:
        return self.limits.format(limit)

    def shown(self, limit: Any) -> str:
        return self.limits.show(limit)

    def in_words(self, code: str, label: str) -> str:
        return label[:1].lower() + label[1:]


class SetDayFilter(DayFilter):
    """Days that every row has: none is asked for that is not set."""

    @property
    def codes(self) -> dict[str, str]:
        return {code: label for code, label in super().codes.items() if code not in (UNSET, SET)}


class MomentFilter(DayFilter):
    """Moments by the day on which they lie, in the time zone of the page."""

    @property
    def codes(self) -> dict[str, str]:
        # One that may be missing has no order, so one with an order is never missing.
        left_out = (UNSET, SET) if self.attribute.sortable else ()
        return {code: label for code, label in super().codes.items() if code not in left_out}

    def between(self, low: Any, high: Any) -> Q:
        key = self.attribute.order_by()
        condition = Q(GreaterThanOrEqual(key, Value(begin_of(low)))) if low is not None else self.attribute.is_set()
        if high is not None and high < Day.max:
            condition &= Q(LessThan(key, Value(begin_of(high + datetime.timedelta(days=1)))))
        return condition


def begin_of(day: Day) -> datetime.datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def weeks(number: int) -> Callable[[Day], Days]:
    """The week, from Monday to Sunday, so many weeks from now."""

    def span(today: Day) -> Days:
        monday = today + datetime.timedelta(days=7 * number - today.weekday())
        return monday, monday + datetime.timedelta(days=6)

    return span


def months(length: int, number: int) -> Callable[[Day], Days]:
    """The month, quarter or year (1, 3 or 12 months), so many of them from now."""

    def first(place: int) -> Day:
        return Day(place * length // 12, place * length % 12 + 1, 1)

    def span(today: Day) -> Days:
        place = (today.year * 12 + today.month - 1) // length + number
        return first(place), first(place + 1) - datetime.timedelta(days=1)

    return span


def days(first: int, last: int) -> Callable[[Day], Days]:
    """From one day to another, both counted from today."""

    def span(today: Day) -> Days:
        return today + datetime.timedelta(days=first), today + datetime.timedelta(days=last)

    return span


SPANS: dict[str, tuple[Promise | str, Callable[[Day], Days]]] = {
    "today": (gettext_lazy("Today"), days(0, 0)),
    "yesterday": (gettext_lazy("Yesterday"), days(-1, -1)),
    "this-week": (gettext_lazy("This week"), weeks(0)),
    "last-week": (gettext_lazy("Last week"), weeks(-1)),
    "next-week": (gettext_lazy("Next week"), weeks(1)),
    "this-month": (gettext_lazy("This month"), months(1, 0)),
    "last-month": (gettext_lazy("Last month"), months(1, -1)),
    "next-month": (gettext_lazy("Next month"), months(1, 1)),
    "this-quarter": (gettext_lazy("This quarter"), months(3, 0)),
    "last-quarter": (gettext_lazy("Last quarter"), months(3, -1)),
    "this-year": (gettext_lazy("This year"), months(12, 0)),
    "last-year": (gettext_lazy("Last year"), months(12, -1)),
    "last-30-days": (gettext_lazy("Last 30 days"), days(-29, 0)),
    "next-30-days": (gettext_lazy("Next 30 days"), days(0, 29)),
}
"By code: the label, and the span on a given day."
