"""The texts of a workbook's cells: what a person sees in the cell, as plain text."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Self
from zipfile import ZipFile

from exchange.reading.packages import parser_of, read

DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
PLAIN = re.compile(r"-?\d{1,20}", re.ASCII)
STYLES = "xl/styles.xml"


def unescaped(text: str) -> str:
    """The text with the workbook's escapes for control characters (`_x000D_`) resolved; null stays as it is."""
    if "_x" not in text:
        return text
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)) if _allowed(int(found[1], 16)) else found[0], text)


def _allowed(code: int) -> bool:
    return code != 0 and not 0xD800 <= code <= 0xDFFF


@dataclass
class Styles:
    """The number formats of a workbook: "date", a number of leading zeros, or nothing special."""

    cells: list[str | int] = field(default_factory=list)

    def of_cell(self, style: int) -> str | int:
        return self.cells[style] if 0 <= style < len(self.cells) else ""

    @classmethod
    def of(cls, package: ZipFile) -> Self:
        styles, codes, within = cls(), {}, [""]
        if STYLES not in package.namelist():
            return styles

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name in ("cellXfs", "cellStyleXfs"):
                within[0] = name
            elif name == "xf" and within[0] == "cellXfs":
                number = attributes.get("numFmtId", "0")
                styles.cells.append(_meaning(number, codes.get(number, "")))

        read(package, STYLES, parser_of(start))
        return styles


def _meaning(number: str, code: str) -> str | int:
    if not code:
        return "date" if number.isdecimal() and int(number) in DATE_FORMATS else ""
    plain = LITERAL.sub("", code.partition(";")[0]).strip()
    if len(plain) > 1 and set(plain) == {"0"}:
        return len(plain)
    return "date" if set(plain.lower()) & set("dmyhs") and not set(plain) & set("0#?") else ""


def text_of(value: str, kind: str, style: str | int, *, from_1904: bool = False) -> str:
    """The text of a number, date, truth value or error, as its style shows it."""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n":
        return value
    try:
        if style == "date":
            return _date(float(value), from_1904)
        text = value if PLAIN.fullmatch(value) else _number(float(value))
    except (ValueError, OverflowError):
        return value
    return text.zfill(style) if isinstance(style, int) else text


def _number(value: float) -> str:
    # A spreadsheet shows 15 digits; more of them are the binary fraction shining through.
    text = f"{Decimal(format(value, '.15g')):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(serial: float, from_1904: bool) -> str:
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    if not from_1904 and serial < 60:
        # The spreadsheet believes in a 29 February 1900.
        start += timedelta(days=1)
    moment = start + timedelta(seconds=round(serial * 86_400))
    if 0 <= serial < 1:
        return moment.strftime("%H:%M:%S")
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat(sep=" ")
