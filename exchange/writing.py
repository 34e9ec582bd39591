"""Writes spreadsheets row by row with flat memory; what is read again is exactly what was written."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchange.reading.formulas import guarded

ROWS_A_SHEET = 1_048_576
LONGEST_XLSX_CELL = 32_767


class Writer(Protocol):
    """Takes the rows of a spreadsheet in their order."""

    def write(self, cells: Sequence[str]) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    """CSV in UTF-8 with a mark, which spreadsheet programs need to see that it is UTF-8."""

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        self.file = path.open("w", encoding="utf-8-sig", newline="")
        self.rows = csv.writer(self.file)
        self.write(headers)

    def write(self, cells: Sequence[str]) -> None:
        self.rows.writerow([guarded(cell) for cell in cells])

    def close(self) -> None:
        self.file.close()


class XlsxWriter:
    """XLSX with every cell as a string; goes on in further sheets when one is full."""

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(path, options)
        self.headers = headers
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        self.sheet = self.book.add_worksheet()
        self.sheet.freeze_panes(1, 0)
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS_A_SHEET}"})
        self.at = 0
        self._put(self.headers)

    def write(self, cells: Sequence[str]) -> None:
        if self.at == ROWS_A_SHEET:
            self._begin_sheet()
        self._put(cells)

    def _put(self, cells: Sequence[str]) -> None:
        for column, text in enumerate(cells):
            if len(text) > LONGEST_XLSX_CELL:
                raise ValidationError(
                    _("“%(text)s…” has %(length)s characters, more than a cell of an XLSX file holds. Export as CSV."),
                    params={"text": text[:40], "length": len(text)},
                )
            if text:
                self.sheet.write_string(self.at, column, text)
        self.at += 1

    def close(self) -> None:
        self.book.close()


WRITERS: dict[str, Callable[[Path, Sequence[str]], Writer]] = {"csv": CsvWriter, "xlsx": XlsxWriter}


def format_of(name: str) -> str:
    """The format that a file's extension asks for; raises ValidationError for others than ours."""
    extension = Path(name).suffix.lower().lstrip(".")
    if extension not in WRITERS:
        raise ValidationError(_("Choose a name that ends in .csv or .xlsx."))
    return extension


@contextmanager
def written(path: Path, format: str, headers: Sequence[str]) -> Iterator[Writer]:
    """A new spreadsheet at this path; after an error nothing is left of it."""
    part = path.with_name(path.name + ".part")
    writer = WRITERS[format](part, headers)
    try:
        yield writer
        writer.close()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
