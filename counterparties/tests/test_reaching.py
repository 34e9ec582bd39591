"""Phones, e-mail addresses and websites."""

import re
from collections.abc import Callable

import phonenumbers
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from counterparties import reaching
from counterparties.reaching import clean_email, clean_phone, clean_website


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("", "BG", ""),
        ("  ", "BG", ""),
        ("0888 123 456", "BG", "+359888123456"),
        ("02/812 34 56", "BG", "+35928123456"),
        ("(02) 812-34-56", "BG", "+35928123456"),
        ("00359 888 123456", "BG", "+359888123456"),
        ("+359 (0)888 123456", "BG", "+359888123456"),
        ("+3590888123456", "BG", "+359888123456"),
        ("+359888123456", "DE", "+359888123456"),
        ("0888 123 456", "", "+359888123456"),
        ("030 123456", "DE", "+4930123456"),
        ("+49 30 123456", "BG", "+4930123456"),
        ("0888123456,  0899123456", "BG", "0888123456, 0899123456"),
        ("02 8123456 вътр. 12", "BG", "02 8123456 вътр. 12"),
        ("02 8123456 x12", "BG", "02 8123456 x12"),
        ("112", "BG", "112"),
        ("123", "XX", "123"),
    ],
)
def test_phone(typed: str, country: str, stored: str) -> None:
    assert clean_phone(typed, country) == stored


@given(st.text(max_size=50), st.sampled_from(["BG", "DE", "", "XX"]))
def test_no_digit_of_a_phone_gets_lost(text: str, country: str) -> None:
    try:
        stored = clean_phone(text, country)
    except ValidationError:
        assert not any(sign.isdigit() for sign in text)
        return
    assert clean_phone(stored, country) == stored
    if not stored.startswith("+"):
        assert stored == " ".join(text.split())


@pytest.mark.parametrize("digits", ["888123456", "28123456", "700 12 345"])
def test_a_stored_number_is_what_asking_again_gives(digits: str) -> None:
    once = clean_phone(f"0{digits}")
    assert clean_phone(once) == clean_phone(f"{once} ") == once


@pytest.mark.parametrize(
    ("rule", "typed", "part"),
    [
        (clean_phone, "няма", "A phone number has digits"),
        (clean_phone, "1" * 51, "enter at most 50"),
        (clean_email, "a@b", "“a@b” is not an e-mail address"),
        (clean_email, "a@b.bg; c@d.bg", "enter one address"),
        (clean_email, "a" * 250 + "@b.bg", "enter at most 254"),
        (clean_website, "foo", "“foo” is not the address of a website"),
        (clean_website, "javascript:alert(1)", "is not the address of a website"),
        (clean_website, "ftp://example.com", "is not the address of a website"),
        (clean_website, "http://[", "is not the address of a website"),
        (clean_website, "example.com/" + "a" * 200, "enter at most 200"),
    ],
)
def test_refusals(rule: Callable[[str], str], typed: str, part: str) -> None:
    with pytest.raises(ValidationError) as caught:
        rule(typed)
    assert part in caught.value.messages[0]


def test_email() -> None:
    assert clean_email("") == ""
    assert clean_email(" Ivan.Iliev@EXAMPLE.Com ") == "Ivan.Iliev@example.com"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("www.Example.com", "https://www.example.com"),
        ("HTTP://Example.com/Path?q=A", "http://example.com/Path?q=A"),
        ("пример.бг", "https://пример.бг"),
    ],
)
def test_website(typed: str, stored: str) -> None:
    assert clean_website(typed) == stored
    assert clean_website(stored) == stored


@pytest.mark.parametrize("rule", [clean_email, clean_website])
@given(text=st.text(max_size=60) | st.from_regex(r"[a-z]{1,5}@?[a-z]{1,5}\.[a-z:/\[\]]{2,9}", fullmatch=True))
def test_any_text_is_stored_once_and_for_all_or_refused(rule: Callable[[str], str], text: str) -> None:
    try:
        stored = rule(text)
    except ValidationError:
        return
    assert rule(stored) == stored


@given(st.from_regex(r"0([1-9]|2|3|8[789]|9|80|90)[0-9]{4,8}", fullmatch=True))
def test_numbers_of_bulgaria_are_known_as_the_library_knows_them(text: str) -> None:
    number = phonenumbers.parse(text, "BG")
    valid = phonenumbers.is_valid_number(number)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert clean_phone(text) == (e164 if valid else text)


def plain(pattern: re.Pattern[str]) -> st.SearchStrategy[str]:
    """What matches and is short enough; parts without end would nearly all be too long."""
    bounded = pattern.pattern
    for endless, short in (
        ("]+", "]{1,20}"),
        ("]*", "]{0,20}"),
        (")+", "){1,4}"),
        (")*", "){0,4}"),
        ("{2,}", "{2,20}"),
    ):
        bounded = bounded.replace(endless, short)
    found = st.from_regex(re.compile(bounded, pattern.flags), fullmatch=True)
    return found.filter(lambda text: len(text) <= reaching.PLAIN_LENGTH and pattern.match(text))


@given(plain(reaching.PLAIN_EMAIL))
def test_what_is_plainly_an_email_passes_the_rules(text):
    assert reaching.email_address(text) is None, "It raises what the rules refuse."
    assert reaching.clean_email(text) == text


@given(plain(reaching.PLAIN_WEBSITE))
def test_what_is_plainly_a_website_passes_the_rules(text):
    assert reaching.web_address(text) is None, "It raises what the rules refuse."
    assert reaching.clean_website(text) == text


@given(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)), st.from_regex(r"[0-9]{6,11}", fullmatch=True)
)
def test_a_number_in_e164_stays_or_loses_what_is_dialled_at_home(code, national):
    text = f"+{code}{national}"
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return
    valid = phonenumbers.is_valid_number(number)
    assert clean_phone(text) == (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else text
    )
