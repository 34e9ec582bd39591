"""Which types a counterparty gets: the one rule for forms and imports."""

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.models import Action
from counterparties.querysets import Rights
from reference.models import Type


def allowed_ticks(
    *, rights: Rights, action: Action, before: Collection[int], given: Collection[int], types: Mapping[int, Type]
) -> set[int]:
    """The ids of the types that the record is to have; raises ValidationError for `types`.

    `given` are those that the user has ticked, `before` those of the record; what he may not tick stays as it was.
    """
    ticked, kept, allowed = set(given), set(before), rights.types[action]
    if forbidden := ticked - allowed - kept:
        names = {"names": ", ".join(str(types[pk]) for pk in sorted(forbidden))}
        raise ValidationError({"types": ValidationError(_("You may not choose: %(names)s."), "forbidden", names)})
    if not rights.unrestricted(action) and not ticked & allowed:
        raise ValidationError({"types": _("Choose at least one type.")})
    return ticked | (kept - allowed)
