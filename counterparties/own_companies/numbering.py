"""Numbers of documents: taken one by one, without gaps and without doubles, within the transaction of the document."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext as _

from counterparties.models import Counterparty, Numbered, NumberRun, NumberSeries
from counterparties.models.own_companies import TAXED

YEAR, SHORT_YEAR = "{year}", "{yy}"


def next_number(
    *, company: Counterparty, kind: str, series: NumberSeries | None = None, day: datetime.date | None = None
) -> str:
    """Takes the next number of a kind of document dated `day`; raises ValidationError where there is none to take.

    It belongs to the caller's transaction, without which it raises: whoever rolls back gives the number back, and
    until the transaction ends others wait for it. That is why no number is left out and none is given twice.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A number is taken within the transaction of its document.")
    found = held(company, kind, series)
    day = day or timezone.localdate()
    refuse_closed(found, day)
    number = upcoming(found, day)
    refuse_used_up(found, number)
    take(found, number, day)
    return written(found, number, day)


def held(company: Counterparty, kind: str, series: NumberSeries | None) -> NumberSeries:
    """The series, locked until the transaction ends; notices without a series of their own count with invoices."""
    rows = NumberSeries.objects.live().filter(counterparty=company).select_for_update()
    asked = [kind, Numbered.INVOICE] if kind in TAXED else [kind]
    for each in dict.fromkeys(asked):
        chosen = rows.filter(pk=series.pk) if series else rows.filter(kind=each, main=True)
        if found := chosen.first():
            return found
    said = {"company": company.name, "documents": Numbered(kind).label}
    message = _("“%(company)s” has no main series of numbers for: %(documents)s. Add one under Number series.")
    raise ValidationError(message, "no_series", said)


def upcoming(series: NumberSeries, day: datetime.date) -> int:
    """The number that a document of this day would take."""
    return 1 if begins_anew(series, day) else series.next_number


def begins_anew(series: NumberSeries, day: datetime.date) -> bool:
    return series.yearly and series.year is not None and day.year > series.year


def refuse_closed(series: NumberSeries, day: datetime.date) -> None:
    """Raises ValidationError for a document of a year whose numbers have ended."""
    if series.yearly and series.year is not None and day.year < series.year:
        message = _("The numbers of %(year)s are closed: those of %(next)s have begun.")
        raise ValidationError(message, "closed", {"year": str(day.year), "next": str(series.year)})


def refuse_used_up(series: NumberSeries, number: int) -> None:
    """Raises ValidationError where the digits hold no further number."""
    if number >= 10**series.digits:
        message = _("The series “%(series)s” is used up: begin another one with another prefix.")
        raise ValidationError(message, "used_up", {"series": series})


def take(series: NumberSeries, number: int, day: datetime.date) -> None:
    """Writes that the number is taken; raises ValidationError where it was taken before."""
    runs = NumberRun.objects.select_for_update()
    own = {"counterparty_id": series.counterparty_id, "family": family(series.kind)}
    run, made = runs.get_or_create(**own, prefix=resolved(series, day.year), defaults={"last": number})
    if not made:
        if number <= run.last:
            message = _("The number %(number)s was taken before: the series “%(series)s” must go on behind %(last)s.")
            said = {"number": written(series, number, day), "last": written(series, run.last, day), "series": series}
            raise ValidationError(message, "taken", said)
        run.last = number
        run.save(update_fields=["last"])
    series.next_number = number + 1
    series.year = day.year if series.yearly else None
    series.save(update_fields=["next_number", "year"])


def family(kind: str) -> str:
    """The kinds among which no number comes twice; invoices and the notices to them are one family."""
    return Numbered.INVOICE.value if kind in TAXED else str(kind)


def resolved(series: Any, year: int) -> str:
    """The prefix behind which the numbers of a year are counted: without a new beginning the year is no part of it."""
    return in_year(series.prefix, year) if series.yearly else str(series.prefix)


def in_year(prefix: str, year: int) -> str:
    return prefix.replace(YEAR, f"{year:04}").replace(SHORT_YEAR, f"{year % 100:02}")


def written(series: NumberSeries, number: int, day: datetime.date) -> str:
    """The number as it stands on a document."""
    return f"{in_year(series.prefix, day.year)}{number:0{series.digits}}"


def preview(series: NumberSeries, day: datetime.date | None = None) -> str:
    """The number that the next document of the day would get, which it does not take."""
    day = day or timezone.localdate()
    return written(series, upcoming(series, day), day)
