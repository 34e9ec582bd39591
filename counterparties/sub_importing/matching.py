"""Finds the contact person, address or account that a row means, among those of its counterparty."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from counterparties.models import Address, BankAccount, ContactPerson, HoldingMember
from counterparties.models.records import Record
from counterparties.sub_importing.kinds import SubKind

Row = dict[str, Any]
Given = Mapping[str, Any]
NAMES = ("first_name", "middle_name", "last_name")
PLACE = ("settlement", "street", "number", "block", "entrance", "floor", "apartment", "free_text")
"The parts that make an address another one; what else it says is brought up to date."


def meant(kind: SubKind, given: Given, rows: Sequence[Row], taken: Collection[int] = ()) -> Row | None:
    """The one of the counterparty's rows that the given values mean, or None; raises ValidationError by field.

    Of several that one is meant which equals the values in all that they say, and is not `taken` by another line;
    else live ones go before archived ones.
    """
    if not rows:
        return None
    return one_of(kind, *MATCHING[kind.model](given, rows), given, taken)


def one_of(kind: SubKind, field: str, found: list[Row], given: Given, taken: Collection[int]) -> Row | None:
    """Of the rows that may be meant the one that is, or None; raises ValidationError by this field."""
    if len(found) > 1:
        equal = [row for row in found if all(row[name] == value for name, value in given.items())]
        if equal:
            return next((row for row in equal if row["id"] not in taken), equal[0])
        found = [row for row in found if row["archived_at"] is None] or found
    if len(found) > 1:
        names = " / ".join(title_of(kind.model, row) for row in found)
        message = _("It may be several of the counterparty's: %(names)s. Say more of the one that is meant.")
        raise ValidationError({field: message % {"names": names}})
    return found[0] if found else None


def title_of(model: type[Record], row: Given) -> str:
    """What people call a row; a query for each other row that it is called by."""
    fields = {field.attname for field in model._meta.concrete_fields}
    return str(model(**{name: value for name, value in row.items() if name in fields}))


def _contact_person(given: Given, rows: Sequence[Row]) -> tuple[str, list[Row]]:
    """By e-mail, then phone, then first and last name.

    Colleagues share a phone, and some share a name: somebody with another e-mail is not found by a phone, nor
    somebody with another e-mail and another phone by a name.
    """
    email, phone, name = str(given.get("email", "")).lower(), given.get("phone", ""), name_of(given)
    if email and (found := [row for row in rows if email in emails_of(row)]):
        return "email", _narrowed(found, name)
    if phone and (found := [row for row in rows if phone in phones_of(row) and not _others(email, emails_of(row))]):
        return "phone", _narrowed(found, name)

    def reached_otherwise(row: Row) -> bool:
        return _others(email, emails_of(row)) and _others(phone, phones_of(row))

    return "first_name", [row for row in rows if name and name_of(row) == name and not reached_otherwise(row)]


def _narrowed(rows: list[Row], name: tuple[str, ...]) -> list[Row]:
    return ([row for row in rows if name_of(row) == name] or rows) if len(rows) > 1 and name else rows


def _others(one: str, others: Collection[str]) -> bool:
    return bool(one and others) and one not in others


def emails_of(row: Given) -> set[str]:
    """All e-mails of a person, in lower case."""
    return {row["email"].lower(), *(line["email"].lower() for line in row["further_emails"])} - {""}


def phones_of(row: Given) -> set[str]:
    """All phones of a person."""
    return {row["phone"], *(line["number"] for line in row["further_phones"])} - {""}


def main_kept(given: Given, stored: Given) -> Row:
    """The values without an e-mail or a phone that the person has as a further one: the main one stays."""
    found = dict(given)
    if str(given.get("email", "")).lower() in emails_of(stored) - {stored["email"].lower()}:
        del found["email"]
    if given.get("phone") in phones_of(stored) - {stored["phone"]}:
        found = {name: value for name, value in found.items() if name not in ("phone", "phone_kind")}
    return found


def name_of(values: Given) -> tuple[str, ...]:
    """First and last name for comparison; nothing without a first name."""
    first, last = (folded(values.get(name, "")) for name in ("first_name", "last_name"))
    return (first, last) if first else ()


def folded(text: Any) -> str:
    """A text for comparison: words in lower case, without punctuation."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in str(text).casefold()).split())


def _address(given: Given, rows: Sequence[Row]) -> tuple[str, list[Row]]:
    """By kind, country, settlement, street, house and free text, as far as the row says them."""
    said = {name: given[name] for name in ("kind", "country") if given.get(name)}
    place = {name: text for name in PLACE if (text := folded(given.get(name, "")))}
    found = [
        row
        for row in rows
        if all(row[name] == value for name, value in said.items())
        and all(folded(row[name]) == text for name, text in place.items())
    ]
    if len(found) > 1:
        found = [row for row in found if not any(row[name] for name in PLACE if name not in place)] or found
    return ("settlement" if "settlement" in place else "free_text"), found if place else []


def _bank_account(given: Given, rows: Sequence[Row]) -> tuple[str, list[Row]]:
    """By IBAN and, where the row says it, currency."""
    iban, currency = given.get("iban"), given.get("currency")
    return "iban", [row for row in rows if row["iban"] == iban and currency in (None, "", row["currency"])]


def _membership(given: Given, rows: Sequence[Row]) -> tuple[str, list[Row]]:
    """By holding and first day; where the row says none, the one without a first day, else one that has not ended."""
    own = [row for row in rows if row["holding_id"] == given["holding_id"]]
    first = given.get("from_date")
    if found := [row for row in own if row["from_date"] == first]:
        return "from_date", found
    today = timezone.localdate()
    lasting = [row for row in own if not row["archived_at"] and (row["to_date"] is None or row["to_date"] >= today)]
    return "from_date", [] if "from_date" in given else lasting


MATCHING: dict[type[Record], Callable[[Given, Sequence[Row]], tuple[str, list[Row]]]] = {
    ContactPerson: _contact_person,
    Address: _address,
    BankAccount: _bank_account,
    HoldingMember: _membership,
}
