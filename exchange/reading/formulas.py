"""Keeps a spreadsheet from running a text as a formula, in a way that the import takes back."""

import re

from psycopg.abc import Buffer

RISKY = re.compile(r"'*[=+\-@\t\r]")
HARMLESS = re.compile(r"[+-]?[\d\s()./-]*\d[\d\s()./-]*([.,]\d+)?", re.ASCII)
GUARDED = re.compile(r"''*[=+\-@\t\r]")
# Where the list separator is ";", as in Bulgaria, a spreadsheet begins a cell behind each; quotes in it may go.
BEHIND = re.compile(r""";(?=['"]*[=+\-@\t\r])""")
GUARDED_BEHIND = re.compile(r""";'(?=['"]*[=+\-@\t\r])""")
SUSPECT_BEHIND = re.compile(rb""";['"]*[=+\-@\t\r]""")
NUMBER = rb"[\d ()./-]*\d[\d ()./-]*"
BARE, QUOTED = rb"(?<!\".)(?!" + NUMBER + rb"[,\n])", rb"(?<=\".)(?!" + NUMBER + rb"(?:,\d+)?\"(?!\"))"
# Most lines of a million have none of this: first the signs, then whether a cell begins with one, then whether it is
# anything but a number or phone number.
SUSPECT = re.compile(rb"[=@\t\r'+-](?<![^,\"\n].)(?:(?<![+-])|" + BARE + rb"|" + QUOTED + rb")", re.DOTALL)
CELL = re.compile(rb'("(?:[^"]|"")*"|[^",\n]*)([,\n])')


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula, or a part behind ";"."""
    if ";" in text:
        text = BEHIND.sub(";'", text)
    if not text or text[0] not in "=+-@\t\r'" or not RISKY.match(text):
        return text
    if text[0] in "+-" and HARMLESS.fullmatch(text):
        return text
    return "'" + text


def guarded_line(line: Buffer) -> Buffer:
    """A line of CSV as PostgreSQL writes it, with every cell guarded."""
    return CELL.sub(_guarded_cell, line) if SUSPECT.search(line) or SUSPECT_BEHIND.search(line) else line


def _guarded_cell(found: re.Match[bytes]) -> bytes:
    cell = found[1]
    quoted = cell.startswith(b'"')
    text = (cell[1:-1].replace(b'""', b'"') if quoted else cell).decode()
    safe = guarded(text)
    if safe == text:
        return found[0]
    inside = safe.encode()
    return (b'"' + inside.replace(b'"', b'""') + b'"' if quoted else inside) + found[2]


def unguarded(text: str) -> str:
    """The text without the apostrophes that `guarded` put in."""
    if ";" in text:
        text = GUARDED_BEHIND.sub(";", text)
    return text[1:] if text[:1] == "'" and GUARDED.match(text) else text
