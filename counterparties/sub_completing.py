"""The rules between the fields of a tab's row: one place, for the form and for the import alike. No queries."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from counterparties.accounts import bank_of, clean_bic, clean_currency, clean_iban
from counterparties.models import Address, BankAccount, ContactPerson
from counterparties.models.records import SubRecord
from counterparties.reaching import clean_email, clean_phone
from reference.locations.reading import LINKS, PARTS, Lists

Values = dict[str, Any]
BANK = ("bic", "bank_name")
FIELD_RULES: dict[type[SubRecord], dict[str, Callable[[str], Any]]] = {
    ContactPerson: {"email": clean_email},
    Address: {},
    BankAccount: {"iban": clean_iban, "bic": clean_bic, "currency": clean_currency},
}
"What single fields are brought to; the attributes of the tabs and the verbs that save their rows go by it."

FOLLOWED = {
    ContactPerson: ("email", "phone"),
    Address: (*(part.value for part in PARTS), "postal_code", *LINKS.values()),
    BankAccount: ("iban", "bic", "bank_name", "currency"),
}
"The fields that the rules may set."


def follow(
    model: type[SubRecord],
    values: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None,
    lists: Lists | None = None,
    types: Collection[int] = (),
) -> Values:
    """What follows from the cleaned values of a whole row, by field; raises ValidationError by field.

    `before` is the row as it is stored, None for a new one. `values["country"]` of a contact person is that of the
    counterparty. An address is read by `lists`, which know it, for a counterparty with these ticked `types`.
    """
    found = FOLLOWING[model](values, before)
    return found | lists.follow(values, before, types) if lists else found


def _contact_person(values: Mapping[str, Any], before: Mapping[str, Any] | None) -> Values:
    errors: dict[str, Any] = {}
    found: Values = {}
    if not values["first_name"]:
        errors["first_name"] = _("Enter the first name.")
    if values["phone"] and not (before and before["phone"] == values["phone"]):
        try:
            found["phone"] = clean_phone(values["phone"], values["country"])
        except ValidationError as error:
            errors["phone"] = error
    if errors:
        raise ValidationError(errors)
    return found


def _address(values: Mapping[str, Any], before: Mapping[str, Any] | None) -> Values:
    if not values["settlement"] and not values["free_text"]:
        raise ValidationError({"settlement": _("Enter the settlement or the address as free text.")})
    if values["valid_from"] and values["valid_to"] and values["valid_to"] < values["valid_from"]:
        raise ValidationError({"valid_to": _("It ends before it begins: correct one of the days.")})
    return {}


def _bank_account(values: Mapping[str, Any], before: Mapping[str, Any] | None) -> Values:
    if not values["iban"]:
        raise ValidationError({"iban": _("Enter the IBAN.")})
    if not values["currency"]:
        raise ValidationError({"currency": _("Enter the currency.")})
    known = dict(zip(BANK, bank_of(values["iban"]), strict=True))
    moved = before is not None and before["iban"] != values["iban"]
    filled = dict(zip(BANK, bank_of(before["iban"]), strict=True)) if before and moved else {}
    # Another IBAN may be at another bank: what was filled in by us for the old one goes.
    return {
        name: known[name]
        for name in BANK
        if not values[name] or (before and moved and values[name] == before[name] == filled[name])
    }


FOLLOWING: dict[type[SubRecord], Callable[[Mapping[str, Any], Mapping[str, Any] | None], Values]] = {
    ContactPerson: _contact_person,
    Address: _address,
    BankAccount: _bank_account,
}
