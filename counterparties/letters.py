"""The first letter of a name: the attribute, its filter, and the strip above a list that leads to each letter."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import quote

from django.db.models import Q
from django_filters import Filter

from attributes.choices import Choice, ChoiceFilter
from counterparties.folding import CYRILLIC, OTHER_LETTER
from screens.listing import ListQuery

BULGARIAN = [letter.upper() for letter in CYRILLIC]
LATIN = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", OTHER_LETTER]
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

    @property
    def alphabets(self) -> list[dict[str, Any]]:
        return [{"code": "bg", "letters": self.links(BULGARIAN)}, {"code": "en", "letters": self.links(LATIN)}]

    def links(self, letters: list[str]) -> list[dict[str, str]]:
        anywhere = quote(ANY_LETTER)
        return [{"text": letter, "url": self.address.replace(anywhere, quote(letter))} for letter in letters]


def letters_of(query: ListQuery) -> Letters:
    """The strip above this list."""
    return Letters(all=query.address(letter=None), address=query.address(letter=ANY_LETTER))
