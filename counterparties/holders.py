"""Who holds an official number or a code already: over all records, archived ones included."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models import User
from counterparties.models import Counterparty

IDENTIFYING = ("code", "uic", "vat_number", "lei")
SEEN = _("“%(name)s” has %(value)s already.")
ARCHIVED = _("“%(name)s” has %(value)s already and is archived: activate it.")
HIDDEN = _("A counterparty that you may not see has %(value)s already.")


class Identifier(NamedTuple):
    """A number that at most one counterparty may hold; `country` is "" where it is unique in the whole world."""

    field: str
    value: str
    country: str = ""


def identifiers_of(values: Mapping[str, Any]) -> list[Identifier]:
    """The identifiers among a counterparty's values. The values are clean, and `country` is among them."""
    country = str(values.get("country") or "")
    return [
        Identifier(field, value, country if _within_country(field, value) else "")
        for field in IDENTIFYING
        if (value := values.get(field))
    ]


def holders(wanted: Collection[Identifier]) -> dict[Identifier, int]:
    """The ids of the counterparties that hold the identifiers; one query a field, however many are asked for."""
    found: dict[Identifier, int] = {}
    for field in IDENTIFYING:
        asked = {each for each in wanted if each.field == field}
        if not asked:
            continue
        # The partial indexes serve only who says that the value is not empty.
        rows = Counterparty.objects.filter(~Q(**{field: ""}), **{f"{field}__in": {each.value for each in asked}})
        if field == "uic":
            rows = rows.filter(country__in={each.country for each in asked})
        for pk, value, country in rows.values_list("pk", field, "country").order_by():
            identifier = Identifier(field, value, str(country or "") if _within_country(field, value) else "")
            if identifier in asked:
                found[identifier] = pk
    return found


def refuse_held(
    *, user: User, values: Mapping[str, Any], own: int | None, fields: Iterable[str] = IDENTIFYING
) -> None:
    """Raises ValidationError by field when another counterparty than `own` holds one of the identifiers.

    Each error has the code "held" and in `params["holder"]` the record, for a link; None when the user may not see it.
    """
    asked = [each for each in identifiers_of(values) if each.field in fields]
    taken = {each: pk for each, pk in holders(asked).items() if pk != own}
    if not taken:
        return
    visible = Counterparty.objects.visible_to(user).only("name", "archived_at").in_bulk(taken.values())
    raise ValidationError({each.field: held(each.value, visible.get(pk)) for each, pk in taken.items()})


def held_by_others(
    wanted: Sequence[Sequence[Identifier]],
    own: Sequence[int | None],
    named: Callable[[Collection[int]], Mapping[int, Counterparty]],
) -> list[dict[str, ValidationError]]:
    """For each record (whose own id is given) the errors by field for those of its numbers that another one holds."""
    found = holders([each for row in wanted for each in row])
    seen = named(found.values())
    return [
        {each.field: held(each.value, seen.get(found[each])) for each in row if found.get(each, pk) != pk}
        for row, pk in zip(wanted, own, strict=True)
    ]


def held(value: str, holder: Counterparty | None) -> ValidationError:
    """The error for a value that somebody has; it names the holder, None when the user may not see it."""
    message = HIDDEN if holder is None else ARCHIVED if holder.archived_at else SEEN
    name = holder.name if holder else ""
    return ValidationError(message, "held", {"value": value, "name": name, "holder": holder})


def _within_country(field: str, value: str) -> bool:
    # A VAT number with a country's letters in front is the only one in the world, one without in its country.
    return field == "uic" or (field == "vat_number" and not (value[:2].isascii() and value[:2].isalpha()))
