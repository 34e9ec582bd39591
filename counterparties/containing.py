"""Conditions on the search column in the words that its index answers, and on what the whole of it alone finds."""

from django.db.models import BooleanField, F, Func, Q, Value

from counterparties.folding import A_NUMBER_HAS
from counterparties.identifiers import compact


class Contained(Func):
    """Whether a pattern fits the search column, as a rule that a folded word stands in it.

    As a subquery it is not known to the planner, who else would read the whole table for a word that many have.
    """

    template, arg_joiner, conditional = "(%(expressions)s))", " LIKE (SELECT ", True
    output_field = BooleanField()

    def __init__(self, pattern: str) -> None:
        super().__init__(F("search"), Value(f"%{pattern}%"))


class Stands(Func):
    """Whether something folded stands in the search column, in words that no index answers."""

    template, arg_joiner, conditional = "(strpos(%(expressions)s) > 0)", ", ", True
    output_field = BooleanField()

    def __init__(self, sought: str) -> None:
        super().__init__(F("search"), Value(sought))


def contained(word: str, letters: str = "") -> Q:
    """Whether a folded word stands in the search column, as the index of words answers it quickly.

    With letters of it the index is asked for these alone.
    """
    if letters:
        return Q(Contained(letters)) & Q(Stands(word))
    if sum(map(str.isdigit, word)) < A_NUMBER_HAS:
        return Q(Contained(word))
    # The index has a long list for every three signs. Digits are so evenly spread that every third of these lists, and
    # the last one, leave hardly any other record.
    threes = [word[at : at + 3] for at in range(0, len(word) - 2, 3)]
    ends = Q() if threes[-1] == word[-3:] else Q(Contained(word[-3:]))
    return Q(Contained("%".join(threes))) & ends & Q(Stands(word))


def has_number(word: str, query: str) -> Q:
    """Whether this is the official number of the row, where a folded word of a query, or all of it, may be one.

    Personal numbers are shown masked, so the search column has none: by parts of one the rest could be guessed.
    """
    if sum(map(str.isdigit, query)) < A_NUMBER_HAS:
        return Q()
    return Q(uic__in=[compact(word), " ".join(query.split()).upper()])
