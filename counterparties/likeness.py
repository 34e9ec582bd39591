"""Words that exist and are like a word: one or two letters are wrong, missing, too many or changed places."""

import string
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

SHORTEST, TWO_FROM, LONGEST = 4, 6, 30
"Letters of a word from which one, from which two may be wrong, and up to which words are listed at all."
# A join: the planner would ask `= any` of the index of likeness, which reads for each word what came last as a whole.
NEAR = "select word, records from unnest(%s::text[]) as near (word) join counterparties_word using (word)"
LIKE = """
    select word, records from counterparties_word
    where (word %% %(word)s or %(word)s <%% word) and length(word) >= %(least)s
    order by similarity(word, %(word)s) desc, word limit 80"""


@dataclass(frozen=True)
class Like:
    """A word that exists, in how many records about, and how many letters away it is."""

    word: str
    records: int
    distance: int


def unknown(words: list[str]) -> list[str]:
    """Those that are part of no word that exists."""
    if not words:
        return []
    # Counted: to see whether there is any the planner would begin to read the whole list.
    asked = "select %s where (select count(*) from counterparties_word where word like %s) = 0"
    with connection.cursor() as cursor:
        patterns = [each for word in words for each in (word, f"%{word}%")]
        cursor.execute(" union all ".join([asked] * len(words)), patterns)
        found = {word for (word,) in cursor.fetchall()}
    return [word for word in words if word in found]


def records_with(sought: Iterable[str]) -> dict[str, int]:
    """In how many records about a word has each of these letters; with a space before them, begins with them."""
    patterns = {each: f"%{each}%" if each == each.lstrip() else f"{each.lstrip()}%" for each in sought}
    if not patterns:
        return {}
    # One by one: of a pattern that it knows the planner takes the index of the list.
    counted = "(select coalesce(sum(records), 0) from counterparties_word where word like %s)"
    with connection.cursor() as cursor:
        cursor.execute(f"select array[{', '.join([counted] * len(patterns))}]", [*patterns.values()])
        return dict(zip(patterns, map(int, cursor.fetchone()[0]), strict=True))


def likes(word: str) -> list[Like]:
    """The words like this one, the nearest first, of these the most frequent; two letters away if none is nearer."""
    if not SHORTEST <= len(word) <= LONGEST:
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [sorted(edited(word))])
        found = [Like(other, records, 1) for other, records in cursor.fetchall()]
        if not found and len(word) >= TWO_FROM:
            cursor.execute(LIKE, {"word": word, "least": len(word) - 2})
            found = [Like(other, records, distance(word, other)) for other, records in cursor.fetchall()]
    found = [like for like in found if like.distance <= 2 and like.word != word]
    return sorted(found, key=lambda like: (like.distance, -like.records, like.word))


def edited(word: str) -> set[str]:
    """All that differ from the word by one letter, or by two neighbours that changed places."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {before + after[1:] for before, after in parts if after}
    turned = {before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1}
    other = {before + letter + after[1:] for before, after in parts if after for letter in string.ascii_lowercase}
    more = {before + letter + after for before, after in parts for letter in string.ascii_lowercase}
    return (fewer | turned | other | more) - {word}


def distance(word: str, other: str) -> int:
    """How many letters one must change; a word that goes on behind what was typed is one away for that."""
    whole = _steps(word, other)[-1]
    begun = min(_steps(word, other[: len(word) + 1])[-3:]) + 1 if len(other) > len(word) + 1 else whole
    return min(whole, begun)


def _steps(word: str, other: str) -> list[int]:
    """The edits from the word to each beginning of the other, two neighbours that change places being one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        last, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            steps = min(row[-1] + 1, before[to] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and word[at - 2] == wanted:
                steps = min(steps, last[to - 2] + 1)
            row.append(steps)
    return row
