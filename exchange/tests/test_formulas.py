"""No cell of a file runs as a formula, and what is read again is what was written."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.reading.formulas import guarded, guarded_line, unguarded

CELLS = st.one_of(
    st.text(alphabet="=+-@\t\r'\"\n,;. 12()a/ж", max_size=8),
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
)


def line_of(cells, quoting):
    line = io.StringIO()
    csv.writer(line, quoting=quoting).writerow(cells)
    return line.getvalue().removesuffix("\r\n").encode() + b"\n"


@given(st.lists(CELLS, min_size=1, max_size=5), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
def test_a_line_is_guarded_cell_by_cell(cells, quoting):
    line = guarded_line(line_of(cells, quoting)).decode()
    assert next(csv.reader(io.StringIO(line, newline=""))) == [guarded(cell) for cell in cells]


@given(CELLS)
def test_what_is_guarded_comes_back(text):
    assert unguarded(guarded(text)) == text


@given(CELLS)
def test_nothing_behind_a_semicolon_begins_with_a_sign(text):
    cells = next(csv.reader([guarded("x;" + text.replace("\r", " ").replace("\n", " "))], delimiter=";"))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)


@pytest.mark.parametrize(
    ("line", "safe"),
    [
        ("=1+1,x\n", "'=1+1,x\n"),
        ('a,"=cmd|""x"""\n', 'a,"\'=cmd|""x"""\n'),
        ("+359 88 1234,-5,-1.5\n", "+359 88 1234,-5,-1.5\n"),
        ('"-5,5","+1,2,3"\n', '"-5,5","\'+1,2,3"\n'),
        ("-x,@y,\tz\n", "'-x,'@y,'\tz\n"),
        ("'=x,'x\n", "''=x,'x\n"),
        ("X1,A;=cmd|'/c calc'!A1;\n", "X1,A;'=cmd|'/c calc'!A1;\n"),
        ('X1,"A;""=1"";-5;\'+1;b-c"\n', 'X1,"A;\'""=1"";\'-5;\'\'+1;b-c"\n'),
        ("-5;-6\n", "'-5;'-6\n"),
        ('"a\n=b",c=d\n', '"a\n=b",c=d\n'),
    ],
)
def test_lines(line, safe):
    assert guarded_line(line.encode()).decode() == safe
