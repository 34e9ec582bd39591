"""Finds out how a text file is encoded, in one pass over its bytes."""

import codecs
import re
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.sheets import FileRefused

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
}
BLOCK = 1 << 20
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path) -> str:
    """The encoding of a text file: by its mark, else UTF-8 if all of it decodes, else a Windows code page."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    if (wide := _wide(head)) is not None:
        return wide
    return "utf-8-sig" if _decodes(path, "utf-8") else _code_page(path)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: every second byte says Latin (0) or Cyrillic (4), the others hardly ever do."""

    def told(part: bytes) -> float:
        return (part.count(0) + part.count(4)) / max(len(part), 1)

    if 0 in head and told(head[1::2]) > 0.8 > 0.3 > told(head[::2]):
        return "utf-16-le"
    return "utf-16-be" if 0 in head and told(head[::2]) > 0.8 > 0.3 > told(head[1::2]) else None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _code_page(path: Path) -> str:
    """Cyrillic words are runs of high bytes, accented Western letters stand alone among plain ones."""
    together = alone = 0
    with path.open("rb") as file:
        for run in HIGH_RUN.finditer(file.read(BLOCK)):
            length = len(run.group())
            together, alone = (together + length, alone) if length > 1 else (together, alone + 1)
    order = ("cp1251", "cp1252") if together >= alone else ("cp1252", "cp1251")
    for encoding in order:
        if _decodes(path, encoding):
            return encoding
    raise FileRefused(_("The text of this file is in no known encoding. Save it as CSV UTF-8 and choose it again."))
