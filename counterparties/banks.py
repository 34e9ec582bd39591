"""Which counterparty of kind Bank an account is probably held at."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.models import User
from counterparties.models import BankAccount, Counterparty
from reference.kinds import Kind

HEAD_OFFICE = "XXX"
BANK_LETTERS = 8


def bank_with(*, user: User, bic: str, name: str) -> Counterparty | None:
    """The one that the last account with this BIC was put down to; else the only one that has the BIC or the name.

    Among those that the user may see and that are not archived; None where there is none or there are several.
    """
    banks = Counterparty.objects.visible_to(user).live().of_kind(Kind.BANK)
    if bic:
        short = bic[:BANK_LETTERS]
        same = {bic, short, short + HEAD_OFFICE}
        last = BankAccount.objects.filter(bic__in=same, bank__isnull=False).order_by("-pk").first()
        if last and last.bank_id and (known := banks.filter(pk=last.bank_id).first()):
            return known
    # As people look for it: by any text of its file, in whatever script.
    for text in filter(None, (bic[:BANK_LETTERS], name)):
        if len(found := _found(banks, text)) == 1:
            return found[0]
    return None


def _found(banks: Any, text: str) -> list[Counterparty]:
    return list(banks.found_by(text).order_by()[:2])


def complete_bank(*, user: User, record: BankAccount, before: BankAccount | None) -> None:
    """Sets the bank of an account where nobody has said it; raises ValidationError for one of another kind."""
    moved = before is None or before.bic != record.bic
    same = before is not None and record.bank_id == before.bank_id
    if moved and (same or record.bank_id is None):
        # Another BIC is another bank: what was right for the old one goes.
        record.bank = bank_with(user=user, bic=record.bic, name=record.bank_name)
    elif not same and record.bank is not None and Kind.BANK not in record.bank.kinds:
        message = _("“%(name)s” is not of the kind Bank: tick that type in its file first.")
        raise ValidationError({"bank": ValidationError(message, "kind", {"name": record.bank})})
