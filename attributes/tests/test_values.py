"""The data types: what a text means, and that a value written as text comes back as the same value."""

import datetime
from decimal import Decimal
from types import SimpleNamespace as Record

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from attributes.choices import Choice
from attributes.countries import Country
from attributes.days import Date
from attributes.values import Attribute, LongText, Number, YesNo

COLOURS = Choice("colour", "Colour", choices=[("red", "Red"), ("green", "Зелено")])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        (" ", None),
        ("1250.50", "1250.50"),
        ("1250,50", "1250.50"),
        ("1 250,5", "1250.50"),
        ("1\u00a0250,5", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1'250.50", "1250.50"),
        ("\u2212 3", "-3.00"),
        ("007", "7.00"),
    ],
)
def test_a_number_is_read_as_people_write_it(text, value):
    assert Number("n", "N", decimals=2).clean(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("text", ["abc", "1.2.3", "1,2,3", "12.345", "--1", "1e5", "Infinity", "NaN", "٣", "1,", ".5"])
def test_what_is_no_number_is_refused_with_a_sentence(text):
    with pytest.raises(ValidationError) as refused:
        Number("n", "N", decimals=2).clean(text)
    assert "Enter" in refused.value.messages[0]


@pytest.mark.parametrize("decimals", [0, 2])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12,500", "Enter 12500 or 12.5: “12,500” may be either."),
        ("-1.000", "Enter -1000 or -1: “-1.000” may be either."),
        ("1 , 250", "Enter 1250 or 1.25: “1 , 250” may be either."),
    ],
)
def test_what_may_be_thousands_or_decimals_is_refused(text, said, decimals):
    with pytest.raises(ValidationError) as refused:
        Number("n", "N", decimals=decimals).clean(text)
    assert refused.value.messages == [said]


@pytest.mark.parametrize(("text", "value"), [("0,500", "0.5"), ("1250,500", "1250.5"), ("12,50", "12.5")])
def test_what_cannot_be_thousands_is_decimals(text, value):
    assert Number("n", "N", decimals=2).clean(text) == Decimal(value)


def test_three_decimals_are_no_thousands_where_there_may_be_so_many():
    assert Number("n", "N", decimals=3).clean("12,500") == Decimal("12.5")


@pytest.mark.parametrize("text", ["2026-11-20", "20.11.2026", "20.11.2026 г.", "2026-11-20 00:00:00"])
def test_a_date_is_read_as_people_write_it(text):
    assert Date("d", "D").clean(text) == datetime.date(2026, 11, 20)


@pytest.mark.parametrize("text", ["31.02.2026", "11/20/2026", "tomorrow", "20.11.26x"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValidationError):
        Date("d", "D").clean(text)


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("Да", True), ("1", True), ("НЕ", False), ("", False)])
def test_yes_and_no_in_both_languages(text, value):
    assert YesNo("y", "Y").clean(text) is value


def test_a_choice_is_known_by_code_and_by_label_in_any_case():
    assert COLOURS.clean("RED") == COLOURS.clean("red") == "red"
    assert COLOURS.clean("зелено") == "green"
    with pytest.raises(ValidationError) as refused:
        COLOURS.clean("blue")
    assert "Red, Зелено" in refused.value.messages[0]


def test_a_text_that_is_too_long_says_by_how_much():
    with pytest.raises(ValidationError) as refused:
        Attribute("name", "Name", max_length=5).clean("abcdefg")
    assert refused.value.messages == ["Shorten it to 5 characters; it has 7."]


def test_a_number_without_decimals_is_a_whole_one() -> None:
    with pytest.raises(ValidationError, match="Enter a whole number"):
        Number("n", "N").clean("2.5")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_numbers_come_back(value):
    number = Number("n", "N", decimals=2)
    assert number.clean(number.format(value)) == value


@given(st.dates())
def test_dates_come_back(value):
    assert Date("d", "D").clean(Date("d", "D").format(value)) == value


@given(st.text())
def test_texts_come_back_or_are_refused(text):
    for attribute, wanted in (
        (Attribute("t", "T"), text.strip()),
        (LongText("t", "T"), text.strip().replace("\r\n", "\n").replace("\r", "\n")),
    ):
        try:
            value = attribute.clean(text)
        except ValidationError:
            assert "\x00" in text
        else:
            assert attribute.clean(attribute.format(value)) == value == wanted


def test_a_list_shows_the_beginning_of_a_long_text_and_a_file_the_whole():
    attribute, record = LongText("note", "Note"), Record(note="First <line>\nSecond line\n" + "word " * 60)
    assert attribute.cell(record).startswith("First <line> Second line word") and len(attribute.cell(record)) == 100
    assert attribute.full(record).startswith("First &lt;line&gt;<br>Second line<br>word word")
    assert attribute.full(record).count("word") == 60
    short = Record(note="Short")
    assert attribute.cell(short) == attribute.full(short) == "Short"
    assert Attribute("note", "Note").full(short) == "Short"
    assert "maxlength" not in attribute.form_field().widget.attrs
    assert LongText("note", "Note", max_length=9).form_field().widget.attrs["maxlength"] == 9


@given(st.text())
def test_no_text_breaks_a_data_type(text):
    for attribute in (Number("n", "N", decimals=2), Date("d", "D"), YesNo("y", "Y"), COLOURS):
        try:
            attribute.clean(text)
        except ValidationError as error:
            assert all(error.messages)


@pytest.mark.parametrize("text", ["2026-02-31", "12026-11-20"])
def test_a_day_from_a_browsers_own_field_is_not_asked_for_in_writing(text):
    with pytest.raises(ValidationError, match="Enter a day that exists"):
        Date("d", "D").clean(text)
    assert Date("d", "D").default_widget().attrs["max"] == "9999-12-31", "no year of six digits"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Åland Islands", "Albania", "Costa Rica", "Côte d'Ivoire", "Croatia", "Zimbabwe"]),
        ("bg", ["Босна и Херцеговина", "Дания", "Индия", "Исландия", "Йемен", "Латвия", "Черна гора", "Япония"]),
    ],
)
def test_countries_are_offered_by_their_names_in_the_language_of_the_page(language, names):
    with translation.override(language):
        offered = [name for _code, name in Country("country", "Country").choices]
        assert sorted(names, key=offered.index) == names
        assert len(offered) == len(set(offered)) == 250


@pytest.mark.parametrize("language", ["en", "bg"])
@pytest.mark.parametrize(
    ("text", "code"),
    [("de", "DE"), ("DEU", "DE"), ("276", "DE"), ("Germany", "DE"), ("ГЕРМАНИЯ", "DE"), ("САЩ", "US"), ("UK", "GB")],
)
def test_a_country_is_known_by_its_codes_and_its_names_in_either_language(language, text, code):
    with translation.override(language):
        country = Country("country", "Country")
        assert country.parse(text) == code
        assert country.parse(country.show(code)) == code
        with pytest.raises(ValidationError, match="Atlantis"):
            country.parse("Atlantis")
