"""By which letters the index of words is asked for a word that very many records have, where another one is rarer.

Of every three letters of a word the index has a list as long as there are records with them. Of a word that tens of
thousands of records have each list is about as long as the word's own and says nothing new: the one that says most is
read, and the word is looked for in what is left, which the rarer words have made few.
"""

from collections.abc import Sequence
from hashlib import sha256
from itertools import chain

from django.core.cache import cache

from counterparties.likeness import records_with

COMMON = 25_000
"Records with a word from which on reading a list takes longer than looking for the word in what is left."
AS_GOOD = 1.1
"How many times as many records as the word may have the three letters."
LONG = 600
"Seconds for which the letters are kept: the list of words changes slowly, and only speed depends on it."


def few_letters(sought: Sequence[str]) -> dict[str, str]:
    """Three letters of each word for which they do; other words must be asked for with all of their letters."""
    if len(sought) < 2:
        return {}
    key = "few-letters-" + sha256("/".join(sought).encode()).hexdigest()
    few: dict[str, str] | None = cache.get(key)
    if few is None:
        cache.set(key, few := _few_letters(sought), LONG)
    return few


def _few_letters(sought: Sequence[str]) -> dict[str, str]:
    """The list of words knows only those of letters, and longer ones alone say less by three."""
    told = sorted({word for word in sought if len(word) > 3 and word.isalpha()})
    records = records_with(told) if len(told) > 1 else {}
    # Who has least of them is asked for with all letters: what it leaves bounds what is read for the others.
    _rarest, *others = sorted(records, key=records.__getitem__) or [""]
    threes = {word: [word[at : at + 3] for at in range(len(word) - 2)] for word in others if records[word] >= COMMON}
    having = records_with(dict.fromkeys(chain.from_iterable(threes.values())))
    best = {word: min(each, key=having.__getitem__) for word, each in threes.items()}
    return {word: three for word, three in best.items() if having[three] <= AS_GOOD * records[word]}
