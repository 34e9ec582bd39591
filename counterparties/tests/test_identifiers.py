"""Official numbers: what is accepted, how it is stored, what the sentence of a refusal says."""

from collections.abc import Callable
from random import Random

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN
from stdnum.bg import egn, pnf
from stdnum.bg import vat as bg_vat
from stdnum.iso7064 import mod_97_10

from counterparties.accounts import BESIDE_THE_REGISTER, bank_of, clean_bic, clean_iban, spaced
from counterparties.identifiers import (
    branch_check_digit,
    clean_foreign_no,
    clean_lei,
    clean_personal_no,
    clean_uic,
    clean_vat,
)

digits = st.text("0123456789", min_size=8, max_size=8)
alphanumeric = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=18, max_size=18)
EVERY_RULE: list[Callable[[str], str]] = [
    clean_uic, clean_personal_no, clean_foreign_no, clean_vat, clean_lei, clean_iban, clean_bic,
    lambda text: clean_vat(text, "DE"), lambda text: clean_vat(text, "FR"), lambda text: clean_vat(text, "US"),
    lambda text: clean_vat(text, "GR"),
]  # fmt: skip


def refusal(rule: Callable[..., str], *args: str) -> str:
    with pytest.raises(ValidationError) as caught:
        rule(*args)
    return str(caught.value.messages[0])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("  ", ""),
        ("175074752", "175074752"),
        (" 175 074 752 ", "175074752"),
        ("175-074.752", "175074752"),
        ("BG175074752", "175074752"),
        ("ВG 175074752", "175074752"),
        ("000695317", "000695317"),
        ("175 074 752 1234", "1750747521234"),
    ],
)
def test_uic(typed: str, stored: str) -> None:
    assert clean_uic(typed) == stored


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("201556743", "The check digit of 201556743 is wrong: it should be 2."),
        ("1750747521235", "The check digit of 1750747521235 is wrong: it should be 4."),
        ("1750747511234", "The ninth digit of 1750747511234 is a check digit and wrong: it should be 2."),
        ("12345678", "12345678 has 8 digits: a UIC has 9, that of a branch 13."),
        ("1", "1 has 1 digit: a UIC has 9, that of a branch 13."),
        ("695317", "695317 has lost its leading zeros: enter 000695317."),
        ("8032056031", "8032056031 has 10 digits, a UIC 9 or 13: for a personal number choose natural person."),
        ("17507475A", "A UIC has digits only: correct 17507475A, or tick Foreign."),
        ("١٧٥٠٧٤٧٥٢", "A UIC has digits only: correct ١٧٥٠٧٤٧٥٢, or tick Foreign."),
    ],
)
def test_wrong_uic(typed: str, sentence: str) -> None:
    assert refusal(clean_uic, typed) == sentence


@given(digits)
def test_each_uic_has_exactly_one_check_digit(eight: str) -> None:
    accepted = [last for last in "0123456789" if _accepts(clean_uic, eight + last)]
    assert accepted == [bg_vat.calc_check_digit_legal(eight)]
    nine = eight + accepted[0]
    assert [last for last in "0123456789" if _accepts(clean_uic, f"{nine}123{last}")] == [
        branch_check_digit(nine[8] + "123")
    ]


@pytest.mark.parametrize(
    ("four", "digit"), [("0000", "0"), ("1000", "2"), ("0005", "3"), ("5000", "9"), ("2123", "4"), ("0065", "0")]
)
def test_the_thirteenth_digit(four: str, digit: str) -> None:
    assert branch_check_digit(four) == digit


@pytest.mark.parametrize("typed", ["8032056031", "7523169263", "803205 603-1", "7111042925"])
def test_personal_number(typed: str) -> None:
    assert clean_personal_no(typed) == typed.replace(" ", "").replace("-", "")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("8032056032", "The check digit of 8032056032 is wrong: it should be 1."),
        ("7799999990", "7799999990 is neither the personal number of a citizen nor that of a foreigner: correct it."),
        ("175074752", "175074752 is a UIC: for a firm choose legal person, else enter the 10 digits."),
        ("123", "123 has 3 digits: a personal number has 10."),
        ("80320560A1", "A personal number has digits only: correct 80320560A1, or tick Foreign."),
    ],
)
def test_wrong_personal_number(typed: str, sentence: str) -> None:
    assert refusal(clean_personal_no, typed) == sentence


@given(st.text("0123456789", min_size=10, max_size=10))
def test_personal_numbers_are_those_of_python_stdnum(number: str) -> None:
    born = _accepts(lambda text: str(egn.get_birth_date(text)), number)
    if not born or egn.get_birth_date(number).year < 2026:
        assert _accepts(clean_personal_no, number) == (egn.is_valid(number) or pnf.is_valid(number))


def test_a_citizen_is_not_born_in_the_future() -> None:
    nine = "995231001"
    number = nine + egn.calc_check_digit(nine)
    assert egn.is_valid(number)
    assert _accepts(clean_personal_no, number) == pnf.is_valid(number)


