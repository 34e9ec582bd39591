"""Phone numbers as people read and dial them."""

from functools import lru_cache

import phonenumbers
from django.utils.html import format_html

from attributes.values import Attribute


class Phone(Attribute):
    """A phone number; one in E.164 is shown in groups, as it is read and dialled."""

    cell_class = "nowrap"

    def cell_of(self, value: str) -> str:
        return phone_link(value)


def phone_link(text: str) -> str:
    """A phone number as a link that dials it, or the text that is no single number."""
    shown = grouped(text)
    return text if shown == text else format_html('<a class="text-reset" href="tel:{}">{}</a>', text, shown)


@lru_cache(maxsize=10_000)
def grouped(text: str) -> str:
    """A phone number in groups of digits, as people read it; a text that is no single number as it stands."""
    if not text.startswith("+"):
        return text
    try:
        return phonenumbers.format_number(phonenumbers.parse(text), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return text
