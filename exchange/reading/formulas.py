"""Keeps a spreadsheet from running a text as a formula, in a way that the import takes back."""

import re

from psycopg.abc import Buffer

RISKY = re.compile(r"'*[=+\-@\t\r]")
HARMLESS = re.compile(r"[+-]?[\d\s()./-]*\d[\d\s()./-]*([.,]\d+)?", re.ASCII)
GUARDED = re.compile(r"''*[=+\-@\t\r]")
NUMBER = rb"[\d ()./-]*\d[\d ()./-]*"
BARE, QUOTED = rb"(?<!\".)(?!" + NUMBER + rb"[,\n])", rb"(?<=\".)(?!" + NUMBER + rb"(?:,\d+)?\"(?!\"))"
# Most lines of a million have none of this: first the signs, then whether a cell begins with one, then whether it is
# anything but a number or phone number.
SUSPECT = re.compile(rb"[=@\t\r'+-](?<![^,\"\n].)(?:(?<![+-])|" + BARE + rb"|" + QUOTED + rb")", re.DOTALL)
CELL = re.compile(rb'("(?:[^"]|"")*"|[^",\n]*)([,\n])')


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    if not text or text[0] not in "=+-@\t\r'" or not RISKY.match(text):
        return text
    if text[0] in "+-" and HARMLESS.fullmatch(text):
        return text
    return "'" + text


def guarded_line(line: Buffer) -> Buffer:
    """A line of CSV as PostgreSQL writes it, with every cell guarded."""
    return CELL.sub(_guarded_cell, line) if SUSPECT.search(line) else line


def _guarded_cell(found: re.Match[bytes]) -> bytes:
    cell = found[1]
    mark = b'"' if cell.startswith(b'"') else b""
    inside = cell[1:-1].replace(b'""', b'"') if mark else cell
    text = inside.decode()
    if guarded(text) == text:
        return found[0]
    return mark + b"'" + cell.removeprefix(mark) + found[2]


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put in front."""
    return text[1:] if text[:1] == "'" and GUARDED.match(text) else text
