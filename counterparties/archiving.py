"""Archives a counterparty or a row of its tabs instead of deleting it, and brings it back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from counterparties.models import BankAccount, ContactPerson, Counterparty, HoldingMember
from counterparties.models.records import SubRecord
from counterparties.searching import refresh_search


@transaction.atomic
def archive_counterparty(*, user: User, record: Counterparty) -> None:
    """Archives a counterparty and, at the same moment, what its tabs hold; one archived before keeps its date."""
    stored = locked(user, record, Action.ARCHIVE)
    if stored.archived_at is None:
        now = timezone.now()
        for rows in _rows_of(stored):
            rows.filter(archived_at=None).update(archived_at=now)
        _set(stored, now)
    record.archived_at = stored.archived_at


@transaction.atomic
def activate_counterparty(*, user: User, record: Counterparty) -> None:
    """Brings back a counterparty and exactly those rows of its tabs that were archived with it."""
    stored = locked(user, record, Action.ARCHIVE)
    if stored.archived_at is not None:
        at = stored.archived_at
        *tabs, members = (rows.filter(archived_at=at) for rows in _rows_of(stored))
        _set(stored, None)
        for rows in tabs:
            rows.update(archived_at=None)
        for member in members.select_related("holding", "counterparty"):
            # The other end may be archived by now: then the membership waits for that one.
            _activate(member, member.holding.archived_at or member.counterparty.archived_at)
        refresh_search([stored.pk])
    record.archived_at = None


@transaction.atomic
def archive_sub_record(*, user: User, record: Any) -> None:
    """Archives a row of a tab."""
    locked(user, record.counterparty, Action.EDIT)
    type(record).objects.filter(pk=record.pk, archived_at=None).update(archived_at=timezone.now())
    refresh_search([record.counterparty_id])
    record.refresh_from_db(fields=["archived_at", "version"])


@transaction.atomic
def activate_sub_record(*, user: User, record: Any) -> None:
    """Brings a row of a tab back; a main one yields to the one that has become main meanwhile."""
    owner = locked(user, record.counterparty, Action.EDIT)
    refuse_archived(owner, getattr(record, "holding", owner))
    rows = type(record).objects.filter(pk=record.pk)
    _yield_main(rows, owner.pk)
    if isinstance(record, HoldingMember):
        _activate(record, None)
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


def archived(name: str) -> ValidationError:
    """The refusal to change anything of an archived counterparty."""
    return ValidationError(_("“%(name)s” is archived: activate it first."), "archived", {"name": name})


def _rows_of(stored: Counterparty) -> list[Any]:
    members = HoldingMember.objects.filter(Q(counterparty=stored) | Q(holding=stored))
    return [*(model.objects.filter(counterparty=stored) for model in SubRecord.__subclasses__()), members]


def _set(stored: Counterparty, at: datetime | None) -> None:
    stored.archived_at = at
    stored.save(update_fields=["archived_at"])


def _activate(member: HoldingMember, archived_at: datetime | None) -> None:
    member.archived_at = archived_at
    member.validate_constraints()
    member.save(update_fields=["archived_at"])


def _yield_main(rows: Any, owner: int) -> None:
    """Takes `main` off the rows to come back where a live row has it; rows without such a column stay as they are."""
    model = rows.model
    if model not in (ContactPerson, BankAccount):
        return
    live = model.objects.live().filter(counterparty=owner, main=True)
    if model is BankAccount:
        rows.filter(currency__in=live.values("currency"), main=True).exclude(archived_at=None).update(main=False)
    elif live.exists():
        rows.filter(main=True).exclude(archived_at=None).update(main=False)
