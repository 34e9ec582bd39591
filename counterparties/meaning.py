"""What a text was meant to be that may have been typed on another keyboard layout than its writer believed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from counterparties import layouts
from counterparties.querysets import CounterpartyQuerySet
from counterparties.ranking import REST
from counterparties.walking import Place
from screens.finding.meanings import first_that_finds


@dataclass(frozen=True)
class Hits:
    """What a text finds: the places of some of its hits, the best among them, and whether there are very many."""

    some: list[Place]
    many: bool

    @property
    def certain(self) -> bool:
        """Whether the text is a number or what a name begins with, or what very many have."""
        return self.many or any(key[0] != REST for key, _pk in self.some)

    def begin_words(self, text: str, rows: CounterpartyQuerySet) -> bool:
        """Whether in one of them every word of the text begins a word."""
        return rows.begun_by(text, among=[pk for _key, pk in self.some]).exists()


def meaning(text: str, rows: CounterpartyQuerySet, found: Callable[[str], Hits]) -> str:
    """The likeliest reading of the text that finds any of the rows; the likeliest of all where none does.

    Readings that begin words go first: three letters stand by chance within some long number, or within some name.
    """
    first, *others = layouts.meanings(text)
    others = [each for each in others if not layouts.in_pieces(each)]
    if not others or (hits := found(first)).certain:
        return first
    if hits.some:
        # Some hit that was met nearly always shows it. The index would gather all hits of every word once more, and
        # that costs as much as finding them did.
        return first if hits.begin_words(first, rows) else _first_begun(rows, [first, *others]) or first
    anywhere = first_that_finds({each: rows.found_by(each) for each in others})
    return (_first_begun(rows, others) or anywhere) if anywhere else first


def _first_begun(rows: CounterpartyQuerySet, texts: Iterable[str]) -> str:
    return first_that_finds({each: rows.begun_by(each) for each in texts})
