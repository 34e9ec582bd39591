"""Removals: an address ends and another one begins in one step, so that yesterday's stays true for yesterday."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.models import User
from counterparties.models import Address
from counterparties.saving import save_sub_record

DAYS = ("valid_from", "valid_to")
DAY = datetime.timedelta(days=1)


@transaction.atomic
def move_on(*, user: User, record: Address, values: Mapping[str, Any], day: datetime.date) -> Address:
    """Ends an address on the day before and begins another of these values on the day; returns the new one.

    The address must be as it was read, and stays as it is but for its end. Raises ValidationError by field.
    """
    _refuse_day(record, day)
    given = {name: value for name, value in values.items() if name not in DAYS}
    if all(getattr(record, name) == value for name, value in given.items()):
        raise ValidationError(
            {"moved_on": _("Enter the new address as well: all parts are still those of the old one.")}
        )
    parts = {field.name: getattr(record, field.name) for field in Address._meta.concrete_fields if _is_part(field)}
    ends = record.valid_to
    save_sub_record(user=user, record=record, values={"valid_to": day - DAY})
    new = Address(counterparty=record.counterparty)
    return save_sub_record(user=user, record=new, values={**parts, **given, "valid_from": day, "valid_to": ends})


def _is_part(field: Any) -> bool:
    return field.editable and not field.is_relation and not field.primary_key and field.name not in DAYS


def _refuse_day(record: Address, day: datetime.date) -> None:
    if record.valid_from and day <= record.valid_from:
        told = _("The address begins on %(day)s: choose a later day, or correct it without this one.")
        raise ValidationError({"moved_on": told % {"day": date_format(record.valid_from, "SHORT_DATE_FORMAT")}})
    if record.valid_to and day > record.valid_to:
        told = _("The address holds until %(day)s only: choose an earlier day, or add another address.")
        raise ValidationError({"moved_on": told % {"day": date_format(record.valid_to, "SHORT_DATE_FORMAT")}})
