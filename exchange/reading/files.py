"""Opens a file by what is in it, whatever it is called."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.reading.sheets import MOST_COLUMNS, FileRefused, Row, Sheet
from exchange.reading.texts import SEPARATORS, inspected_text, text_rows
from exchange.reading.workbooks import inspected_workbook, workbook_rows

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = {".xlsx", ".xlsm", ".xls"}
OTHERS = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"{\\rtf": "RTF",
    b"SQLite format 3": "SQLite",
}


def inspected(path: Path, *, encoding: str = "", separator: str = "", sheet: str = "") -> Sheet:
    """What the file is and how it is read; given settings win over detected ones. Raises FileRefused."""
    if separator and separator not in SEPARATORS:
        raise FileRefused(_("Choose comma, semicolon, tab or | as the separator."))
    found = _found(path, encoding, separator, sheet)
    if found.format == "csv" and path.suffix.lower() in WORKBOOKS and not _is_table(path, found):
        raise FileRefused(
            _("This is not a spreadsheet of Excel, whatever its name says. Save it as XLSX or CSV anew.")
        )
    rows = _filled(path, found)
    header = next(rows, None)
    if header is None:
        raise FileRefused(_("The file is empty."))
    headers = [" ".join(cell.split()) for cell in header.cells]
    while headers and not headers[-1]:
        headers.pop()
    _judge(headers)
    if next(rows, None) is None:
        raise FileRefused(_("The file has a header but no rows below it."))
    return found.seen(headers=headers, rows=max(found.rows - header.line, 1))


def rows_of(path: Path, sheet: Sheet, *, after: int = 0) -> Iterator[Row]:
    """The rows below the header, blank ones included; `after` leaves out those that begin on or before a line."""
    rows = _all(path, sheet)
    for row in rows:
        if not row.blank:
            break
    return (row for row in rows if row.line > after)


def first_rows(path: Path, sheet: Sheet, *, number: int = 20) -> list[Row]:
    """The first rows that are not blank."""
    return list(islice((row for row in rows_of(path, sheet) if not row.blank), number))


def _found(path: Path, encoding: str, separator: str, sheet: str) -> Sheet:
    with path.open("rb") as file:
        head = file.read(16)
    if not head:
        raise FileRefused(_("The file is empty."))
    if head.startswith(ZIP):
        return inspected_workbook(path, sheet=sheet)
    if head.startswith(OLE):
        raise FileRefused(_("This is an old Excel file or one with a password. Save it as XLSX without a password."))
    for magic, name in OTHERS.items():
        if head.startswith(magic):
            raise FileRefused(_("This is a %s file, whatever its name says. Choose a CSV or XLSX file.") % name)
    return inspected_text(path, encoding=encoding, separator=separator)


def _is_table(path: Path, sheet: Sheet) -> bool:
    """Whether a text has two rows of two cells."""
    try:
        rows = list(islice(_filled(path, sheet), 2))
    except FileRefused:
        return False
    return len(rows) == 2 and all(len(row.cells) > 1 for row in rows)


def _all(path: Path, sheet: Sheet) -> Iterator[Row]:
    return workbook_rows(path, sheet) if sheet.format == "xlsx" else text_rows(path, sheet)


def _filled(path: Path, sheet: Sheet) -> Iterator[Row]:
    return (row for row in _all(path, sheet) if not row.blank)


def _judge(headers: list[str]) -> None:
    if len(headers) > MOST_COLUMNS:
        raise FileRefused(
            _("The file has %(columns)s columns; at most %(limit)s can be imported. Leave out what is not needed.")
            % {"columns": len(headers), "limit": MOST_COLUMNS}
        )
    for name, times in Counter(header.casefold() for header in headers if header).items():
        if times > 1:
            same = [at for at, header in enumerate(headers) if header.casefold() == name]
            raise FileRefused(
                _("Several columns are called “%(name)s”: %(columns)s. Give each a name of its own.")
                % {"name": headers[same[0]], "columns": ", ".join(map(letter_of, same))}
            )


def letter_of(at: int) -> str:
    """The letter of a column as spreadsheets show it: 0 is A, 26 is AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
