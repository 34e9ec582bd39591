"""Deletes a row of the configuration that nobody uses."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from reference import usage
from reference.arranging import Siblings, close_gap
from reference.models import Type
from reference.models.rows import Arranged
from reference.stopping import STOPPABLE


@transaction.atomic
def delete(*, record: Arranged) -> None:
    """Deletes the row and closes the gap among its siblings.

    Raises ValidationError with the reason and the number of users while it is used.
    """
    siblings = Siblings.of(record)
    siblings.locked()
    type(record)._default_manager.select_for_update().get(pk=record.pk)
    if because := why_not(record):
        params = {"name": record, "reason": because}
        raise ValidationError(_("“%(name)s” cannot be deleted. %(reason)s"), params=params)
    try:
        with transaction.atomic():
            record.delete()
            connection.check_constraints()
    except (IntegrityError, ProtectedError) as error:
        raise ValidationError(
            _("“%(name)s” cannot be deleted. It has come into use meanwhile."), params={"name": record}
        ) from error
    close_gap(siblings=siblings)


def why_not(record: Model) -> str:
    """Why the row may not be deleted, as a sentence; empty when it may."""
    return refusal(record, usage.users_of(record))


def why_none(records: Collection[Any]) -> dict[int, str]:
    """The same for a list, as far as it is cheap to know, in a constant number of queries: the refused ones by id."""
    if not records:
        return {}
    users = usage.used(type(next(iter(records))), [record.pk for record in records])
    refused = ((record.pk, refusal(record, users.get(record.pk, []))) for record in records)
    return {pk: sentence for pk, sentence in refused if sentence}


def refusal(record: Model, users: Collection[str]) -> str:
    """The sentence for a row with these users; a kind is refused without any."""
    if isinstance(record, Type) and record.parent_id is None:
        return _("A system type cannot be deleted.")
    if not users:
        return ""
    sentence = _("Used by %(users)s; stop it instead.") if isinstance(record, STOPPABLE) else _("Used by %(users)s.")
    return sentence % {"users": _(" and ").join(users)}
