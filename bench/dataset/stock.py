"""The words that invented names and addresses are made of, for each language of the data."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from anyascii import anyascii

from counterparties.folding import CYRILLIC

FOLDER = Path(__file__).parent / "words"


class Tongue(NamedTuple):
    """A language of the data, with the country whose records are written in it and its share of them."""

    code: str
    country: str
    share: float
    dialling: str


TONGUES = (
    Tongue("bg", "BG", 0.78, "+35988"),
    Tongue("de", "DE", 0.08, "+49151"),
    Tongue("en", "GB", 0.08, "+447700"),
    Tongue("el", "GR", 0.06, "+30694"),
)


@cache
def words(code: str) -> dict[str, Any]:
    """The stock of one language."""
    stock: dict[str, Any] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    stock.setdefault("family_f", [f"{name}а" for name in stock["family"]] if code == "bg" else stock["family"])
    stock["banks"] = json.loads((FOLDER / "banks.json").read_text(encoding="utf-8"))[code]
    return stock


@lru_cache(maxsize=100_000)
def latin(word: str) -> str:
    """A word in Latin letters, each word that begins with a capital still doing so."""
    if word.isascii():
        return word
    spelled = anyascii("".join(CYRILLIC.get(letter, letter) for letter in word.lower()))
    return spelled.title() if word.istitle() else spelled.upper() if word.isupper() else spelled.capitalize()


def latin_text(text: str) -> str:
    """A text in Latin letters, word by word."""
    return text if text.isascii() else " ".join([latin(word) for word in text.split(" ")])
