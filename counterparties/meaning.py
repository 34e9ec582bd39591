"""What a text was meant to be that may have been typed on another keyboard layout than its writer believed."""

from collections.abc import Callable, Iterable
from enum import Enum

from counterparties import layouts
from counterparties.querysets import CounterpartyQuerySet
from counterparties.ranking import REST
from screens.finding.meanings import first_that_finds


class Found(Enum):
    """How a text is found: not, perhaps within words alone, as a number or what a name begins with, in very many."""

    NOT, WITHIN, BEGINNING, MANY = range(4)


def found_at(keys: Iterable[str]) -> Found:
    """How a text is found whose hits have these sort keys, the best among them."""
    tiers = {key[0] for key in keys}
    if not tiers:
        return Found.NOT
    return Found.WITHIN if tiers == {REST} else Found.BEGINNING


def meaning(text: str, rows: CounterpartyQuerySet, found: Callable[[str], Found]) -> str:
    """The likeliest reading of the text that finds any of the rows; the likeliest of all where none does.

    Readings that begin words go first: three letters stand by chance within some long number, or within some name.
    """
    first, *others = layouts.meanings(text)
    others = [each for each in others if not layouts.in_pieces(each)]
    if not others or (how := found(first)) in (Found.BEGINNING, Found.MANY):
        return first
    if how == Found.WITHIN:
        return _first_begun(rows, [first, *others]) or first
    anywhere = first_that_finds({each: rows.found_by(each) for each in others})
    return (_first_begun(rows, others) or anywhere) if anywhere else first


def _first_begun(rows: CounterpartyQuerySet, texts: Iterable[str]) -> str:
    return first_that_finds({each: rows.begun_by(each) for each in texts})
