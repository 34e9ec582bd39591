"""Attributes with several lines: what they read, keep, show and refuse, in texts and in forms."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from attributes.choices import Choice
from attributes.days import Date
from attributes.several import MOST, Several
from attributes.values import Attribute

KINDS = [("mobile", "Mobile"), ("work", "Work")]


def attribute() -> Several:
    parts = (
        Attribute("number", "Number", required=True, max_length=50),
        Choice("kind", "Kind", choices=KINDS),
        Date("day", "Day"),
    )
    return Several("phones", "Phones", parts=parts, add="Another")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        (" \n\n ", []),
        ("1", [{"number": "1"}]),
        ("1 | work", [{"number": "1", "kind": "work"}]),
        ("1|Mobile|20.11.2026", [{"number": "1", "kind": "mobile", "day": "2026-11-20"}]),
        ("1 |  | 2026-11-20", [{"number": "1", "day": "2026-11-20"}]),
        ("1\r\n2\r3", [{"number": "1"}, {"number": "2"}, {"number": "3"}]),
        ("1\n1", [{"number": "1"}]),
        ("1 | | ", [{"number": "1"}]),
    ],
)
def test_reads_lines(text, lines):
    found = attribute().clean(text)
    assert found == lines
    assert attribute().clean(attribute().format(found)) == lines


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (" | work", "Line 1: Fill in “Number”."),
        ("1\n2 | pager", "Line 2: “pager” is not one of: Mobile, Work."),
        ("1 | work | soon", "Line 1: Enter a date"),
        ("1 | work | 2026-11-20 | x", "Line 1: It has more parts than there are: Number | Kind | Day."),
        ("x" * 51, "Line 1: Shorten it to 50 characters"),
    ],
)
def test_refuses_by_line(text, told):
    with pytest.raises(ValidationError) as caught:
        attribute().clean(text)
    assert told in " ".join(caught.value.messages)


def test_refuses_more_than_anybody_has():
    many = "\n".join(str(number) for number in range(MOST + 1))
    with pytest.raises(ValidationError, match="at most 50 lines"):
        attribute().clean(many)


PART = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@given(st.lists(st.tuples(PART, st.sampled_from(["", "mobile", "work"])), max_size=8))
def test_what_a_form_sends_is_read_or_refused_and_nothing_else(rows):
    made, data = attribute(), QueryDict(mutable=True)
    for at, (number, kind) in enumerate(rows):
        data[f"phones-{at}-number"], data[f"phones-{at}-kind"] = number, kind
    field = made.form_field()
    text = field.widget.value_from_datadict(data, {}, "phones")
    try:
        found = field.clean(text)
    except ValidationError:
        return
    assert made.clean(made.format(found)) == found
    assert len(found) <= sum(bool(number.strip()) for number, _kind in rows)


def test_rows_may_have_gaps_and_a_whole_text_wins():
    made, data = attribute(), QueryDict("phones-7-number=2&phones-0-number=1&phones-0-kind=work&phones-3-number=+")
    assert made.form_field().widget.value_from_datadict(data, {}, "phones") == "1 | work\n2"
    assert made.form_field().widget.value_from_datadict(QueryDict("phones=9&phones-0-number=1"), {}, "phones") == "9"
    assert made.form_field().widget.value_from_datadict(QueryDict("phones=&phones-0-number=1"), {}, "phones") == ""


def test_the_wrong_line_is_marked_and_what_was_typed_stays():
    field = attribute().form_field()
    with pytest.raises(ValidationError):
        field.clean("1\n2 | pager")
    html = field.widget.render("phones", "1\n2 | pager", {"id": "id_phones"})
    assert html.count("is-invalid") == 3 and 'value="2"' in html and ">pager</option>" in html


def test_a_new_form_has_lines_to_spare_without_script():
    html = attribute().form_field().widget.render("phones", "1", {"id": "id_phones"})
    assert html.count("data-spare") == 3 and 'name="phones-3-number"' in html and "phones-__n__-number" in html


def test_is_shown_as_people_read_it():
    lines = [{"number": "1", "kind": "work"}, {"number": "2", "kind": "no longer there"}]
    assert attribute().show(lines) == "1 · Work; 2 · no longer there"
