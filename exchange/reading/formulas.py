"""Keeps a spreadsheet from running a text as a formula, in a way that the import takes back."""

import re

RISKY = re.compile(r"'*[=+\-@\t\r]")
HARMLESS = re.compile(r"[+-]?[\d\s()./-]*\d[\d\s()./-]*([.,]\d+)?", re.ASCII)
GUARDED = re.compile(r"''*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    if not text or text[0] not in "=+-@\t\r'" or not RISKY.match(text):
        return text
    if text[0] in "+-" and HARMLESS.fullmatch(text):
        return text
    return "'" + text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put in front."""
    return text[1:] if text[:1] == "'" and GUARDED.match(text) else text
