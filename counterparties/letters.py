"""The first letter of a name: the attribute, its filter, and the strip above a list that leads to each letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from html import escape
from operator import or_
from typing import Any
from urllib.parse import quote

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_filters import Filter

from attributes.choices import Choice, ChoiceFilter
from counterparties.folding import CYRILLIC, OTHER_LETTER
from screens.listing import ListQuery

BULGARIAN = [letter.upper() for letter in CYRILLIC]
LATIN = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", OTHER_LETTER]
ALPHABETS = {"bg": BULGARIAN, "en": LATIN}
ANY_LETTER = "\ue000"
"Stands for a letter in an address; it means nothing in any writing."


class Letter(Choice):
    """The first letter of the name, А-Я, A-Z or # for all others."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(name, label, choices=[(letter, letter) for letter in [*BULGARIAN, *LATIN]], editable=False)

    def filter(self) -> Filter:
        return LetterFilter(self)


class LetterFilter(ChoiceFilter):
    """Names by their first letters: each is a stretch of whichever index the list is read by, and has none itself."""

    def chosen(self, codes: list[str]) -> Q:
        return reduce(or_, map(begins_with, codes))


def begins_with(letter: str) -> Q:
    """The counterparties whose name has this first letter."""
    return Q(letter=letter) if letter == OTHER_LETTER else Q(name_sort__startswith=letter.lower())


@dataclass(frozen=True)
class Letters:
    """The links of the strip: sixty addresses that differ in nothing but the letter."""

    all: str
    address: str
    "With ANY_LETTER in the place of the letter."
    current: str

    @property
    def alphabets(self) -> list[tuple[str, SafeString]]:
        """The languages, each with the links of its letters."""
        return [(language, self.links(letters)) for language, letters in ALPHABETS.items()]

    @property
    def shown(self) -> str:
        """The language of the alphabet that is shown at first: that of the chosen letter, else that of the page."""
        chosen = (language for language, letters in ALPHABETS.items() if self.current in letters)
        return next(chosen, "bg" if get_language() == "bg" else "en")

    @property
    def chosen(self) -> SafeString:
        """The link of the chosen letter, for where its alphabet is not shown; empty without one."""
        return self.links(letter for letter in [*BULGARIAN, *LATIN] if letter == self.current)

    def links(self, letters: Iterable[str]) -> SafeString:
        # Every page has them: a template for each would cost as much as a dozen rows.
        address, anywhere, here = escape(self.address), quote(ANY_LETTER), ' aria-current="true"'
        addresses = {letter: address.replace(anywhere, quote(letter)) for letter in letters}
        return SafeString(
            "".join(
                f'<a href="{url}"{here if letter == self.current else ""}>{letter}</a>'
                for letter, url in addresses.items()
            )
        )


def letters_of(query: ListQuery) -> Letters:
    """The strip above this list."""
    return Letters(query.address(letter=None), query.address(letter=ANY_LETTER), query.elsewhere)
