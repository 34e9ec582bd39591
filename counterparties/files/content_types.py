"""What a file is, by its bytes: what a browser says of it, and its name, are hints at most."""

import codecs
from collections.abc import Mapping
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import puremagic
from django.utils.translation import gettext as _

HEAD = 64 * 1024
UNKNOWN = "application/octet-stream"
PLAIN, PDF, ZIP = "text/plain", "application/pdf", "application/zip"
PICTURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
WEBP = "image/webp"
INLINE = frozenset({*PICTURES, WEBP, PDF})
"What a browser may show under our address; HTML and SVG are never among it."
OFFICE = "application/vnd.openxmlformats-officedocument."
PACKED = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "xl/workbook.bin": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}
"What lies in the packages that are called so."
MOST_NAMES, LONGEST_NAME = 10_000, 150
LEGACY = {".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def content_type(file: BinaryIO, suffix: str) -> str:
    """The content type of a file that can be read from its beginning; the place in it is lost.

    `suffix` decides only between formats that begin alike.
    """
    file.seek(0)
    head = file.read(HEAD)
    for kind, beginnings in PICTURES.items():
        if head.startswith(beginnings):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return packed(file)
    if head.startswith(OLE):
        return LEGACY.get(suffix.lower(), "application/x-ole-storage")
    return PLAIN if is_text(head) else guessed(head)


def packed(file: BinaryIO) -> str:
    """What a ZIP holds: a document of an office program, else just files."""
    try:
        with ZipFile(file) as package:
            names = package.namelist()[:MOST_NAMES]
            if names[:1] == ["mimetype"] and package.getinfo("mimetype").file_size <= LONGEST_NAME:
                said = package.read("mimetype").decode("ascii")
                return said if said.startswith("application/vnd.oasis.opendocument.") else ZIP
    except (BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError):
        return ZIP
    return next((kind for name, kind in PACKED.items() if name in names), ZIP)


def is_text(head: bytes) -> bool:
    """Whether the beginning of a file is a text, in UTF-8, UTF-16 with a mark, or the Cyrillic of Windows."""
    if head.startswith(MARKS[1:]):
        return True
    if any(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head) or 127 in head:
        return False
    return decoded(head, whole=False) is not None


def decoded(head: bytes, *, whole: bool = True) -> str | None:
    """The text that these bytes are; None where they are none. Unless they are the `whole`, a sign may be cut."""
    if head.startswith(MARKS[1:]):
        return head.decode("utf-16", errors="replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=whole)
    except UnicodeDecodeError:
        pass
    try:
        text = head.decode("cp1251")
    except UnicodeDecodeError:
        return None
    # Bytes at random are letters of that encoding too: a text has more of them than of anything else.
    letters = sum(sign.isalpha() or sign.isspace() or sign.isdigit() for sign in text)
    return text if letters * 5 >= len(text) * 4 else None


def guessed(head: bytes) -> str:
    """What the library of signatures takes it for."""
    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError, IndexError):
        return UNKNOWN
    active = found.startswith(("text/", "image/svg")) or "xml" in found or "script" in found or found in INLINE
    return found if found and not active else UNKNOWN


def icon(kind: str) -> str:
    """The icon that stands for a content type."""
    return next((name for start, name in ICONS.items() if kind.startswith(start)), "file")


ICONS: Mapping[str, str] = {
    PDF: "file-type-pdf",
    "image/": "photo",
    "text/": "file-text",
    f"{OFFICE}wordprocessingml": "file-word",
    "application/msword": "file-word",
    "application/vnd.oasis.opendocument.text": "file-word",
    f"{OFFICE}spreadsheetml": "file-spreadsheet",
    "application/vnd.ms-excel": "file-spreadsheet",
    "application/vnd.oasis.opendocument.spreadsheet": "file-spreadsheet",
    f"{OFFICE}presentationml": "presentation",
    "application/vnd.ms-powerpoint": "presentation",
    "video/": "movie",
    "audio/": "music",
    ZIP: "file-zip",
    "application/gzip": "file-zip",
    "application/x-7z": "file-zip",
}


def in_words(kind: str) -> str:
    """A content type as people call it."""
    words = {
        "photo": _("Picture"),
        "file-type-pdf": "PDF",
        "file-text": _("Text file"),
        "file-word": _("Text document"),
        "file-spreadsheet": _("Spreadsheet"),
        "presentation": _("Presentation"),
        "movie": _("Video"),
        "music": _("Sound"),
        "file-zip": _("Archive of files"),
    }
    return words.get(icon(kind), _("Other file"))
