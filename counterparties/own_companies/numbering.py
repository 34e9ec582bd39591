"""Numbers of documents: taken one by one, without gaps and without doubles, within the transaction of the document."""

import datetime

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext as _

from counterparties.models import Counterparty, Numbered, NumberRun, NumberSeries
from counterparties.models.own_companies import TAXED

YEAR, SHORT_YEAR = "{year}", "{yy}"
DIGITS, ANY = frozenset("0123456789"), "\0"
"The digits of numbers, and what stands for any of them."


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
    refuse_other_years(found, day)
    number = upcoming(found, day)
    refuse_used_up(found, number)
    take(found, number, day)
    return written(found, number, day)


def held(company: Counterparty, kind: str, series: NumberSeries | None) -> NumberSeries:
    """The series; notices without a series of their own count with invoices.

    The company is locked until the transaction ends, as by who saves a series: only then is it sure which is the main
    one, and that nobody else takes a number of the same family.
    """
    Counterparty.objects.select_for_update(no_key=True).get(pk=company.pk)
    rows = NumberSeries.objects.live().filter(counterparty=company)
    chosen = {"pk": series.pk} if series else {"main": True}
    asked = [kind, Numbered.INVOICE] if kind in TAXED else [kind]
    for each in dict.fromkeys(asked):
        if found := rows.filter(kind=each, **chosen).first():
            return found
    said = {"company": company.name, "documents": Numbered(kind).label}
    message = _("“%(company)s” has no main series of numbers for: %(documents)s. Add one under Number series.")
    raise ValidationError(message, "no_series", said)


def upcoming(series: NumberSeries, day: datetime.date) -> int:
    """The number that a document of this day would take."""
    return 1 if begins_anew(series, day) else series.next_number


def begins_anew(series: NumberSeries, day: datetime.date) -> bool:
    return series.yearly and series.year is not None and day.year > series.year


def refuse_other_years(series: NumberSeries, day: datetime.date) -> None:
    """Raises ValidationError for a document of a year whose numbers have ended, or have not begun."""
    if not series.yearly:
        return
    if day.year > timezone.localdate().year:
        # Its first number would close the year that still runs.
        message = _("The numbers of %(year)s have not begun yet: enter a day of this year.")
        raise ValidationError(message, "not_begun", {"year": str(day.year)})
    if series.year is not None and day.year < series.year:
        message = _("The numbers of %(year)s are closed: those of %(next)s have begun.")
        raise ValidationError(message, "closed", {"year": str(day.year), "next": str(series.year)})


def refuse_used_up(series: NumberSeries, number: int) -> None:
    """Raises ValidationError where the digits hold no further number."""
    if number >= 10**series.digits:
        message = _("The series “%(series)s” is used up: begin another one with another prefix.")
        raise ValidationError(message, "used_up", {"series": series})


def take(series: NumberSeries, number: int, day: datetime.date) -> None:
    """Writes that the number is taken; raises ValidationError where it was taken before."""
    if run := run_ahead(series, number, day):
        message = _("The number %(number)s was taken before: the series “%(series)s” must go on behind %(last)s.")
        said = {"number": written(series, number, day), "last": run, "series": series}
        raise ValidationError(message, "taken", said)
    behind = {"prefix": in_year(series.prefix, day.year), "digits": series.digits}
    runs_beside(series).update_or_create(
        **behind,
        defaults={"last": number},
        create_defaults={
            **behind,
            "counterparty_id": series.counterparty_id,
            "family": family(series.kind),
            "last": number,
        },
    )
    series.next_number = number + 1
    series.year = day.year if series.yearly else None
    series.save(update_fields=["next_number", "year"])


def family(kind: str) -> str:
    """The kinds among which no number comes twice; invoices and the notices to them are one family."""
    return Numbered.INVOICE.value if kind in TAXED else str(kind)


def runs_beside(series: NumberSeries) -> QuerySet[NumberRun]:
    """What was taken of the same family, whichever series gave it."""
    rows: QuerySet[NumberRun] = NumberRun.objects.filter(
        counterparty_id=series.counterparty_id, family=family(series.kind)
    )
    return rows


def run_ahead(series: NumberSeries, number: int, day: datetime.date) -> NumberRun | None:
    """A run that has taken this number, or one that the series would come to behind it."""
    prefix, text = in_year(series.prefix, day.year), written(series, number, day)
    own = shape(prefix, series.digits)
    for run in runs_beside(series).order_by("-last"):
        # Of numbers with one shape the greater one is written later, wherever its prefix ends.
        beyond = meet(own, shape(run.prefix, run.digits)) and text <= str(run)
        if number <= run.last if run.prefix == prefix else beyond:
            return run
    return None


def shape(prefix: str, digits: int) -> str:
    """What numbers behind a prefix look like: its signs, and ANY for each digit that changes with year or number."""
    return prefix.replace(YEAR, ANY * 4).replace(SHORT_YEAR, ANY * 2) + ANY * digits


def meet(one: str, other: str) -> bool:
    """Whether some number has both shapes."""
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(a == b or (ANY in (a, b) and {a, b} <= {ANY, *DIGITS}) for a, b in pairs)


def in_year(prefix: str, year: int) -> str:
    return prefix.replace(YEAR, f"{year:04}").replace(SHORT_YEAR, f"{year % 100:02}")


def written(series: NumberSeries, number: int, day: datetime.date) -> str:
    """The number as it stands on a document."""
    return f"{in_year(series.prefix, day.year)}{number:0{series.digits}}"


def preview(series: NumberSeries, day: datetime.date | None = None) -> str:
    """The number that the next document of the day would get, which it does not take."""
    day = day or timezone.localdate()
    return written(series, upcoming(series, day), day)
