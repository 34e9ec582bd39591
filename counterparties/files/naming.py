"""What a file is called: as people call it, without what could deceive or break something."""

import re
import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import pgettext

from counterparties.folding import fold
from counterparties.models.files import NAME_LENGTH

SUFFIX = re.compile(r"\.[^\W_]{1,10}\Z")
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"Control signs, those that turn the direction of writing, halves of pairs, signs that Unicode does not know."


def clean_name(text: str) -> str:
    """The last part of a path, in one line of signs that can be seen, at most 255 long; "file" where nothing is left.

    The ending stays when it is shortened.
    """
    text = unicodedata.normalize("NFC", text).replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(" " if sign.isspace() else sign for sign in text if sign.isspace() or is_seen(sign))
    name = " ".join(seen.split())
    if not name.strip(". "):
        return pgettext("that was uploaded", "file")
    ending = suffix(name)
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(ending)].rstrip() + ending


def is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in UNSEEN


def suffix(name: str) -> str:
    """The ending with its dot, as it is written; "" where there is none."""
    found = SUFFIX.search(name)
    return found[0] if found and found.start() else ""


def stem(name: str) -> str:
    return name.removesuffix(suffix(name))


def download_name(name: str, uploaded_as: str) -> str:
    """What a download is called: the name with the ending that the upload had, so that programs open it."""
    ending = suffix(uploaded_as)
    return name if suffix(name).lower() == ending.lower() else f"{name}{ending}"


def words_of(*texts: str) -> str:
    """The folded words of these texts, each after a space: what searches look in."""
    return "".join(f" {word}" for word in dict.fromkeys(fold(" ".join(texts).replace("_", " ")).split()))


def sought(text: str) -> list[str]:
    """The beginnings of words to look for, each after a space."""
    return [f" {word.removesuffix('y') if word.endswith('iy') else word}" for word in fold(text).split()]


def is_plain_key(name: str) -> bool:
    """Whether it has the form of the names that this product gives in the store."""
    return bool(re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}(\.thumbnail)?", PurePosixPath(name).as_posix()))
