"""The rules of the rows of tabs: what follows from what in a contact person, an account, a holding membership."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from counterparties.accounts import bank_of, clean_bic, clean_iban
from counterparties.archiving import refuse_archived
from counterparties.models import BankAccount, ContactPerson, Counterparty, HoldingMember
from counterparties.reaching import clean_email, clean_phone
from reference.kinds import Kind


def lock_owners(*, user: User, record: Any, before: Any = None) -> None:
    """Locks the counterparties that the row belongs to, until the transaction ends; all must be the user's to edit.

    Raises PermissionDenied, or ValidationError when one of them is archived.

    The lock makes writers of one file wait for each other, so that none overwrites the other's search column.
    """
    owners = {record.counterparty_id, before.counterparty_id if before else record.counterparty_id}
    both_ends = owners | ({record.holding_id} if isinstance(record, HoldingMember) else set())
    locked = list(Counterparty.objects.select_for_update(no_key=True).filter(pk__in=both_ends).order_by("pk"))
    editable = Counterparty.objects.visible_to(user, Action.EDIT).filter(pk__in=owners)
    seen = Counterparty.objects.visible_to(user).filter(pk__in=both_ends)
    if editable.count() == len(owners) and seen.count() == len(both_ends):
        refuse_archived(*locked)
    elif isinstance(record, HoldingMember):
        raise ValidationError({"counterparty": _("You may not change the holdings of this company.")})
    else:
        raise PermissionDenied


def complete_sub_record(*, record: Any, before: Any = None) -> None:
    """Sets what follows from the row's values; raises ValidationError by field."""
    if rule := RULES.get(type(record)):
        rule(record, before)


def _contact_person(record: ContactPerson, before: ContactPerson | None) -> None:
    country = str(record.counterparty.country or "")
    _by_field(record, email=clean_email, phone=lambda phone: clean_phone(phone, country))
    if record.main:
        _only_main(record, ContactPerson.objects.live())


def _bank_account(record: BankAccount, before: BankAccount | None) -> None:
    record.currency = record.currency.strip().upper()
    _by_field(record, iban=clean_iban, bic=clean_bic, currency=_currency)
    moved = before is not None and before.iban != record.iban
    bic, name = bank_of(record.iban)
    # Another IBAN may be at another bank: what was filled in by us for the old one goes.
    if not record.bic or (moved and before and record.bic == before.bic == bank_of(before.iban)[0]):
        record.bic = bic
    if not record.bank_name or (moved and before and record.bank_name == before.bank_name == bank_of(before.iban)[1]):
        record.bank_name = name
    if record.main:
        _only_main(record, BankAccount.objects.live().filter(currency=record.currency))


def _membership(record: HoldingMember, before: HoldingMember | None) -> None:
    if Kind.HOLDING not in record.holding.kinds:
        message = _("“%(name)s” is not of the kind Holding: tick that type in its file first.")
        raise ValidationError({"holding": ValidationError(message, "kind", {"name": record.holding.name})})
    if record.holding_id != record.counterparty_id and _would_circle(record):
        message = _("“%(name)s” belongs to “%(member)s” at that time: a holding cannot belong to its own member.")
        names = {"name": record.holding.name, "member": record.counterparty.name}
        raise ValidationError({"holding": ValidationError(message, "circle", names)})


def _would_circle(record: HoldingMember) -> bool:
    """Whether the holding belongs to the member, over any number of holdings between, at one moment of the period."""
    waiting = [(record.holding_id, record.from_date or date.min, record.to_date or date.max)]
    seen = set()
    while waiting:
        if (step := waiting.pop()) in seen:
            continue
        seen.add(step)
        member, first, last = step
        above = HoldingMember.objects.live().filter(counterparty=member).exclude(pk=record.pk)
        above = above.filter(Q(from_date=None) | Q(from_date__lte=last), Q(to_date=None) | Q(to_date__gte=first))
        for holding, begins, ends in above.values_list("holding_id", "from_date", "to_date"):
            if holding == record.counterparty_id:
                return True
            waiting.append((holding, max(first, begins or date.min), min(last, ends or date.max)))
    return False


def _only_main(record: Any, live: Any) -> None:
    if record.archived_at is None:
        live.filter(counterparty=record.counterparty_id, main=True).exclude(pk=record.pk).update(main=False)


def _currency(code: str) -> str:
    if not re.fullmatch("[A-Z]{3}", code):
        message = _("Enter a currency as three letters, such as EUR; “%(code)s” is none.")
        raise ValidationError(message, "invalid", {"code": code})
    return code


def _by_field(record: Any, **rules: Callable[[str], str]) -> None:
    errors = {}
    for name, rule in rules.items():
        try:
            setattr(record, name, rule(getattr(record, name)))
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)


RULES: dict[type[Any], Callable[[Any, Any], None]] = {
    ContactPerson: _contact_person,
    BankAccount: _bank_account,
    HoldingMember: _membership,
}