def test_foreign_numbers_stay_as_typed() -> None:
    assert clean_foreign_no("  hrb  12345 b ") == "HRB 12345 B"
    assert clean_foreign_no("ΑΡ.ΜΑΕ 1") == "ΑΡ.ΜΑΕ 1"
    assert refusal(clean_foreign_no, "1" * 41).endswith("has 41 characters: enter at most 40.")


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("", "BG", ""),
        ("175074752", "BG", "BG175074752"),
        ("bg 175 074 752", "BG", "BG175074752"),
        ("ВG175074752", "BG", "BG175074752"),
        ("BG8032056031", "BG", "BG8032056031"),
        ("136695976", "DE", "DE136695976"),
        ("DE 136 695 976", "BG", "DE136695976"),
        ("BG175074752", "DE", "BG175074752"),
        ("EL094259216", "GR", "EL094259216"),
        ("GR094259216", "GR", "EL094259216"),
        ("094259216", "GR", "EL094259216"),
        ("B58378431", "ES", "ESB58378431"),
        ("BE697449992", "BE", "BE0697449992"),
        ("ATU57194903", "AT", "ATU57194903"),
        ("U57194903", "AT", "ATU57194903"),
        ("CHE-107.787.577", "CH", "CHE107787577"),
        ("DE136695976", "US", "DE136695976"),
        ("DE0000", "US", "DE0000"),
        ("123456789mva", "NO", "123456789MVA"),
        ("12", "", "12"),
    ],
)
def test_vat(typed: str, country: str, stored: str) -> None:
    assert clean_vat(typed, country) == stored


@pytest.mark.parametrize(
    ("typed", "country", "sentence"),
    [
        ("BG175074751", "BG", "The check digit of BG175074751 is wrong: it should be 2."),
        ("136695976", "BG", "The check digit of BG136695976 is wrong: it should be 1."),
        ("BG12", "BG", "A Bulgarian VAT number is BG and 9 or 10 digits: correct BG12."),
        ("BG8032056032", "BG", "The check digit of the VAT number BG8032056032 is wrong: correct the number."),
        ("DE136695977", "DE", "The check digit of the VAT number DE136695977 is wrong: correct the number."),
        ("DE12", "DE", "DE12 does not have the form of a VAT number with the prefix DE: correct it."),
        ("ATU1", "BG", "ATU1 does not have the form of a VAT number with the prefix AT: correct it."),
    ],
)
def test_wrong_vat(typed: str, country: str, sentence: str) -> None:
    assert refusal(clean_vat, typed, country) == sentence


@given(alphanumeric)
def test_each_lei_has_exactly_one_pair_of_check_digits(eighteen: str) -> None:
    number = eighteen + mod_97_10.calc_check_digits(eighteen)
    assert clean_lei(f" {number.lower()} ") == number
    wrong = f"{eighteen}{(int(number[18:]) + 1) % 100:02}"
    assert refusal(clean_lei, wrong) == f"The check digits of {wrong} are wrong: they should be {number[18:]}."


@pytest.mark.parametrize("typed", ["x", "213800KUD8LAJWSQ9D1", "213800KUD8LAJWSQ9DAB", "Я13800KUD8LAJWSQ9D15"])
def test_wrong_lei(typed: str) -> None:
    assert "20 characters" in refusal(clean_lei, typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("BG80 BNBG 9661 1020 3456 78", "BG80BNBG96611020345678"),
        ("IBAN de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("ВG80BNBG96611020345678", "BG80BNBG96611020345678"),
    ],
)
def test_iban(typed: str, stored: str) -> None:
    assert clean_iban(typed) == stored


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("BG81BNBG96611020345678", "with this account they would be 80"),
        ("XX81BNBG96611020345678", "XX is not a country with IBANs"),
        ("BG80BNBG9661102034567", "is too long, too short or malformed for an IBAN of BG"),
        ("12345", "An IBAN is two letters, two digits"),
        ("BG80BNBG966110203456é8", "An IBAN is two letters, two digits"),
    ],
)
def test_wrong_iban(typed: str, part: str) -> None:
    assert part in refusal(clean_iban, typed)


def test_bank() -> None:
    assert clean_bic("uncr bgsf") == "UNCRBGSF"
    assert clean_bic("") == ""
    assert "8 or 11 characters" in refusal(clean_bic, "UNCR")
    assert "8 or 11 characters" in refusal(clean_bic, "UNCRBGSЯ")
    assert bank_of("DE89370400440532013000") == ("COBADEFFXXX", "Commerzbank")
    assert bank_of("BG80BNBG96611020345678") == ("BNBGBGSD", "Bulgarian National Bank")
    assert bank_of("") == ("", "")
    assert spaced("BG80BNBG96611020345678") == "BG80 BNBG 9661 1020 3456 78"


@pytest.mark.parametrize("country", ["BG", "DE", "FR", "GB", "IT", "MT", "NO", "SI"])
def test_ibans_and_their_banks_are_those_of_the_library(country: str) -> None:
    for seed in range(20):
        account = IBAN.random(country_code=country, random=Random(seed))
        assert clean_iban(str(account)) == str(account)
        expected = str(account.bic or ""), account.bank_name or ""
        assert bank_of(str(account)) == BESIDE_THE_REGISTER.get((country, account.bank_code), expected)
        # Its remainder is right too, but no IBAN has such digits.
        for digits in ("00", "01", "99"):
            assert "check digits" in refusal(clean_iban, f"{country}{digits}{str(account)[4:]}")


@pytest.mark.parametrize("rule", EVERY_RULE)
@given(text=st.text(max_size=60))
def test_any_text_is_stored_once_and_for_all_or_refused_with_a_sentence(rule: Callable[[str], str], text: str) -> None:
    try:
        stored = rule(text)
    except ValidationError as error:
        assert error.messages[0].endswith(".")
    else:
        assert rule(stored) == stored


def _accepts(rule: Callable[[str], str], text: str) -> bool:
    try:
        return bool(rule(text))
    except (ValidationError, ValueError):
        return False
