"""Adds and changes locations: the one door for forms; the import obeys the same rules in sets."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reference.holding import let_writers_through
from reference.locations.holders import uses
from reference.locations.naming import folded
from reference.models import Location
from reference.models.locations import Level

ABOVE: dict[str, tuple[Level, ...]] = {
    Level.COUNTRY: (),
    Level.AREA: (),
    Level.SETTLEMENT: (Level.AREA,),
    Level.NEIGHBOURHOOD: (Level.SETTLEMENT,),
    Level.STREET: (Level.SETTLEMENT,),
}
"What a location may stand under; a settlement may stand under nothing but its country."


@transaction.atomic
def save_location(*, record: Location) -> Location:
    """Writes a new or changed location; raises ValidationError by field. Addresses keep the texts that they have."""
    check_place(record)
    set_keys(record)
    record.full_clean()
    let_writers_through()
    record.save()
    record.refresh_from_db(fields=["version"])
    return record


def set_keys(record: Location) -> None:
    """Sets the names as they are compared."""
    record.key_bg, record.key_en = (folded(name, record.level) for name in (record.name_bg, record.name_en))


def check_place(record: Location) -> None:
    """Raises ValidationError by field where it stands under nothing that fits, or is something else by now."""
    above, parent = ABOVE[record.level], record.parent
    if parent is None:
        if record.level in (Level.NEIGHBOURHOOD, Level.STREET):
            raise ValidationError({"parent": _("Choose the settlement in which it is.")})
    elif not above:
        raise ValidationError({"parent": _("It stands directly under its country: leave this empty.")})
    elif parent.level not in above:
        names = {"parent": parent, "level": above[0].label}
        raise ValidationError({"parent": _("“%(parent)s” is none of that kind; choose: %(level)s.") % names})
    elif parent.country != record.country:
        raise ValidationError({"parent": _("“%(parent)s” is in another country.") % {"parent": parent}})
    if record.pk:
        _refuse_turned(record)


def _refuse_turned(record: Location) -> None:
    before = Location.objects.get(pk=record.pk)
    for name in ("level", "country"):
        if getattr(before, name) != getattr(record, name) and (record.children.exists() or any(uses([record.pk]))):
            told: Any = _(
                "It is in use, or others stand under it: add another location instead, and replace this one."
            )
            raise ValidationError({name: told})
