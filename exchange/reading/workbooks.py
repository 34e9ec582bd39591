"""Reads XLSX workbooks as a stream: only the styles are held in memory."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

from django.utils.translation import gettext as _

from exchange.reading.cells import Styles, text_of, unescaped
from exchange.reading.packages import damaged, opened, parser_of, parts, read
from exchange.reading.shared_strings import SharedStrings
from exchange.reading.sheets import FileRefused, Row, Sheet

MOST_ROWS = 1_048_576
MOST_CELLS = 16_384


@dataclass
class Book:
    """The names of a workbook's sheets with the parts that hold them, the first visible one first."""

    paths: dict[str, str] = field(default_factory=dict)
    from_1904: bool = False


def inspected_workbook(path: Path, *, sheet: str = "") -> Sheet:
    """The sheet of a workbook; without a name the first visible one."""
    with opened(path) as package:
        book = _book(package)
        names = list(book.paths)
        if not names:
            raise FileRefused(_("This workbook has no sheet."))
        if sheet and sheet not in names:
            values = {"name": sheet, "names": ", ".join(names)}
            raise FileRefused(_("There is no sheet “%(name)s”; there are: %(names)s.") % values)
        chosen = sheet or names[0]
        return Sheet("xlsx", sheet=chosen, sheets=names, rows=_dimension(package, book.paths[chosen]))


def workbook_rows(path: Path, sheet: Sheet) -> Iterator[Row]:
    """All rows of the sheet, blank ones between them included, by their number in the sheet."""
    with opened(path) as package:
        book = _book(package)
        reader = SheetReader(SharedStrings.of(package), Styles.of(package), book.from_1904)
        last = 0
        for _block in parts(package, book.paths[sheet.sheet], reader.parser):
            for row in reader.take():
                if row.blank:
                    continue
                yield from (Row(line, []) for line in range(last + 1, row.line))
                yield row
                last = row.line


class SheetReader:
    """Gathers the rows of one sheet while its part is parsed."""

    def __init__(self, shared: SharedStrings, styles: Styles, from_1904: bool) -> None:
        self.shared, self.styles, self.from_1904 = shared, styles, from_1904
        self.rows: list[Row] = []
        self.line = 0
        self.cells: dict[int, str] = {}
        self.column = -1
        self.kind, self.style = "n", 0
        self.text: list[str] | None = None
        self.value = ""
        self.phonetic = False
        self.columns: dict[str, int] = {}
        self.parser = parser_of(self._start, self._end, self._text)

    def take(self) -> list[Row]:
        rows, self.rows = self.rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.column = self._column(attributes.get("r", ""))
            self.kind = attributes.get("t", "n")
            self.style = _whole(attributes.get("s", "0"))
            self.value = ""
        elif name in ("v", "t"):
            self.text = None if self.phonetic else []
        elif name == "rPh":
            self.phonetic = True
        elif name == "row":
            line = _whole(attributes.get("r") or str(self.line + 1))
            if not self.line < line <= MOST_ROWS:
                raise damaged()
            self.line, self.column, self.cells = line, -1, {}

    def _text(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _end(self, name: str) -> None:
        if name in ("v", "t") and self.text is not None:
            self.value += "".join(self.text)
            self.text = None
        elif name == "c" and self.value:
            self.cells[self.column] = self._resolved()
        elif name == "rPh":
            self.phonetic = False
        elif name == "row":
            width = max(self.cells, default=-1) + 1
            self.rows.append(Row(self.line, [self.cells.get(at, "") for at in range(width)]))

    def _resolved(self) -> str:
        if self.kind == "s":
            at = _whole(self.value)
            if at >= len(self.shared):
                raise damaged()
            return self.shared[at]
        if self.kind in ("inlineStr", "str"):
            return unescaped(self.value)
        return text_of(self.value, self.kind, self.styles.of_cell(self.style), from_1904=self.from_1904)

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if not letters:
            column = self.column + 1
        elif (known := self.columns.get(letters)) is not None:
            return known
        else:
            column = 0
            for letter in letters[:4].upper():
                column = column * 26 + ord(letter) - 64
            column -= 1
            self.columns[letters] = column
        if not 0 <= column < MOST_CELLS:
            raise damaged()
        return column


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise damaged()
    return int(text)


def _book(package: ZipFile) -> Book:
    book, targets = Book(), _targets(package)
    sheets: list[tuple[bool, str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            book.from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            number = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            sheets.append((attributes.get("state", "visible") != "visible", attributes.get("name", ""), number))

    read(package, "xl/workbook.xml", parser_of(start))
    known = set(package.namelist())
    for _hidden, name, number in sorted(sheets, key=lambda sheet: sheet[0]):
        if targets.get(number) in known:
            book.paths[name] = targets[number]
    return book


def _targets(package: ZipFile) -> dict[str, str]:
    targets: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = path.lstrip("/")

    read(package, "xl/_rels/workbook.xml.rels", parser_of(start))
    return targets


def _dimension(package: ZipFile, name: str) -> int:
    """The number of rows that the sheet says it has; only a hint."""
    found: list[str] = []
    parser = parser_of(lambda tag, attributes: found.append(attributes.get("ref", "")) if tag == "dimension" else None)
    next(parts(package, name, parser))
    digits = "".join(filter(str.isdigit, found[0].rpartition(":")[2])) if found else ""
    return min(int(digits[:7]), MOST_ROWS) if digits else 0
