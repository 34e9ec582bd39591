"""XLSX workbooks are read as people see them, and crafted ones are refused."""

import datetime
import struct
import zipfile

import openpyxl
import pytest
import xlsxwriter

from exchange.reading import FileRefused, inspected, packages, rows_of, shared_strings
from exchange.reading.packages import BYTES_WITHOUT_SUSPICION, opened


def read(path, **settings):
    return [tuple(row) for row in rows_of(path, inspected(path, **settings))]


def test_a_workbook_shows_what_people_see(tmp_path):
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Text", "Number", "Fraction", "Date", "Moment", "Yes", "Padded", "Formula"])

    sheet.append(
        [
            "Алпи",
            205188348,
            0.1 + 0.2,
            datetime.date(2026, 11, 20),
            datetime.datetime(2026, 11, 20, 16, 40),
            True,
            612773,
        ]
    )
    sheet["G2"].number_format = "000000000"
    sheet["A5"] = "after two blank rows"
    book.create_sheet("Second").append(["Other"])
    book.save(path)
    found = inspected(path)
    assert (found.format, found.sheet, found.sheets) == ("xlsx", "Sheet", ["Sheet", "Second"])
    rows = list(rows_of(path, found))
    assert rows[0].cells == ["Алпи", "205188348", "0.3", "2026-11-20", "2026-11-20 16:40:00", "TRUE", "000612773"]
    assert [(row.line, row.blank) for row in rows[1:]] == [(3, True), (4, True), (5, False)]


def test_the_user_chooses_the_sheet(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("One").write_column(0, 0, ["A", "1"])
        book.add_worksheet("Two").write_column(0, 0, ["B", "2"])
    assert read(path, sheet="Two") == [(2, ["2"])]
    with pytest.raises(FileRefused, match="One, Two"):
        inspected(path, sheet="Three")


def test_a_workbook_is_known_by_its_content(tmp_path):
    path = tmp_path / "book.csv"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, ["A", "1"])
    assert read(path) == [(2, ["1"])]


def changed(path, name, content):
    """The workbook with one part replaced."""
    parts = {}
    with zipfile.ZipFile(path) as package:
        parts = {member: package.read(member) for member in package.namelist()}
    parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for member, data in parts.items():
            package.writestr(member, data)
    return path


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, ["A", "1"])
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(workbook):
    changed(workbook, SHEET, b" " * (BYTES_WITHOUT_SUSPICION * 8))
    with pytest.raises(FileRefused, match="unpack to more"):
        read(workbook)


def test_a_lying_directory_does_not_help_a_zip_bomb(workbook):
    content = changed(workbook, SHEET, b" " * (BYTES_WITHOUT_SUSPICION * 8)).read_bytes()
    size = struct.pack("<L", BYTES_WITHOUT_SUSPICION * 8)
    workbook.write_bytes(content.replace(size, struct.pack("<L", 100)))
    with pytest.raises(FileRefused, match="damaged"):
        read(workbook)


def test_more_styles_than_memory_should_hold_are_refused(workbook, monkeypatch):
    monkeypatch.setattr(packages, "MOST_BYTES_KEPT", 5000)
    assert len(read(workbook)) == 1
    styles = b"<styleSheet>" + b"<xf numFmtId='0'/>" * 1000 + b"</styleSheet>"
    with pytest.raises(FileRefused, match=r"A part of this workbook takes 17.6.{1,4}KB; at most 4.9.{1,4}KB"):
        read(changed(workbook, "xl/styles.xml", styles))


def test_more_shared_strings_than_memory_should_hold_are_read(workbook, monkeypatch):
    monkeypatch.setattr(packages, "MOST_BYTES_KEPT", 5000)
    monkeypatch.setattr(shared_strings, "WRITTEN_AT_ONCE", 7)
    texts = [f"Щастливеца {at}" if at % 3 else "" for at in range(1000)]
    strings = "<sst>" + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"
    with opened(changed(workbook, "xl/sharedStrings.xml", strings.encode())) as package:
        found = shared_strings.SharedStrings.of(package)
    assert [found[at] for at in range(len(found))] == texts


def test_a_workbook_without_shared_strings(workbook):
    with opened(changed(workbook, "xl/sharedStrings.xml", b"<sst></sst>")) as package:
        assert len(shared_strings.SharedStrings.of(package)) == 0


def test_entities_are_refused(workbook):
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with pytest.raises(FileRefused, match="entities"):
        read(changed(workbook, SHEET, laughs))


@pytest.mark.parametrize(
    "content",
    [
        b"<worksheet><sheetData><row r='999999999'><c r='A1'><v>1</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='1'><c r='ZZZZZZ1'><v>1</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>99</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='x'><c r='A1' t='s'><v>99</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='1'><c r='A1' s='-9' t='s'><v>y</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='1'>",
        b"no xml at all",
    ],
)
def test_a_crafted_sheet_is_refused(workbook, content):
    with pytest.raises(FileRefused, match="damaged"):
        read(changed(workbook, SHEET, content))


def test_a_zip_without_a_workbook_is_refused(tmp_path):
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "hello")
    with pytest.raises(FileRefused, match="no XLSX"):
        read(path)
