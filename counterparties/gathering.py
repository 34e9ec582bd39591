"""By which letters the index of words is asked for a word that very many records have, where another one is rarer.

Of every three letters of a word the index has a list as long as there are records with them. Of a word that a quarter
of all records have each list is as long as the word's own and says nothing new: the one that says most is read, and
the word is looked for in what is left, which the rarer words have made few.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from django.core.cache import cache
from django.db import connection

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
    records = _records_with(sought)
    # Who has least is asked for with all letters: what it leaves bounds what is read for the others.
    _rarest, *others = sorted(sought, key=records.__getitem__)
    common = [word for word in others if records[word] >= COMMON and len(word) > 3 and word.isalpha()]
    threes = {word: [word[at : at + 3] for at in range(len(word) - 2)] for word in common}
    having = _records_with(three for each in threes.values() for three in each)
    best = {word: min(each, key=having.__getitem__) for word, each in threes.items()}
    return {word: three for word, three in best.items() if having[three] <= AS_GOOD * records[word]}


def _records_with(letters: Iterable[str]) -> dict[str, int]:
    """In how many records about a word has these letters, in one statement."""
    asked = list(dict.fromkeys(letters))
    if not asked:
        return {}
    each = "select coalesce(sum(records), 0) from counterparties_word where word like %s"
    with connection.cursor() as cursor:
        # One by one: of a pattern that it knows the planner takes the index of the list.
        cursor.execute(
            f"select array[{', '.join(f'({each})' for _ in asked)}]", [f"%{one.lstrip()}%" for one in asked]
        )
        return dict(zip(asked, map(int, cursor.fetchone()[0]), strict=True))
