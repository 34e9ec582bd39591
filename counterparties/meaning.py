"""What a text was meant to be that may have been typed on another keyboard layout than its writer believed."""

from collections.abc import Callable, Iterable

from counterparties import layouts
from counterparties.querysets import CounterpartyQuerySet
from counterparties.ranking import REST
from screens.finding.meanings import first_that_finds


def meaning(text: str, rows: CounterpartyQuerySet, keys: Callable[[str], Iterable[str]]) -> str:
    """The likeliest reading of the text that finds any of the rows; `keys` are the sort keys of some hits of a text.

    Readings that begin words go first: three letters stand by chance within some long number, or within some name.
    """
    first, *others = layouts.meanings(text)
    others = [each for each in others if not layouts.in_pieces(each)]
    found = list(keys(first))
    if not others or any(key[0] != REST for key in found):
        return first
    if found:
        return _first_begun(rows, [first, *others]) or first
    anywhere = first_that_finds({each: rows.found_by(each) for each in others})
    return (_first_begun(rows, others) or anywhere) if anywhere else first


def _first_begun(rows: CounterpartyQuerySet, texts: Iterable[str]) -> str:
    return first_that_finds({each: rows.begun_by(each) for each in texts})
