"""Writes spreadsheets row by row with flat memory; what is read again is exactly what was written."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Protocol

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from psycopg import Copy

from exchange.reading.formulas import guarded, guarded_line

ROWS_A_SHEET = 1_048_576
LONGEST_XLSX_CELL = 32_767
PART = ".part"
"How the name of the folder ends in which a file grows."


class Writer(Protocol):
    """Takes the rows of a spreadsheet in their order."""

    copied_as: str
    "The form in which the writer takes rows from the database."

    def write(self, cells: Sequence[str]) -> None: ...

    def pour(self, copy: Copy) -> Iterator[None]:
        """Takes all rows that the database sends, one a step."""
        ...

    def close(self) -> None: ...


class CsvWriter:
    """CSV in UTF-8 with a mark, which spreadsheet programs need to see that it is UTF-8."""

    copied_as = "csv"

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        self.file = path.open("wb")
        self.file.write("\ufeff".encode())
        self.write(headers)

    def write(self, cells: Sequence[str]) -> None:
        line = io.StringIO()
        csv.writer(line).writerow([guarded(cell) for cell in cells])
        # It marks what holds a part of its own line end, and the database's end is the line feed.
        self.file.write(line.getvalue().removesuffix("\r\n").encode() + b"\n")

    def pour(self, copy: Copy) -> Iterator[None]:
        for line in copy:
            self.file.write(guarded_line(line))
            yield

    def close(self) -> None:
        self.file.close()


class XlsxWriter:
    """XLSX with every cell as a string; goes on in further sheets when one is full."""

    copied_as = "text"

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "tmpdir": str(path.parent),
        }
        self.book = xlsxwriter.Workbook(path, options)
        self.headers = headers
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        self.sheet = self.book.add_worksheet()
        self.sheet.freeze_panes(1, 0)
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS_A_SHEET}"})
        self.at = 0
        self._put(self.headers)

    def write(self, cells: Sequence[str | None]) -> None:
        if self.at == ROWS_A_SHEET:
            self._begin_sheet()
        self._put(cells)

    def pour(self, copy: Copy) -> Iterator[None]:
        for cells in copy.rows():
            self.write(cells)
            yield

    def _put(self, cells: Sequence[str | None]) -> None:
        for column, text in enumerate(cells):
            if not text:
                continue
            if len(text) > LONGEST_XLSX_CELL:
                raise ValidationError(
                    _("“%(text)s…” has %(length)s characters, more than a cell of an XLSX file holds. Export as CSV."),
                    params={"text": text[:40], "length": len(text)},
                )
            self.sheet.write_string(self.at, column, text)
        self.at += 1

    def close(self) -> None:
        self.book.close()


WRITERS: dict[str, Callable[[Path, Sequence[str]], Writer]] = {"csv": CsvWriter, "xlsx": XlsxWriter}


def sheets_of(rows: int, format: str) -> int:
    """On how many sheets so many rows stand."""
    return max(1, -(-rows // (ROWS_A_SHEET - 1))) if format == "xlsx" else 1


def format_of(name: str) -> str:
    """The format that a file's extension asks for; raises ValidationError for others than ours."""
    extension = Path(name).suffix.lower().lstrip(".")
    if extension not in WRITERS:
        raise ValidationError(_("Choose a name that ends in .csv or .xlsx."))
    return extension


@contextmanager
def written(path: Path, format: str, headers: Sequence[str]) -> Iterator[Writer]:
    """A new spreadsheet at this path; until it is whole, and after an error, there is none under that name.

    It grows in a folder of its own beside that, for nobody knows how much room there is elsewhere.
    """
    with TemporaryDirectory(prefix=f"{path.name}.", suffix=PART, dir=path.parent) as folder:
        part = Path(folder) / path.name
        writer = WRITERS[format](part, headers)
        yield writer
        writer.close()
        part.replace(path)


def drop_parts(path: Path) -> None:
    """Removes what an attempt that was killed has left of the spreadsheet at this path."""
    for part in path.parent.glob(f"{path.name}.*{PART}"):
        rmtree(part, ignore_errors=True)
