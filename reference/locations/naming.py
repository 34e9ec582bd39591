"""Makes the names of places comparable: in any case, with or without the word that says what it is."""

import re
import unicodedata
from functools import lru_cache

from reference.models.locations import Level

# Longer ones first. A boulevard is no street: where both bear a name, they are two.
WORDS = {
    Level.AREA: ("област", "обл", "oblast", "obl", "region"),
    Level.SETTLEMENT: ("град", "гр", "село", "с", "gr", "grad", "selo"),
    Level.NEIGHBOURHOOD: ("жилищен комплекс", "жилищен к с", "ж к", "жк", "квартал", "кв", "zh k", "zhk", "kv"),
    Level.STREET: ("улица", "ул", "ulitsa", "ul", "street", "str"),
}
SHORT = {"булевард": "бул", "boulevard": "bul", "blvd": "bul", "площад": "пл"}
APOSTROPHES = re.compile("['`´ʼ’‘]")
SEPARATING = re.compile(r"[\W_]+")


@lru_cache(maxsize=50_000)
def folded(text: str, level: str) -> str:
    """The name as it is compared: „гр. София“, "София" and "СОФИЯ" alike; "" for nothing but signs."""
    plain = unicodedata.normalize("NFC", APOSTROPHES.sub("", text)).casefold()
    words = " ".join(SHORT.get(word, word) for word in SEPARATING.sub(" ", plain).split())
    for word in WORDS.get(Level(level), ()):
        if words.startswith(f"{word} "):
            return words[len(word) + 1 :]
    return words
