"""Numbers that come in addresses, forms and files as text."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

THOUSAND = 3
"Digits between two separators of thousands."


def number_in(text: str | None) -> int | None:
    """The whole number that the text is, if a bigint holds it; None for everything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def decimal_in(text: str, decimals: int) -> Decimal:
    """The number that the text is, as people write it; ValidationError where it is none, or may be one of two.

    Who writes no more than two decimals may mean thousands by a separator before three digits.
    """
    plain = re.sub(r"[\s'\u2019]", "", text).replace("\u2212", "-")
    if plain[-4:-3] in {",", "."} and decimals < THOUSAND:
        _refuse_either(text, plain)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+\.\d+", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"-?\d+([.,]\d+)?", plain, re.ASCII):
        message = _("Enter a number, such as 1250.50; “%(text)s” is not one.")
        raise ValidationError(message, params={"text": text})
    return Decimal(plain.replace(",", "."))


def _refuse_either(text: str, plain: str) -> None:
    if re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", plain, re.ASCII):
        whole, part = re.sub("[.,]", "", plain), plain.replace(",", ".").rstrip("0").rstrip(".")
        message = _("Enter %(whole)s or %(part)s: “%(text)s” may be either.")
        raise ValidationError(message, params={"text": text, "whole": whole, "part": part})
