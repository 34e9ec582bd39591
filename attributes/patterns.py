"""Patterns that administrators write: regular expressions that a whole text must match."""

import regex
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SECONDS = 0.2
"Longer than any sound pattern takes for a text of a cell; a catastrophic one must not hold up a page."


def check_pattern(pattern: str) -> None:
    """Raises ValidationError when the text is no regular expression."""
    try:
        regex.compile(pattern)
    except regex.error as error:
        raise ValidationError(_("This is no regular expression: %(reason)s."), params={"reason": error}) from error


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text matches; raises ValidationError when finding out takes too long."""
    try:
        return regex.fullmatch(pattern, text, timeout=SECONDS) is not None
    except TimeoutError:
        raise ValidationError(_("The pattern of this field takes too long; ask an administrator.")) from None
