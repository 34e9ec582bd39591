"""The filter by the first letter of the name."""

from functools import reduce
from operator import or_

from django.db.models import Q

from attributes.choices import ChoiceFilter
from counterparties.folding import OTHER_LETTER


class LetterFilter(ChoiceFilter):
    """Names by their first letters: each is a stretch of whichever index the list is read by, and has none itself."""

    def chosen(self, codes: list[str]) -> Q:
        return reduce(or_, map(begins_with, codes))


def begins_with(letter: str) -> Q:
    """The counterparties whose name has this first letter."""
    return Q(letter=letter) if letter == OTHER_LETTER else Q(name_sort__startswith=letter.lower())
