"""The rules between the fields of a tab's row: one place, for the form and for the import alike. No queries."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from attributes.several import LineError
from counterparties.accounts import bank_of, clean_bic, clean_currency, clean_iban
from counterparties.completing import PART_LENGTH, PARTS, PARTS_LATIN
from counterparties.folding import latin
from counterparties.models import Address, BankAccount, ContactPerson
from counterparties.models.records import Record
from counterparties.reaching import clean_email, clean_phone
from reference.locations.reading import LINKS, Lists
from reference.locations.reading import PARTS as PLACES

Values = dict[str, Any]
BANK = ("bic", "bank_name")
FIELD_RULES: dict[type[Record], dict[str, Callable[[str], Any]]] = {
    ContactPerson: {"email": clean_email},
    Address: {},
    BankAccount: {"iban": clean_iban, "bic": clean_bic, "currency": clean_currency},
}
"What single fields are brought to; the attributes of the tabs and the verbs that save their rows go by it."

FOLLOWED = {
    ContactPerson: (*PARTS_LATIN, "email", "further_emails", "phone", "phone_kind", "further_phones"),
    Address: (*(part.value for part in PLACES), "postal_code", *LINKS.values()),
    BankAccount: ("iban", "bic", "bank_name", "currency"),
}
"The fields that the rules may set."


def follow(
    model: type[Record],
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
    found: Values = _latin_names(values, before)
    if not values["first_name"]:
        errors["first_name"] = _("Enter the first name.")
    if values["phone"] and not (before and before["phone"] == values["phone"]):
        try:
            found["phone"] = clean_phone(values["phone"], values["country"])
        except ValidationError as error:
            errors["phone"] = error
    if values["further_phones"]:
        try:
            found["further_phones"] = _cleaned_phones(values["further_phones"], values["country"])
        except ValidationError as error:
            errors["further_phones"] = error
    errors |= _wrong_period(values)
    if errors:
        raise ValidationError(errors)
    if values["further_phones"] or values["further_emails"]:
        found |= _main_ones({**values, **found})
    return found


def _latin_names(values: Mapping[str, Any], before: Mapping[str, Any] | None) -> Values:
    """The names in Latin where nobody has given them; one that we have made follows its Cyrillic name."""
    if before is None:
        names = zip(PARTS, PARTS_LATIN, strict=True)
        return {made: latin(text)[:PART_LENGTH] for name, made in names if (text := values[name]) and not values[made]}
    found = {}
    for name, in_latin in zip(PARTS, PARTS_LATIN, strict=True):
        was, was_latin = before[name], before[in_latin]
        renamed, cleared = values[name] != was, bool(was_latin)
        ours = values[in_latin] == was_latin == latin(was)[:PART_LENGTH]
        if (not values[in_latin] and (renamed or cleared)) or (renamed and ours):
            found[in_latin] = latin(values[name])[:PART_LENGTH]
    return found


def _cleaned_phones(lines: Collection[Mapping[str, str]], country: str) -> list[dict[str, str]]:
    found, errors = [], []
    for number, line in enumerate(lines, 1):
        try:
            found.append({**line, "number": clean_phone(line["number"], country)})
        except ValidationError as error:
            errors.append(LineError(number, error))
    if errors:
        raise ValidationError(errors)
    return found


def _main_ones(values: Mapping[str, Any]) -> Values:
    """The first of several is the main one, and stands once."""
    phones, emails = values["further_phones"], values["further_emails"]
    found: Values = {}
    if phones and not values["phone"]:
        found = {"phone": phones[0]["number"], "phone_kind": phones[0].get("kind", "")}
    if emails and not values["email"]:
        found["email"] = emails[0]["email"]
    phone, email = found.get("phone", values["phone"]), found.get("email", values["email"]).lower()
    return found | {
        "further_phones": [line for line in phones if line["number"] != phone],
        "further_emails": [line for line in emails if line["email"].lower() != email],
    }


def _address(values: Mapping[str, Any], before: Mapping[str, Any] | None) -> Values:
    if not values["settlement"] and not values["free_text"]:
        raise ValidationError({"settlement": _("Enter the settlement or the address as free text.")})
    if wrong := _wrong_period(values):
        raise ValidationError(wrong)
    return {}


def _wrong_period(values: Mapping[str, Any]) -> dict[str, Any]:
    """The error of days that are not in order, by field."""
    first, last = values["valid_from"], values["valid_to"]
    if first and last and last < first:
        return {"valid_to": _("It ends before it begins: correct one of the days.")}
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


FOLLOWING: dict[type[Record], Callable[[Mapping[str, Any], Mapping[str, Any] | None], Values]] = {
    ContactPerson: _contact_person,
    Address: _address,
    BankAccount: _bank_account,
}
