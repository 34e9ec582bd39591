"""The numbers of bank accounts: IBAN (ISO 13616) and BIC (ISO 9362), checked by schwifty.

Stored without spaces and in capitals. "" stands for nothing; an error is a sentence that says what to do.
"""

import re
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from schwifty import BIC, IBAN
from schwifty import exceptions as schwifty_errors
from schwifty.bban import BBAN
from schwifty.domain import Component

from counterparties.identifiers import LONGEST, TO_NUMBERS, compact

MOST_BANKS = 2_000
_banks: dict[tuple[str, ...], tuple[str, str]] = {}
"BIC and name by country and what the register knows banks by: a look into it costs as much as all else of an account."


def clean_iban(text: str) -> str:
    """An IBAN of a country that has them, of the right length, with right check digits."""
    number = compact(text)
    if not number:
        return ""
    number = number.removeprefix("IBAN") if number.startswith("IBAN") else number
    if _is_right(number):
        return number
    shown = {"number": number[:LONGEST], "country": number[:2]}
    if not (number.isascii() and number.isalnum() and number[:2].isalpha() and number[2:4].isdigit()):
        raise ValidationError(
            _("An IBAN is two letters, two digits, then letters and digits: correct %(number)s."), "invalid", shown
        )
    try:
        IBAN(number)
    except schwifty_errors.InvalidChecksumDigits:
        raise ValidationError(
            _("The check digits of %(number)s are wrong: with this account they would be %(wanted)s."),
            "check_digit",
            shown | {"wanted": _check_digits(number)},
        ) from None
    except schwifty_errors.InvalidCountryCode:
        message = _("%(country)s is not a country with IBANs: correct %(number)s.")
        raise ValidationError(message, "country", shown) from None
    except schwifty_errors.SchwiftyException:
        message = _("%(number)s is too long, too short or malformed for an IBAN of %(country)s: correct it.")
        raise ValidationError(message, "invalid", shown) from None
    return number


def _is_right(number: str) -> bool:
    """Whether the library would accept the IBAN: asking its tables costs a tenth of asking it."""
    form = _form_of(number[:2]) if number.isascii() and number.isalnum() else None
    if form is None or len(number) != form.iban_length or not form.regex.match(number[4:]):
        return False
    return _check_digits(number) == number[2:4]


@cache
def _form_of(country: str) -> Any:
    """What the library knows of a country's IBANs; None where it has none."""
    try:
        return BBAN(country, "").spec
    except schwifty_errors.SchwiftyException:
        return None


def _check_digits(number: str) -> str:
    return f"{98 - int(f'{number[4:]}{number[:2]}00'.translate(TO_NUMBERS)) % 97:02}"


def clean_bic(text: str) -> str:
    """A BIC of 8 or 11 characters."""
    number = compact(text)
    if not number:
        return ""
    try:
        if number.isascii():
            return str(BIC(number))
    except schwifty_errors.SchwiftyException:
        pass
    raise ValidationError(
        _("A BIC has 8 or 11 characters and the country's letters at 5 and 6, such as UNCRBGSF: correct %(number)s."),
        "invalid",
        {"number": number[:LONGEST]},
    )


def clean_currency(text: str) -> str:
    """A currency as three letters (ISO 4217)."""
    code = text.strip().upper()
    if code and not re.fullmatch("[A-Z]{3}", code):
        message = _("Enter a currency as three letters, such as EUR; “%(code)s” is none.")
        raise ValidationError(message, "invalid", {"code": code})
    return code


BESIDE_THE_REGISTER: dict[tuple[str, ...], tuple[str, str]] = {("BG", "BNBG"): ("BNBGBGSD", "Bulgarian National Bank")}
"Banks that the library's register lacks; BIC and name as the bank itself publishes them."


def bank_of(iban: str) -> tuple[str, str]:
    """BIC and name of the bank of a clean IBAN; "" for what the register of banks does not know."""
    if not iban:
        return "", ""
    bank = (iban[:2], *(iban[place] for place in _places_of_the_bank(iban[:2])))
    if bank not in _banks:
        if len(_banks) >= MOST_BANKS:
            _banks.clear()
        account = IBAN(iban, allow_invalid=True)
        try:
            found = str(account.bic or ""), account.bank_name or ""
        except schwifty_errors.SchwiftyException:
            found = "", ""
        _banks[bank] = found if any(found) else BESIDE_THE_REGISTER.get(bank[:2], found)
    return _banks[bank]


@cache
def _places_of_the_bank(country: str) -> tuple[slice, ...]:
    """Where in the IBANs of a country stands what the register knows banks by."""
    form = _form_of(country)
    parts = form.bic_lookup_components or [Component.BANK_CODE] if form else []
    return tuple(slice(4 + form.positions[part].start, 4 + form.positions[part].end) for part in parts)


def spaced(iban: str) -> str:
    """An IBAN in groups of four, as people read it."""
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
