"""Archives a counterparty or a row of its tabs instead of deleting it, and brings it back."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from counterparties.bulk_archiving import activate_set, archive_set
from counterparties.holdings.rules import hold_memberships, refuse_membership
from counterparties.models import Counterparty, HoldingMember
from counterparties.models.further import LINK_OF
from counterparties.searching import refresh_search
from exchange.refusals import refusal_of


@transaction.atomic
def archive_counterparty(*, user: User, record: Counterparty) -> None:
    """Archives a counterparty and, at the same moment, what its tabs hold; one archived before keeps its date."""
    hold_memberships()
    stored = locked(user, record, Action.ARCHIVE)
    record.archived_at = stored.archived_at or archive_set([stored.pk])


def activate_counterparty(*, user: User, record: Counterparty) -> None:
    """Brings back a counterparty and exactly those rows of its tabs that were archived with it."""
    try:
        with transaction.atomic():
            hold_memberships()
            stored = locked(user, record, Action.ARCHIVE)
            if stored.archived_at is not None:
                activate_set([stored.pk])
    except IntegrityError as error:
        raise ValidationError(refusal_of(error, HoldingMember)) from error
    record.archived_at = None


@transaction.atomic
def archive_sub_record(*, user: User, record: Any) -> None:
    """Archives a row of a tab."""
    if isinstance(record, HoldingMember):
        hold_memberships()
    locked(user, record.counterparty, Action.EDIT)
    type(record).objects.filter(pk=record.pk, archived_at=None).update(archived_at=timezone.now())
    refresh_search([record.counterparty_id])
    record.refresh_from_db(fields=["archived_at", "version"])


@transaction.atomic
def activate_sub_record(*, user: User, record: Any) -> None:
    """Brings a row of a tab back; a main one yields to the one that has become main meanwhile."""
    if isinstance(record, HoldingMember):
        hold_memberships()
    owner = locked(user, record.counterparty, Action.EDIT)
    if not stands_elsewhere(record):
        refuse_archived(owner, getattr(record, "holding", owner))
    rows = type(record).objects.filter(pk=record.pk)
    _yield_main(rows)
    if isinstance(record, HoldingMember):
        record.archived_at = None
        refuse_membership(record, user)
        record.validate_constraints()
        record.save(update_fields=["archived_at"])
    else:
        rows.update(archived_at=None)
    refresh_search([owner.pk])
    record.refresh_from_db(fields=["archived_at", "version"])


def locked(user: User, record: Counterparty, action: Action) -> Counterparty:
    """The counterparty as it is stored, locked until the transaction ends; PermissionDenied without the right."""
    stored = Counterparty.objects.select_for_update(no_key=True).get(pk=record.pk)
    if not Counterparty.objects.visible_to(user, action).filter(pk=record.pk).exists():
        raise PermissionDenied
    return stored


def refuse_archived(*counterparties: Counterparty) -> None:
    """Raises ValidationError when one of them is archived: nothing in its file changes then."""
    for each in counterparties:
        if each.archived_at is not None:
            raise archived(each.name)


def stands_elsewhere(record: Any) -> bool:
    """Whether a row stands in the live file of a further counterparty too: it outlives the file that is its home."""
    link = LINK_OF.get(type(record))
    if link is None:
        return False
    return link.objects.live().filter(counterparty__archived_at=None, **{link.of: record.pk}).exists()


def archived(name: str) -> ValidationError:
    """The refusal to change anything of an archived counterparty."""
    return ValidationError(_("“%(name)s” is archived: activate it first."), "archived", {"name": name})


def _yield_main(rows: Any) -> None:
    """Takes `main` off the row to come back where a live row has it."""
    within = getattr(rows.model, "main_within", ())
    live = rows.model.objects.live().filter(main=True, **{name: OuterRef(name) for name in within}) if within else None
    if live is not None:
        rows.filter(Exists(live), main=True).exclude(archived_at=None).update(main=False)
