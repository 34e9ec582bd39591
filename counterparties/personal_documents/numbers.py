"""The numbers of personal documents: one form to store and compare them, and what is shown of them unasked."""

import re

from django.core.exceptions import ValidationError
from django.db.models import CharField, Func
from django.utils.translation import gettext as _

from counterparties.identifiers import BULGARIA, MASK, SHOWN_DIGITS, compact

IDENTITY_CARD = "identity-card"
BULGARIAN_CARD = re.compile(r"[0-9]{9}|[A-Z]{2}[0-9]{7}")


def clean_number(text: str) -> str:
    """The number in capitals without spaces and separators; raises ValidationError where nothing is left of it.

    What stands for a hidden number comes through as it is: whoever saves knows which one it hides.
    """
    if is_masked(text):
        return text.strip()
    number = compact(text)
    if not any(sign.isalnum() for sign in number):
        raise ValidationError(_("Enter the number that stands on the document."))
    return number


def is_masked(text: str) -> bool:
    """Whether it shows a number instead of being one."""
    return MASK[0] in text


def masked(number: str) -> str:
    """The last four signs at most, and never more than a third of the number."""
    shown = min(SHOWN_DIGITS, len(number) // 3)
    return MASK + number[len(number) - shown :] if number else ""


class Masked(Func):
    """The same in SQL, null for no number."""

    template = (
        f"(case when (%(expressions)s) <> '' then '{MASK}'"
        f" || right(%(expressions)s, least({SHOWN_DIGITS}, length(%(expressions)s) / 3)) end)"
    )
    output_field = CharField()


def doubt(kind: str, country: str, number: str) -> str:
    """Why a number looks wrong; "" where it does not, or where nothing is known of such numbers.

    Bulgarian identity cards have nine signs: digits until June 2024, since then two capital Latin letters and seven
    digits (Ministry of the Interior, in https://new.bnr.bg/vidin/post/102008801/). No other kind is judged, nor any
    other country's: their forms change too often for a rule that helps.
    """
    if kind == IDENTITY_CARD and country == BULGARIA and not BULGARIAN_CARD.fullmatch(number):
        return _("A Bulgarian identity card has nine digits, or two Latin letters and seven digits: is this right?")
    return ""
