"""What was perhaps meant by a text that finds nothing: texts of words that exist and differ by a letter or two."""

import re
from collections.abc import Iterator
from itertools import chain, islice, product
from typing import Any

from django.db.models import QuerySet

from counterparties.folding import fold, telling
from counterparties.likeness import Like, likes, unknown
from counterparties.models import Counterparty
from counterparties.models.records import searched_models
from counterparties.ranking import ranking
from counterparties.searching import found_in
from screens.hits import Suggestion

OFFERED, TRIED, OF_EACH = 3, 6, 4
MOST_WORDS = 6
COMMON = 1_000
"Records with a word above which nobody counts what a suggestion finds: that it finds anything is seen quickly."
SPELLED = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
CYRILLIC = re.compile("[\u0400-\u04ff]")


def suggestions(rows: QuerySet, text: str) -> list[Suggestion]:
    """At most three texts, the likeliest first, each of which finds some of these rows."""
    found: dict[str, Suggestion] = {}
    for change in islice(_changes(text), TRIED):
        wanted = " ".join(change[word].word if word in change else word for word in telling(text))
        few = min(like.records for like in change.values()) <= COMMON
        hits = rows.found_by(wanted)  # type: ignore[attr-defined]
        sample: list[Any] = list(hits.order_by()[: COMMON + 1]) if few else ranking(wanted).best(hits, OFFERED)
        if sample:
            said = _said(text, {word: _spelled(word, like.word, text, sample) for word, like in change.items()})
            found.setdefault(said, Suggestion(said, len(sample) if few and len(sample) <= COMMON else None))
        if len(found) == OFFERED:
            break
    return list(found.values())


def _changes(text: str) -> Iterator[dict[str, Like]]:
    """What each of the text's words may be changed to: those that nobody has; if there are none, one after another."""
    words = [word for word in telling(text) if word.isalpha()]
    if len(words) > MOST_WORDS:
        return
    strange = unknown(words)
    if strange:
        choices = product(*(likes(word)[:OF_EACH] for word in strange))
        for chosen in sorted(choices, key=lambda likes: sum(like.distance for like in likes)):
            yield dict(zip(strange, chosen, strict=True))
    elif len(words) > 1:
        for word in words:
            yield from ({word: like} for like in likes(word)[:OF_EACH])


def _spelled(typed: str, word: str, text: str, sample: list[Counterparty]) -> str:
    """The word as it is written by those who have it, in the script of what was typed if anybody writes it so."""
    cyrillic = any(CYRILLIC.search(each) for each in text.split() if typed in fold(each).split())
    found = []
    for texts in _written(sample):
        for each in SPELLED.findall(texts):
            if fold(each) == word:
                if bool(CYRILLIC.search(each)) == cyrillic:
                    return each
                found.append(each)
    return found[0] if found else word


def _written(sample: list[Counterparty]) -> Iterator[str]:
    """The texts in which the word may stand: names first."""
    for row in sample[:50]:
        yield " ".join((row.name, row.name_latin, row.alias))
    for row in sample[:3]:
        yield from _below(row)


def _below(record: Counterparty) -> Iterator[str]:
    """The texts of the tabs that the record is found by."""
    for model in searched_models():
        if columns := model.searched_texts:
            rows = model.objects.live().filter(counterparty=record.pk).order_by("pk")
            yield from (" ".join(chain(*map(found_in, values))) for values in rows.values_list(*columns))


def _said(text: str, changed: dict[str, str]) -> str:
    """The text as it was typed but for what is changed."""
    return SPELLED.sub(lambda word: changed.get(fold(word[0]), word[0]), text)
