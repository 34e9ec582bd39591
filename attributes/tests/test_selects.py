"""A long select says what Django's own would say."""

from typing import Any

from bs4 import BeautifulSoup
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from attributes.selects import LongSelect

CHOICE = st.tuples(st.text(max_size=5), st.text(max_size=5))
CHOICES = st.lists(CHOICE | st.tuples(st.text(min_size=1, max_size=5), st.lists(CHOICE, max_size=3)), max_size=5)


@given(CHOICES, st.text(max_size=5))
def test_it_has_the_same_options_as_a_select_made_of_templates(choices: list[Any], value: str) -> None:
    long, usual = (made(attrs={"data-ts": "", "id": "a"}, choices=choices) for made in (LongSelect, forms.Select))
    drawn, expected = (
        BeautifulSoup(
            select.render("country", value, {"class": "form-select", "disabled": True}), "html.parser"
        ).select_one("select")
        for select in (long, usual)
    )
    assert drawn.attrs == expected.attrs
    assert [each.attrs for each in drawn("optgroup")] == [each.attrs for each in expected("optgroup")]
    assert [(each.attrs, each.text) for each in drawn("option")] == [
        (each.attrs, each.text) for each in expected("option")
    ]
