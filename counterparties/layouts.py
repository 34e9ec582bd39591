"""What was meant by a text that was typed on another keyboard layout than its writer believed.

The Bulgarian layouts are those of BDS 5237:2006 as `symbols/bg` of xkeyboard-config (Debian's xkb-data 2.35.1) has
them: `bds`, `phonetic` (traditional) and `bas_phonetic` (new); the Russian one is `winkeys` of its `symbols/ru`.
"""

import re

from counterparties.folding import fold

# The keys of an American keyboard row by row, and what each layout has on them.
KEYS = "`qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
LAYOUTS = {
    "bds": "(,уеишщксдзц;„ьяаожгтнвмчюйъэфхпрлб",
    "phonetic": "чявертъуиопшщюасдфгхйкл;'зьцжбнм,./",
    "new phonetic": "ючшертъуиопящьасдфгхйкл;'зжцвбнм,./",
    "russian": "ёйцукенгшщзхъ\\фывапролджэячсмитьбю.",
}
UNSHIFTED = str.maketrans('~{}|:"<>?', "`[]\\;',./")
"Punctuation is no capital letter to Python, but with shift it stands on the same keys."
ALSO = {"bds": {"ы": "q", "ѝ": "a"}, "phonetic": {"ѝ": "x"}, "new phonetic": {"ѝ": "\\"}, "russian": {}}
"Letters that a layout has with shift only, and not as the capital of the letter below it."
TO_CYRILLIC = {name: str.maketrans(dict(zip(KEYS, signs, strict=True))) for name, signs in LAYOUTS.items()}
TO_LATIN = {name: str.maketrans(dict(zip(signs, KEYS, strict=True)) | ALSO[name]) for name, signs in LAYOUTS.items()}
LATIN, CYRILLIC = re.compile("[a-z]"), re.compile("[\u0400-\u04ff]")
BROKEN = re.compile(r"[^\W\d_][\[\];',.`/\\{}:\"<>|~]+[^\W\d_]|^[\[\];'`,]+[a-z]|[a-z][\[;'`,]$", re.IGNORECASE)
LEAST = 2
"Letters of a text below which another reading of it finds anything and says nothing."
WORD = 3
"Letters of which something between punctuation is a word, and no piece of one."

MOST_INITIALS = 2


def readings(text: str) -> list[str]:
    """What the text may have been meant to be, beside what it is; the likeliest comes first.

    Latin words are read as Cyrillic ones and the other way round, in the layouts that Bulgarians use.
    """
    text = text.lower()
    found = []
    if LATIN.search(text):
        # A word with Cyrillic letters was typed as it was meant.
        words = text.translate(UNSHIFTED).split()
        found += [" ".join(_word(word, CYRILLIC, table) for word in words) for table in TO_CYRILLIC.values()]
    if CYRILLIC.search(text):
        found += [" ".join(_word(word, LATIN, table) for word in text.split()) for table in TO_LATIN.values()]
    return [each for each in dict.fromkeys(found) if each != text and _telling(each)]


def meanings(text: str) -> list[str]:
    """What to look for, one after the other until something is found: as a rule first the text as it is."""
    others = readings(text)
    return [*others, text] if others and looks_mistyped(text) else [text, *others]


def looks_mistyped(text: str) -> bool:
    """Whether signs stand within its words that are letters of another layout: as it is, it falls to pieces."""
    return bool(BROKEN.search(text)) and all(len(word) < WORD for word in fold(text).split())


def in_pieces(text: str) -> bool:
    """Whether nothing but single letters is left of a text of another layout: they would be found everywhere."""
    pieces = fold(text).split()
    return len(pieces) > MOST_INITIALS and all(len(piece) == 1 for piece in pieces) and looks_mistyped(text)


def _word(word: str, meant: re.Pattern[str], table: dict[int, str]) -> str:
    return word if meant.search(word) or word.isdigit() else word.translate(table)


def _telling(reading: str) -> bool:
    """Whether it is made of words: a single letter would be found everywhere."""
    words = fold(reading).split()
    return sum(map(str.isalnum, reading)) >= LEAST and all(len(word) > 1 for word in words)
