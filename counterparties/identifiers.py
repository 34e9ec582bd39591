"""The official numbers of counterparties: checked, and brought to the one form in which they are stored.

Every function takes what a person typed and gives the stored form, "" for nothing, or raises ValidationError with
a sentence that says what to do. An import calls them for every row: cheap guards come first.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from stdnum import exceptions as stdnum_errors
from stdnum.bg import egn, pnf
from stdnum.bg import vat as bg_vat
from stdnum.eu import vat as eu_vat

BULGARIA = "BG"
LONGEST = 40
MASK, SHOWN_DIGITS = "••••••", 4
"What of a personal number others than its owner may see."
SEPARATORS = "./'-\u2010\u2011\u2012\u2013"
# A number typed with the Bulgarian keyboard on looks right and is not: these letters are alike in both alphabets.
LOOKALIKES = "".join(chr(code) for code in (1040, 1042, 1045, 1050, 1052, 1053, 1054, 1056, 1057, 1058, 1059, 1061))
LATINISED = dict(zip(map(ord, LOOKALIKES), "ABEKMHOPCTYX", strict=True)) | dict.fromkeys(map(ord, SEPARATORS))
TO_NUMBERS = {ord("A") + at: str(10 + at) for at in range(26)}
VAT_PREFIXES = frozenset("EL" if state == "gr" else state.upper() for state in eu_vat.MEMBER_STATES)
WRONG_DIGIT = _("The check digit of %(number)s is wrong: it should be %(wanted)s.")
WRONG_NINTH = _("The ninth digit of %(number)s is a check digit and wrong: it should be %(wanted)s.")
VAT_COUNTRIES = (VAT_PREFIXES - {"EL", "XI"}) | {"GR"}


def clean_uic(text: str) -> str:
    """A Bulgarian UIC (ЕИК): 9 digits, or 13 for a branch, with right check digits.

    The ninth digit is checked as python-stdnum does it for VAT numbers. The thirteenth: digits 9 to 12 by the weights
    2, 7, 3, 5 modulo 11; if that is 10, by 4, 9, 5, 7; if that is 10 again, 0
    (https://tsvetanv.wordpress.com/2011/04/01/eik/).
    """
    number = compact(text).removeprefix(BULGARIA)
    if not number:
        return ""
    if not (number.isascii() and number.isdigit()):
        raise _error(_("A UIC has digits only: correct %(number)s, or tick Foreign."), number)
    if len(number) not in (9, 13):
        raise _uic_length(number)
    ninth = bg_vat.calc_check_digit_legal(number[:8])
    if number[8] != ninth:
        raise _error(WRONG_DIGIT if len(number) == 9 else WRONG_NINTH, number, wanted=ninth)
    if len(number) == 13 and number[12] != (last := branch_check_digit(number[8:12])):
        raise _error(WRONG_DIGIT, number, wanted=last)
    return number


def branch_check_digit(four: str) -> str:
    """The thirteenth digit of a branch's UIC, from its digits 9 to 12."""
    digits = [int(digit) for digit in four]
    for weights in ((2, 7, 3, 5), (4, 9, 5, 7)):
        rest = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if rest < 10:
            return str(rest)
    return "0"


def clean_personal_no(text: str) -> str:
    """A Bulgarian personal number of 10 digits: of a citizen (ЕГН), or of a foreigner who lives here (ЛНЧ)."""
    number = compact(text)
    if not number:
        return ""
    if not (number.isascii() and number.isdigit()):
        raise _error(_("A personal number has digits only: correct %(number)s, or tick Foreign."), number)
    if len(number) != 10:
        raise _personal_length(number)
    wanted = egn.calc_check_digit(number[:9])
    born = _has_birth_date(number)
    if (wanted == number[9] and born) or pnf.calc_check_digit(number[:9]) == number[9]:
        return number
    if born:
        raise _error(WRONG_DIGIT, number, wanted=wanted)
    raise _error(
        _("%(number)s is neither the personal number of a citizen nor that of a foreigner: correct it."), number
    )


def clean_foreign_no(text: str) -> str:
    """A register number of another country: as typed, in capitals, without needless spaces."""
    number = " ".join(text.split()).upper()
    if len(number) > LONGEST:
        raise _error(_("%(number)s… has %(length)s characters: enter at most %(most)s."), number, length=len(number))
    return number


def clean_vat(text: str, country: str = BULGARIA) -> str:
    """A VAT number: of a member state of the European Union with its prefix and checked, another one as typed.

    A firm may be registered in another country than its own: a number with the prefix of another member state is
    checked by that state's rules. Northern Ireland's prefix is XI.
    """
    number = compact(text)
    if not number:
        return ""
    own = country
    if country == "GR":
        own, number = "EL", number.removeprefix("GR")
    prefix = number[:2]
    if country in VAT_COUNTRIES and (prefix == own or prefix not in VAT_PREFIXES):
        return _checked_vat(number.removeprefix(own), own)
    if prefix in VAT_PREFIXES and (country in VAT_COUNTRIES or _is_vat(number[2:], prefix)):
        return _other_state(number, prefix, own) if country in VAT_COUNTRIES else _checked_vat(number[2:], prefix)
    return clean_foreign_no(number)


def clean_lei(text: str) -> str:
    """A Legal Entity Identifier (ISO 17442): 18 letters and digits and two check digits (ISO 7064, 97-10)."""
    number = compact(text)
    if not number:
        return ""
    if len(number) != 20 or not (number.isascii() and number.isalnum() and number[18:].isdigit()):
        raise _error(
            _("An LEI has 20 characters, letters and digits, the last two digits: correct %(number)s."), number
        )
    if int(number.translate(TO_NUMBERS)) % 97 == 1:
        return number
    wanted = 98 - int((number[:18] + "00").translate(TO_NUMBERS)) % 97
    raise _error(
        _("The check digits of %(number)s are wrong: they should be %(wanted)s."), number, wanted=f"{wanted:02}"
    )


def compact(text: str) -> str:
    """A number in capitals without separators; Cyrillic letters that look like Latin ones become those."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return "".join(text.upper().translate(LATINISED).split())


def masked(number: str) -> str:
    """A personal number as others than its owner may see it: the last digits only."""
    return MASK + number[-SHOWN_DIGITS:] if number else ""


def _other_state(number: str, prefix: str, own: str) -> str:
    # "ESB12345678" is Spanish, but a Cypriot or French number without its prefix may begin with two letters as well.
    try:
        return _checked_vat(number[2:], prefix)
    except ValidationError:
        if _is_vat(number, own):
            return _checked_vat(number, own)
        raise


def _checked_vat(body: str, prefix: str) -> str:
    try:
        return _vat_with_prefix(body, prefix)
    except stdnum_errors.ValidationError as error:
        raise _wrong_vat(body, prefix, error) from None


def _is_vat(body: str, prefix: str) -> bool:
    try:
        return bool(_vat_with_prefix(body, prefix))
    except stdnum_errors.ValidationError:
        return False


def _vat_with_prefix(body: str, prefix: str) -> str:
    if not (body.isascii() and body.isalnum()):
        raise stdnum_errors.InvalidFormat
    if prefix == BULGARIA:
        return BULGARIA + bg_vat.validate(body)
    return str(eu_vat.validate(prefix + body))


def _wrong_vat(body: str, prefix: str, error: stdnum_errors.ValidationError) -> ValidationError:
    wrong_digit = isinstance(error, stdnum_errors.InvalidChecksum)
    if prefix == BULGARIA and len(body) == 9 and wrong_digit:
        return _error(WRONG_DIGIT, prefix + body, wanted=bg_vat.calc_check_digit_legal(body[:8]))
    if prefix == BULGARIA and not wrong_digit:
        message = _("A Bulgarian VAT number is BG and 9 or 10 digits: correct %(number)s.")
    elif wrong_digit:
        message = _("The check digit of the VAT number %(number)s is wrong: correct the number.")
    else:
        message = _("%(number)s does not have the form of a VAT number with the prefix %(prefix)s: correct it.")
    return _error(message, prefix + body, prefix=prefix)


def _uic_length(number: str) -> ValidationError:
    if len(number) == 10:
        message = _("%(number)s has 10 digits, a UIC 9 or 13: for a personal number choose natural person.")
        return _error(message, number)
    message = ngettext_lazy(
        "%(number)s has %(count)s digit: a UIC has 9, that of a branch 13.",
        "%(number)s has %(count)s digits: a UIC has 9, that of a branch 13.",
        "count",
    )
    return _lost_zeros(number, 9, bg_vat.is_valid) or _error(message, number, count=len(number))


def _personal_length(number: str) -> ValidationError:
    if len(number) == 9 and bg_vat.is_valid(number):
        return _error(_("%(number)s is a UIC: for a firm choose legal person, else enter the 10 digits."), number)
    message = ngettext_lazy(
        "%(number)s has %(count)s digit: a personal number has 10.",
        "%(number)s has %(count)s digits: a personal number has 10.",
        "count",
    )
    return _lost_zeros(number, 10, egn.is_valid) or _error(message, number, count=len(number))


def _lost_zeros(number: str, length: int, valid: Callable[[str], bool]) -> ValidationError | None:
    # Spreadsheets take the leading zeros off: say what the number was.
    whole = number.zfill(length)
    if len(number) < 5 or len(whole) > length or not valid(whole):
        return None
    return _error(_("%(number)s has lost its leading zeros: enter %(whole)s."), number, whole=whole)


def _has_birth_date(number: str) -> bool:
    try:
        return bool(egn.get_birth_date(number) <= date.today())
    except stdnum_errors.ValidationError:
        return False


def _error(message: Any, number: str, **params: object) -> ValidationError:
    return ValidationError(message, "invalid", {"number": number[:LONGEST], "most": LONGEST, **params})
