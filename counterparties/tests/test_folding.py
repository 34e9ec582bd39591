"""Folding: what is found by what, and in which order names stand."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.bg import vat as bg_vat
from stdnum.iso7064 import mod_97_10

from counterparties.folding import NAME_LENGTH, beginning, fold, letter, name_sort, search_text, whole_number, words

LETTERS = string.ascii_uppercase + string.digits


def found(query: str, *texts: str, numbers: tuple[str, ...] = ()) -> bool:
    searched = search_text(list(texts), list(numbers))
    return all(word in searched for word in words(query))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Alfa Trade Ltd.", "alfa trade ltd"),
        ("„Щастливеца“ ООД", "shtastlivetsa ood"),
        ("Жълт юнак - цех № 5", "zhalt yunak tseh no 5"),
        ("Д-р Кьосев", "d r kyosev"),
        ("София", "sofia"),
        ("Софиянски", "sofianski"),
        ("България", "bulgaria"),
        ("Εθνική Τράπεζα της Ελλάδος", "ethniki trapeza tis ellados"),
        ("München Straße", "munchen strasse"),
        ("Øresund Łódź þing", "oresund lodz thing"),
        ("O'Neill & Sons", "oneill sons"),
        ("L’Oréal", "loreal"),
        ("и\u0306од", "yod"),
        ("a\x00b\u00a0c", "a b c"),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_a_folded_text_is_plain_and_stays(text: str) -> None:
    once = fold(text)
    assert set(once) <= set(string.ascii_lowercase + string.digits + " ")
    assert once == " ".join(once.split())
    assert fold(once) == once


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Alfa", "Алфа Трейд ЕООД"),
        ("алфа трейд", "Alfa Treyd EOOD"),
        ("Alfa OOD", "Алфа Трейд ЕАД"),
        ("Алфа Ltd", "Alfa GmbH"),
        ("ООД", "Алфа ООД"),
        ("Алфа О.О.Д.", "Алфа ЕООД"),
        ("Alfa G.m.b.H.", "Алфа АД"),
        ("Alfa Sp. z o.o.", "Alfa"),
        ("ЕТ Алфа", "Алфа - Иван Иванов"),
        ("A.S. Roma", "Roma"),
        ("A.B.C.", "A.B.C. Ltd"),
        ("Tel Aviv", "Aviv Tel"),
        ("Sofiya", "София"),
        ("sofiy", "София"),
        ("Mariya", "Maria"),
        ("Balgaria", "България"),
        ("Bulgaria", "България"),
        ("ethniki", "Εθνική Τράπεζα"),
        ("Εθνική", "Ethniki Trapeza"),
        ("munchen", "MÜNCHEN"),
        ("l oreal", "L'Oréal"),
        ("гр. София, ул. Витоша 5", "София Витоша 5"),
        ("ivan@example.com", "Ivan@Example.com"),
        ("", "anything"),
    ],
)
def test_finds_across_scripts(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("0888 123 456", "+359888123456"),
        ("0888123456", "+359888123456"),
        ("+359 888 123-456", "+359888123456"),
        ("00359888123456", "+359888123456"),
        ("(02) 812 34 56", "+35928123456"),
        ("888 123 456", "0888 123 456, 0899 12 34 56"),
        ("0899123456", "0888 123 456, 0899 12 34 56"),
        ("BG80 BNBG 9661 1020 3456 78", "BG80BNBG96611020345678"),
        ("bg80bnbg9661", "BG80BNBG96611020345678"),
        ("201 556 742", "201556742"),
        ("000695317", "000695317"),
        ("0001", "0001"),
        ("2024-001-55", "2024-001-55"),
        ("02 8123456 вътр. 12", "02 8123456 вътр. 12"),
        ("+359 (0)888 123 456", "+359888123456"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("0888–123–456", "+359888123456"),
        ("0888/12 34 56", "+359888123456"),
        ("тел. 0888 123 456", "+359888123456"),
        ("GSM: 0888123456", "+359888123456"),
        ("BG80-BNBG-9661-1020-3456-78", "BG80BNBG96611020345678"),
        ("IBAN BG80 BNBG 9661 1020 3456 78", "BG80BNBG96611020345678"),
        ("BG80 BNBG 9661", "BG80BNBG96611020345678"),
        ("ЕИК 201556742", "201556742"),
        ("EIK: 201 556 742", "201556742"),
        ("ДДС № BG201556742", "BG201556742"),
        ("BG 201556742", "BG201556742"),
        ("BG-201-556-742", "BG201556742"),
        ("BG 201 556 742", "BG201556742"),
        ("DE 136 695 976", "DE136695976"),
        ("ЕИК № 201 556 742", "201556742"),
        ("2138 00KU D8LA JWSQ 9D15", "213800KUD8LAJWSQ9D15"),
        ("213800-KU-D8LAJWSQ9D-15", "213800KUD8LAJWSQ9D15"),
        ("LEI: 2138 00 KUD8LAJWSQ9D 15", "213800KUD8LAJWSQ9D15"),
        ("2138 00ku d8la", "213800KUD8LAJWSQ9D15"),
    ],
)
def test_finds_numbers_however_grouped(query: str, number: str) -> None:
    assert found(query, "Алфа", numbers=(number,))


@pytest.mark.parametrize(
    ("query", "begins", "whole"),
    [
        ("Алфа", " alfa", ""),
        ("Алфа Трейд ООД", " alfa treyd", ""),
        ("sofiy", " sofi", ""),
        ("201 556 742", " 201556742", "201556742"),
        ("ЕИК 201556742", " 201556742", "201556742"),
        ("0888 123 456", " 0888123456", "888123456"),
        ("2024", " 2024", ""),
        ("***", "", ""),
        ("", "", ""),
    ],
)
def test_how_names_begin_and_numbers_end(query: str, begins: str, whole: str) -> None:
    assert (beginning(query), whole_number(query)) == (begins, whole)


@given(issuer=st.sampled_from(["2138", "HWUP"]), rest=st.text(LETTERS, min_size=14, max_size=14), data=st.data())
def test_a_lei_is_one_word_wherever_it_is_cut(issuer: str, rest: str, data: st.DataObject) -> None:
    lei = issuer + rest + mod_97_10.calc_check_digits(issuer + rest)
    assert words(cut(lei, data)) == words(f"LEI: {cut(lei, data)}") == [lei.lower()]


@given(body=st.text(string.digits, min_size=8, max_size=8), data=st.data())
def test_a_vat_number_is_one_word_wherever_it_is_cut(body: str, data: st.DataObject) -> None:
    number = f"BG{body}{bg_vat.calc_check_digit_legal(body)}"
    assume(bg_vat.is_valid(number))
    assert words(f"ДДС № {cut(number, data)}") == [number.lower()]


def cut(number: str, data: st.DataObject) -> str:
    """The number in groups as somebody might write them."""
    signs = data.draw(st.lists(st.sampled_from(["", "", " ", "-", "."]), min_size=len(number), max_size=len(number)))
    return "".join(map("".join, zip(number, signs, strict=True)))


@pytest.mark.parametrize(
    ("query", "sought"),
    [
        ("Alpha 2000 Ltd", ["alpha", "2000"]),
        ("Sofia 2138 Trade 15", ["sofia", "2138", "trade", " 15"]),
        ("BG 2000", [" bg", "2000"]),
        ("BG 201 556 743", [" bg", "201", "556", "743"]),
        ("Vitosha 12 1000 Sofia 15", ["vitosha", " 12", "1000", "sofia", " 15"]),
        ("2138 00KU D8LA JWSQ 9D16", ["2138", "00ku", "d8la", "jwsq", "9d16"]),
    ],
)
def test_what_is_no_number_stays_words(query: str, sought: list[str]) -> None:
    assert words(query) == sought


@given(st.text())
def test_a_beginning_is_plain(query: str) -> None:
    assert set(beginning(query)) <= set(string.ascii_lowercase + string.digits + " ")
    assert all(word.strip() for word in words(query))


def test_does_not_find_what_is_not_there() -> None:
    assert not found("Бета", "Алфа ООД")
    assert not found("0888 123 457", "Алфа", numbers=("+359888123456",))
    assert not found("fa", "Алфа"), "two letters must begin a word"
    assert found("al", "Алфа")


def test_search_text_holds_every_word_once() -> None:
    assert search_text(["АБВ ООД", "ABV OOD", ""], ["201556742"]) == " abv ood 201556742"
    assert search_text([], []) == ""


@given(st.text())
def test_every_text_is_found_by_itself(text: str) -> None:
    assert found(text, numbers=(text,))


@pytest.mark.parametrize(
    ("name", "key", "first"),
    [
        ("„Щастливеца“ ООД", "щастливеца оод", "Щ"),
        ("  'Alfa' Trade", "alfa trade", "A"),
        ("Йордан", "йордан", "Й"),
        ("И\u0306ордан", "йордан", "Й"),
        ("Ѝ", "и", "И"),
        ("ёлка", "елка", "Е"),
        ("Эра", "эра", "#"),
        ("Émile", "emile", "E"),
        ("Østergård", "ostergard", "O"),
        ("Straße", "strasse", "S"),
        ("Æon", "aeon", "A"),
        ("Εθνική", "εθνικη", "#"),
        ("3M", "3m", "#"),
        ("***", "", "#"),
        ("", "", "#"),
    ],
)
def test_sort_key_and_letter(name: str, key: str, first: str) -> None:
    assert name_sort(name) == key
    assert letter(key) == first


def test_bulgarian_names_stand_in_the_order_of_the_alphabet() -> None:
    names = ["Явор", "„Ангел“", "Йордан", "Иван", "Ъглов", "Щерев", "Шишков", "Жеков"]
    assert sorted(names, key=name_sort) == [
        "„Ангел“", "Жеков", "Иван", "Йордан", "Шишков", "Щерев", "Ъглов", "Явор",
    ]  # fmt: skip


@given(st.text(max_size=500))
def test_a_sort_key_fits_and_stays(name: str) -> None:
    key = name_sort(name)
    assert len(key) <= NAME_LENGTH
    assert key == key.strip()
    assert name_sort(key) == key
    assert len(letter(key)) == 1


@pytest.mark.parametrize(
    ("greek", "latin"),
    [("ΝΑΥΤΙΛΙΑΚΗ", "nautiliaki"), ("Κεφαλαιούχου", "kefalaiouchou"), ("Εύβοια", "euvoia"), ("Κύπρος", "kypros")],
)
def test_greek_diphthongs_are_written_with_u(greek, latin):
    assert fold(greek) == latin
