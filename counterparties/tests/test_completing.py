"""The rules between fields: what follows from what, and what is refused."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from counterparties.completing import completed

FIRM = {"name": "Алфа ООД"}


def errors(values: dict[str, Any], existing: Any = None) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        completed(values, existing=existing)
    return caught.value.message_dict


def changed(values: dict[str, Any], existing: dict[str, Any]) -> dict[str, Any]:
    """What an edit of a record made from `existing` changes."""
    before = completed(existing)
    after = completed(values, existing=before)
    return {name: value for name, value in after.items() if before.get(name) != value}


def test_a_new_firm_gets_its_defaults_and_derived_columns() -> None:
    assert completed(FIRM) == {
        "name": "Алфа ООД",
        "person_kind": "legal",
        "country": "BG",
        "foreign": False,
        "vat_registered": False,
        "name_sort": "алфа оод",
        "letter": "А",
    }


def test_a_firm_needs_a_name() -> None:
    assert errors({"name": ""}) == {"name": ["Enter the name."]}
    assert errors({}) == {"name": ["Enter the name."]}
    assert errors({"name": "x" * 401}) == {"name": ["Shorten the name to 400 characters."]}
    assert len(completed({"name": "x" * 307})["name"]) == 307


def test_only_two_kinds_of_persons() -> None:
    assert errors({"name": "A", "person_kind": "ghost"}) == {"person_kind": ["Choose legal or natural person."]}


def test_a_firm_has_no_first_name() -> None:
    after = changed(
        {"person_kind": "legal", "name": "Алфа"},
        {"person_kind": "natural", "first_name": "Иван", "last_name": "Илиев"},
    )
    assert after["first_name"] == after["last_name"] == ""
    assert after["name"] == "Алфа"


def test_the_name_of_a_person_is_made_of_its_parts() -> None:
    person = completed(
        {
            "person_kind": "natural",
            "first_name": "Иван",
            "middle_name": "Петров",
            "last_name": "Илиев",
            "first_name_latin": "Ivan",
            "last_name_latin": "Iliev",
        }
    )
    assert (person["name"], person["name_latin"], person["letter"]) == ("Иван Петров Илиев", "Ivan Iliev", "И")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Иван", ("Иван", "", "")),
        ("Иван Илиев", ("Иван", "", "Илиев")),
        ("Иван  Петров Илиев", ("Иван", "Петров", "Илиев")),
        ("Jan van der Berg", ("Jan", "", "van der Berg")),
    ],
)
def test_a_whole_name_of_a_person_is_split(name: str, parts: tuple[str, str, str]) -> None:
    person = completed({"person_kind": "natural", "name": name})
    assert (person["first_name"], person["middle_name"], person["last_name"]) == parts
    assert person["name"] == " ".join(name.split())


def test_a_person_needs_a_name_that_fits() -> None:
    assert "first_name" in errors({"person_kind": "natural"})
    assert "first_name" in errors({"person_kind": "natural", "middle_name": "", "name": ""})
    assert "name" in errors({"person_kind": "natural", "name": "x" * 101})


PERSON = {"person_kind": "natural", "first_name": "Иван", "last_name": "Илиев", "first_name_latin": "Ivan"}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"last_name": "Колев"}, "Иван Колев"),
        ({"last_name": ""}, "Иван"),
        ({"last_name": "Колев", "name": "Иван Илиев"}, "Иван Колев"),
        ({"name": "Петър Петров"}, "Петър Петров"),
        ({"name": "Петър Петров", "first_name": "Иван", "last_name": "Илиев"}, "Петър Петров"),
        ({"name": ""}, "Иван Илиев"),
        ({"note": "x"}, "Иван Илиев"),
    ],
)
def test_editing_a_person(values: dict[str, Any], name: str) -> None:
    before = completed(PERSON)
    after = before | completed(values, existing=before)
    assert after["name"] == name
    assert name == " ".join(filter(None, (after.get(p) for p in ("first_name", "middle_name", "last_name"))))


def test_clearing_all_parts_is_refused_and_latin_ones_clear_the_whole() -> None:
    before = completed(PERSON)
    assert "first_name" in errors({"first_name": "", "last_name": ""}, before)
    assert completed({"first_name_latin": ""}, existing=before)["name_latin"] == ""


def test_a_firm_that_becomes_a_person_is_split() -> None:
    after = changed({"person_kind": "natural", "first_name": ""}, {"name": "ЕТ Иван Илиев"})
    assert (after["first_name"], after["middle_name"], after["last_name"]) == ("ЕТ", "Иван", "Илиев")


@pytest.mark.parametrize(
    ("given_", "country", "foreign"),
    [
        ({}, "BG", False),
        ({"country": "DE"}, "DE", True),
        ({"country": "DE", "foreign": False}, "DE", True),
        ({"country": ""}, "BG", False),
        ({"country": "", "foreign": True}, "", True),
        ({"country": "BG", "foreign": True}, "BG", True),
    ],
)
def test_another_country_is_foreign(given_: dict[str, Any], country: str, foreign: bool) -> None:
    after = completed(FIRM | given_)
    assert (after["country"], after["foreign"]) == (country, foreign)


def test_the_number_is_checked_by_what_the_counterparty_is() -> None:
    assert completed(FIRM | {"uic": "201 556 742"})["uic"] == "201556742"
    assert errors(FIRM | {"uic": "201556743"}) == {"uic": ["The check digit of 201556743 is wrong: it should be 2."]}
    assert completed(FIRM | {"uic": "hrb 12", "country": "DE"})["uic"] == "HRB 12"
    assert completed(FIRM | {"uic": "201556743", "foreign": True})["uic"] == "201556743"
    assert completed(PERSON | {"uic": "8032056031"})["uic"] == "8032056031"
    assert "uic" in errors(PERSON | {"uic": "201556742"})
    assert "uic" in errors(FIRM | {"uic": "8032056031"})


def test_what_does_not_change_is_not_checked_again() -> None:
    old = completed(FIRM) | {"uic": "1", "vat_number": "BG1", "vat_registered": True, "lei": "x"}
    assert completed({"phone": "0888 123 456"}, existing=old) == {"phone": "+359888123456"}
    assert completed({"uic": "1", "lei": "x", "vat_number": "BG1"}, existing=old)["uic"] == "1"
    assert "uic" in errors({"uic": "2"}, old)
    assert "uic" in errors({"person_kind": "natural"}, old)
    assert "uic" in errors({"foreign": False}, old | {"foreign": True})


def test_a_vat_number_sets_vat_registered() -> None:
    after = completed(FIRM | {"vat_number": "175074752"})
    assert (after["vat_number"], after["vat_registered"]) == ("BG175074752", True)
    assert completed(FIRM | {"vat_number": "175074752", "vat_registered": False})["vat_registered"] is True
    assert changed({"vat_number": ""}, FIRM | {"vat_number": "175074752"}) == {
        "vat_number": "",
        "vat_registered": False,
    }


def test_vat_registered_needs_the_number() -> None:
    sentence = {"vat_number": ["Enter the VAT number, or untick VAT registered."]}
    assert errors(FIRM | {"vat_registered": True}) == sentence
    registered = completed(FIRM | {"vat_number": "175074752"})
    assert errors({"vat_number": "", "vat_registered": True}, registered) == sentence
    assert errors({"vat_registered": False}, registered) == {
        "vat_number": ["Clear the VAT number too, or leave VAT registered ticked."]
    }
    cleared = completed({"vat_registered": False, "vat_number": ""}, existing=registered)
    assert cleared == {"vat_registered": False, "vat_number": ""}


def test_an_old_registration_without_number_may_stay() -> None:
    old = completed(FIRM) | {"vat_registered": True}
    assert completed({"vat_registered": True, "vat_number": "", "note": "x"}, existing=old)["note"] == "x"


def test_vat_and_phone_are_read_by_the_country() -> None:
    german = completed(FIRM | {"country": "DE", "vat_number": "136695976", "phone": "030 123456"})
    assert (german["vat_number"], german["phone"]) == ("DE136695976", "+4930123456")


def test_all_errors_are_told_at_once() -> None:
    wrong = {"name": "", "uic": "1", "vat_number": "BG1", "lei": "x", "phone": "none"}
    assert set(errors(wrong)) == {"name", "uic", "vat_number", "lei", "phone"}


def test_the_sort_key_follows_the_name_only() -> None:
    before = completed(FIRM)
    assert completed({"note": "x"}, existing=before) == {"note": "x"}
    assert completed({"name": "Бета"}, existing=before)["letter"] == "Б"


TEXTS = st.dictionaries(
    st.sampled_from(["name", "first_name", "last_name", "uic", "vat_number", "lei", "phone", "country"]),
    st.text(max_size=20) | st.sampled_from(["BG", "DE", "175074752", "BG175074752", "8032056031"]),
)


@given(TEXTS, st.sampled_from(["legal", "natural"]), st.booleans())
def test_completing_again_changes_nothing(texts: dict[str, str], person_kind: str, foreign: bool) -> None:
    values = {**texts, "person_kind": person_kind, "foreign": foreign}
    try:
        once = completed(values)
    except ValidationError as error:
        assert all(message for messages in error.message_dict.values() for message in messages)
        return
    assert completed(once) == once
    assert completed(once, existing=once) == once
