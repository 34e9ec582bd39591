"""Reads CSV and other separated text files."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from exchange.reading.encodings import BLOCK, ENCODINGS, encoding_of
from exchange.reading.formulas import unguarded
from exchange.reading.sheets import LONGEST_CELL, FileRefused, Row, Sheet

SEPARATORS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}
QUOTED = re.compile(r'"(?:[^"]|"")*"')
SAMPLE = 1 << 16
NOT_CONTROL = bytes(code for code in range(256) if code >= 32 or chr(code) in "\t\n\r\f\x1a")


def inspected_text(path: Path, *, encoding: str = "", separator: str = "") -> Sheet:
    """The sheet of a text file; what is not given is detected."""
    ends = _line_ends(path)
    encoding = encoding or encoding_of(path)
    if encoding not in ENCODINGS and encoding not in ("utf-16-le", "utf-16-be"):
        raise FileRefused(_("There is no encoding “%s”.") % encoding)
    if not encoding.startswith("utf-16"):
        _refuse_binary(path)
    return Sheet("csv", encoding=encoding, separator=separator or _separator(path, encoding), rows=ends)


def text_rows(path: Path, sheet: Sheet) -> Iterator[Row]:
    """All rows of a text file, blank ones included, by the line that each begins on."""
    with path.open(encoding=sheet.encoding, newline="") as file:
        lines = Lines(file)
        reader = csv.reader(lines, delimiter=sheet.separator)
        before = 0
        try:
            for cells in reader:
                if lines.ended_inside:
                    raise FileRefused(_("The quotation mark in line %s is not closed.") % (before + 1))
                if lines.apostrophe:
                    cells = [unguarded(cell) for cell in cells]
                    lines.apostrophe = False
                yield Row(before + 1, cells)
                before = reader.line_num
        except UnicodeError as error:
            raise _undecodable(sheet, before + 1) from error
        except csv.Error as error:
            raise _unreadable(error, before + 1) from error


class Lines:
    """The lines of a file; tells whether the reader asked for one more after the last in the midst of a row.

    `apostrophe` says whether one was read: most rows have none, and need no look at each cell.
    """

    def __init__(self, file: TextIO) -> None:
        self.lines = iter(file)
        self.number = 0
        self.ended_inside = self.apostrophe = False

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        try:
            line = next(self.lines)
        except StopIteration:
            self.ended_inside = True
            raise
        self.number += 1
        if "\0" in line:
            # In UTF-16 every other byte may be 0: only the text tells.
            raise _null(self.number)
        self.apostrophe = self.apostrophe or "'" in line
        return line


def _refuse_binary(path: Path) -> None:
    line = 1
    with path.open("rb") as file:
        head = file.read(SAMPLE)
        marked = head.startswith(codecs.BOM_UTF8)
        if not marked and 0 not in head and len(head.translate(None, NOT_CONTROL)) * 50 > len(head):
            raise FileRefused(_("This is not a text file. Choose a CSV or XLSX file."))
        file.seek(0)
        while block := file.read(BLOCK):
            if (at := block.find(0)) >= 0:
                line += block.count(b"\n", 0, at)
                raise _null(line)
            line += block.count(b"\n")


def _line_ends(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") or block.count(b"\r") for block in iter(lambda: file.read(BLOCK), b""))


def _separator(path: Path, encoding: str) -> str:
    """The separator that most lines have as often as the header has it, quoted text left aside."""
    try:
        with path.open(encoding=encoding) as file:
            sample = file.read(SAMPLE)
            if len(sample) == SAMPLE:
                sample = sample[: max(sample.rfind("\n"), sample.rfind("\r"))]
    except UnicodeError as error:
        raise _undecodable(Sheet("csv", encoding=encoding), 1) from error
    lines = [line for line in QUOTED.sub("", sample).splitlines() if line.strip()][:200]
    if not lines:
        return ","

    def score(separator: str) -> tuple[float, int]:
        wanted = lines[0].count(separator)
        return (sum(line.count(separator) == wanted for line in lines) / len(lines) if wanted else 0.0, wanted)

    return max(SEPARATORS, key=score)


def _null(line: int) -> FileRefused:
    return FileRefused(_("Line %s has a null byte, so this is not a text file. Choose a CSV or XLSX file.") % line)


def _undecodable(sheet: Sheet, line: int) -> FileRefused:
    return FileRefused(
        _("Line %(line)s cannot be read as %(encoding)s. Choose another encoding.")
        % {"line": line, "encoding": ENCODINGS.get(sheet.encoding, sheet.encoding.upper())}
    )


def _unreadable(error: csv.Error, line: int) -> FileRefused:
    if "field larger" in str(error):
        return FileRefused(
            _("A cell in line %(line)s has more than %(limit)s characters; perhaps a quotation mark is not closed.")
            % {"line": line, "limit": LONGEST_CELL}
        )
    return FileRefused(_("Line %(line)s cannot be read: %(reason)s.") % {"line": line, "reason": error})
