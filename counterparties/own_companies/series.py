"""The rules of number series, those of Bulgarian law for invoices among them.

An invoice has a number of ten digits in a row, Arabic ones only, from one or more series (чл. 114, ал. 1, т. 2 ЗДДС);
the numbers of invoices and notices rise without gaps and doubles (чл. 78 ППЗДДС), over the end of a year too.
"""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import Action, User
from counterparties.archiving import activate_sub_record, locked
from counterparties.models import NumberSeries
from counterparties.models.own_companies import MOST_DIGITS, TAXED
from counterparties.own_companies.numbering import (
    SHORT_YEAR,
    YEAR,
    family,
    in_year,
    meet,
    run_ahead,
    runs_beside,
    shape,
)
from counterparties.saving import save_sub_record

HOME, TAX_DIGITS = "BG", 10
ENTERED = ("prefix", "yearly", "next_number")
"Who enters one of these says what number comes in this year."
PLACES = re.compile(r"\{[^{}]*\}|[{}]")


def save_series(*, user: User, record: NumberSeries, values: Mapping[str, Any]) -> NumberSeries:
    """Adds or changes a series; raises ValidationError by field, PermissionDenied.

    Who takes a number meanwhile waits, or is waited for: neither overwrites the other's next number.
    """
    with transaction.atomic():
        locked(user, record.counterparty, Action.EDIT)
        rows = NumberSeries.objects.live().select_for_update().filter(counterparty=record.counterparty)
        others = [row for row in rows.order_by("pk") if row.pk != record.pk]
        before = NumberSeries.objects.filter(pk=record.pk).first()
        for name, value in values.items():
            setattr(record, name, value)
        # A form brings decimals.
        record.digits, record.next_number = int(record.digits), int(record.next_number)
        record.year = year_of(record, before)
        refuse_series(record, others)
        same_kind = [row for row in others if row.kind == record.kind]
        record.main = record.main or not any(row.main for row in same_kind)
        if record.main:
            NumberSeries.objects.filter(pk__in=[row.pk for row in same_kind if row.main]).update(main=False)
        return save_sub_record(user=user, record=record, values={})


def year_of(record: NumberSeries, before: NumberSeries | None) -> int | None:
    """The year of the number to come, where numbers begin anew every year."""
    if not record.yearly:
        return None
    stays = before and all(getattr(before, name) == getattr(record, name) for name in ENTERED)
    return record.year if stays else timezone.localdate().year


def refuse_series(record: NumberSeries, others: list[NumberSeries]) -> None:
    """Raises ValidationError by field."""
    errors: dict[str, Any] = {}
    if refusal := refusal_of_prefix(record):
        errors["prefix"] = refusal
    if not 1 <= record.digits <= MOST_DIGITS:
        errors["digits"] = _("Enter 1 to %d digits.") % MOST_DIGITS
    elif record.next_number >= 10**record.digits:
        errors["next_number"] = _("%d digits do not hold this number.") % record.digits
    if is_of_home_tax(record):
        errors |= refusals_of_tax(record)
    if not errors:
        errors |= refusals_beside(record, others)
    if not errors:
        errors |= refusals_behind_taken(record)
    if errors:
        raise ValidationError(errors)


def refusal_of_prefix(record: NumberSeries) -> str:
    unknown = [place for place in PLACES.findall(record.prefix) if place not in (YEAR, SHORT_YEAR)]
    if unknown:
        return _("In a prefix only {year} and {yy} stand between braces, not %s.") % unknown[0]
    if record.yearly and not (YEAR in record.prefix or SHORT_YEAR in record.prefix):
        return _(
            "What begins anew every year needs the year in its prefix, as {year} or {yy}: else numbers come twice."
        )
    return ""


def is_of_home_tax(record: NumberSeries) -> bool:
    """Whether Bulgarian law says how these documents are numbered."""
    return record.kind in TAXED and str(record.counterparty.country) == HOME


def refusals_of_tax(record: NumberSeries) -> dict[str, str]:
    law = _(
        "Invoices and the notices to them have ten digits without gaps (чл. 114, ал. 1, т. 2 ЗДДС; чл. 78 ППЗДДС)."
    )
    errors = {}
    if record.prefix and not re.fullmatch(r"[0-9]+", record.prefix):
        errors["prefix"] = f"{law} {_('Enter digits only.')}"
    elif len(record.prefix) + record.digits != TAX_DIGITS:
        told = _("Behind this prefix there are %d.") % max(TAX_DIGITS - len(record.prefix), 0)
        errors["digits"] = f"{law} {told}"
    if record.yearly:
        errors["yearly"] = f"{law} {_('They go on over the end of a year.')}"
    return errors


def refusals_beside(record: NumberSeries, others: list[NumberSeries]) -> dict[str, str]:
    """No number of one series may be one of another of its family, in whichever years."""
    own = shape(record.prefix, record.digits)
    for other in others:
        same = other.prefix == record.prefix or meet(own, shape(other.prefix, other.digits))
        if same and family(other.kind) == family(record.kind):
            message = _("The same numbers would come from “%(series)s” too: choose another prefix.")
            return {"prefix": message % {"series": other}}
    return {}


def refusals_behind_taken(record: NumberSeries) -> dict[str, str]:
    """The next number stands behind all that were taken, right behind them where the law wants no gaps."""
    day = day_of_next(record)
    if run := run_ahead(record, record.next_number, day):
        return {"next_number": _("%s is taken already: enter a later number.") % run}
    run = runs_beside(record).filter(prefix=in_year(record.prefix, day.year)).order_by("last").last()
    if run and is_of_home_tax(record) and record.next_number > run.last + 1:
        return {"next_number": _("%s was the last: the next one follows it, for no number may be missing.") % run}
    return {}


def day_of_next(record: NumberSeries) -> datetime.date:
    """A day of the year that the next number belongs to."""
    today = timezone.localdate()
    return datetime.date(record.year, 1, 1) if record.year else today


@transaction.atomic
def activate_series(*, user: User, record: NumberSeries) -> None:
    """Brings a series back; raises ValidationError where its numbers are another one's by now, or were."""
    locked(user, record.counterparty, Action.EDIT)
    others = NumberSeries.objects.live().filter(counterparty=record.counterparty).exclude(pk=record.pk)
    if errors := refusals_beside(record, list(others)):
        raise ValidationError(errors["prefix"])
    if run := run_ahead(record, record.next_number, day_of_next(record)):
        raise ValidationError(_("%s is taken already: add a series that goes on behind it.") % run)
    activate_sub_record(user=user, record=record)
