"""Spreadsheets are read row by row with their physical lines, whatever their dialect; what is none is refused."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.reading import FileRefused, inspected, rows_of
from exchange.reading.files import first_rows, letter_of
from exchange.reading.formulas import guarded, unguarded
from exchange.writing import written


@pytest.fixture
def file(tmp_path):
    def made(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return made


def read(path, **settings):
    sheet = inspected(path, **settings)
    return [tuple(row) for row in rows_of(path, sheet)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_counted_outside_quotes(file, separator):
    lines = [("Name", "Town, or village", "Note"), ("A; B | C, D\tE", "София", "x,y"), ("F", "G,H;I", "1,5")]
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(lines)
    path = file(text.getvalue())
    assert inspected(path).separator == separator
    assert read(path) == [(2, list(lines[1])), (3, list(lines[2]))]


def test_decimal_commas_do_not_make_a_comma_file(file):
    assert inspected(file("Name;Limit\nA;1,5\nB;2,5\nC;3,5\n")).separator == ";"


def test_a_single_column_is_read(file):
    assert read(file("Name\nAlpha\nBeta\n")) == [(2, ["Alpha"]), (3, ["Beta"])]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1251", "cp1251"),
    ],
)
def test_the_encoding_is_detected(file, encoding, found):
    path = file("Name,Town\nАлпи Фреш ООД,Смолян\n".encode(encoding))
    assert inspected(path).encoding == found
    assert inspected(path).headers == ["Name", "Town"]
    assert read(path) == [(2, ["Алпи Фреш ООД", "Смолян"])]


def test_western_accents_are_not_taken_for_cyrillic(file):
    path = file("Name,Town\nKöln Handel,Zürich\nCafé Noël,Besançon\n".encode("cp1252"))
    assert inspected(path).encoding == "cp1252"


def test_a_late_letter_decides_the_encoding(file):
    path = file(b"Name\n" + b"plain\n" * 400_000 + "Последен\n".encode("cp1251"))
    assert inspected(path).encoding == "cp1251"


def test_the_user_corrects_encoding_and_separator(file):
    path = file("Name;Town\nА;Б\n".encode("cp1251"))
    assert read(path, encoding="cp1252", separator=",") == [(2, ["À;Á"])]


def test_a_wrong_encoding_is_refused_with_the_line(file):
    path = file("Name\nA\nШ\n".encode("cp1251"))
    with pytest.raises(FileRefused, match="UTF-8"):
        read(path, encoding="utf-8-sig")


def test_lines_are_physical_with_line_breaks_in_cells_and_blank_rows(file):
    path = file('\nName,Note\r\n"A","one\ntwo\n\nfour"\r\n\r\n , \r\nB,x\r\n')
    rows = list(rows_of(path, inspected(path)))
    assert [row.line for row in rows] == [3, 7, 8, 9]
    assert [row.blank for row in rows] == [False, True, True, False]
    assert rows[0].cells == ["A", "one\ntwo\n\nfour"]


def test_rows_go_on_after_a_line(file):
    path = file("Name\nA\nB\nC\n")
    assert [row.cells for row in rows_of(path, inspected(path), after=3)] == [["C"]]


def test_old_line_ends_are_read(file):
    assert read(file("Name,Town\rA,B\rC,D\r")) == [(2, ["A", "B"]), (3, ["C", "D"])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n  \n", "empty"),
        (b"Name,Town\n", "no rows"),
        (b"Name,Town\n\n , \n", "no rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
        (b"Name,Town\nA,B\nC\0,D\n", "Line 3 has a null byte"),
        ("Name,To\0wn\nA,B\n".encode("utf-16"), "Line 1 has a null byte"),
        ('Name,Town\nA,B\n\nC,"D\nE\0"\n'.encode("utf-16"), "Line 5 has a null byte"),
        ("Name,Town\nA,B\nC\0,D\n".encode("utf-16-le"), "Line 3 has a null byte"),
        (bytes([1, 2, 3, 4, 5, 6, 7, 8]) * 50, "not a text file"),
        (",".join(f"Column {at}" for at in range(300)).encode() + b"\n" + b"," * 299, "300 columns"),
        (b"Name,Town,name\nA,B,C\n", "called .Name.: A, C"),
        (b'Name,Town\nA,"B\nC,D\n', "quotation mark in line 2"),
        (b"Name\n" + b"x" * 200_000 + b"\n", "more than 131072 characters"),
        (b"PK\x03\x04 but no zip", "damaged"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_a_sentence(file, content, sentence):
    path = file(content)
    with pytest.raises(FileRefused, match=sentence) as refusal:
        list(rows_of(path, inspected(path)))
    assert "Traceback" not in str(refusal.value)


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "file.csv"
    path.write_bytes(content)
    try:
        rows = list(rows_of(path, inspected(path)))
    except FileRefused:
        return
    assert all(row.line > 0 for row in rows)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
TABLES = st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5).filter(
    lambda table: any(cell.strip() for cell in table[0])
)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@given(table=TABLES)
@settings(max_examples=150)
def test_what_is_written_is_read_again(tmp_path_factory, format, table):
    path = tmp_path_factory.mktemp("table") / f"file.{format}"
    with written(path, format, ["A", "B", "C"]) as writer:
        for cells in table:
            writer.write(cells)
    rows = [row for row in rows_of(path, inspected(path)) if not row.blank]
    given_rows = [cells for cells in table if any(cell and not cell.isspace() for cell in cells)]
    assert [(row.cells + [""] * 3)[:3] for row in rows] == given_rows


@given(TEXTS)
def test_the_guard_against_formulas_is_taken_off_again(text):
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "'=1"])
def test_formulas_are_guarded(text):
    assert guarded(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["-5", "-1250.50", "+359 2 971 30 65", "+359 (2) 971-30-65", "plain", "O'Neil", "a;b;'c", ""]
)
def test_numbers_and_phone_numbers_are_not_guarded(text):
    assert guarded(text) == text


def test_a_failed_file_leaves_nothing_behind(tmp_path):
    with pytest.raises(ZeroDivisionError), written(tmp_path / "a.csv", "csv", ["A"]):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_the_first_rows_are_shown(file):
    path = file("Name\n\nA\n" + "B\n" * 100)
    rows = first_rows(path, inspected(path))
    assert len(rows) == 20
    assert rows[0] == (3, ["A"])


def test_columns_are_lettered_as_in_a_spreadsheet():
    assert [letter_of(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
