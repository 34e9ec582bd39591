"""What was typed on the wrong keyboard layout is understood: both ways, in the layouts that Bulgarians use."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from counterparties.layouts import KEYS, LAYOUTS, looks_mistyped, meanings, readings
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories as f

TO_CYRILLIC = [
    # Bulgarian BDS
    ("m,r;e,", "пример"),
    ("M<R:E<", "пример"),
    ("ifbrs", "софия"),
    ("ydij.rle[d", "щастливеца"),
    (";.e'kr", "млечни"),
    # traditional phonetic
    ("primer", "пример"),
    ("[astie", "шастие"),
    ("]astliveca", "щастливеца"),
    ("`ar[af", "чаршаф"),
    ("vylt", "жълт"),
    ("qna", "яна"),
    ("wino", "вино"),
    ("\\nak", "юнак"),
    # new phonetic
    ("xylt", "жълт"),
    ("w`t", "шют"),
    ("qarwaf", "чаршаф"),
    ("[na", "яна"),
    ("vino", "вино"),
    # Russian
    ("ghbvth", "пример"),
    ("ghj,f", "проба"),
    ("ckflrfhcndj", "сладкарство"),
    ("`krf", "ёлка"),
    ("m,", "пр"),
    ("go", "го"),
]
TO_LATIN = [
    ("шиьае", "trade"),
    ("гьиаев", "hardel"),
    ("ьвоь", "alfa"),
    ("алфа", "alfa"),
    ("явертъ", "qwerty"),
    ("чшертъ", "qwerty"),
    ("фдаф", "alfa"),
    ("екфву", "trade"),
    ("ЕКФВУ", "trade"),
    ("ШИЬАЕ", "trade"),
]


@pytest.mark.parametrize(("typed", "meant"), TO_CYRILLIC + TO_LATIN)
def test_a_text_of_another_layout_is_read(typed, meant):
    assert meant in readings(typed)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("", []),
        ("123", []),
        ("я", []),
        ("q", []),
        ("12", []),
        ("0888 123 456", []),
        ("Εθνική", []),
        ("***", []),
        ("a", []),
    ],
)
def test_what_says_nothing_is_not_read_otherwise(typed, left):
    assert readings(typed) == left


def test_words_of_the_right_script_and_numbers_stay():
    assert "beta 12 alfa" in readings("beta 12 ьвоь")
    assert "пример 2024" in readings("ghbvth 2024")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_names_each_key_once(name):
    assert len(LAYOUTS[name]) == len(KEYS) == len(set(KEYS)) == len(set(LAYOUTS[name]))
    letters = {sign for sign in LAYOUTS[name] if sign.isalpha()}
    assert letters >= set("абвгдежзийклмнопрстуфхцчшщъьюя")


@pytest.mark.parametrize(
    ("typed", "mistyped"),
    [("m,r;e,", True), ("K;k", True), ("o'neill", False), ("l'oreal", False), ("софия, мебел", False), ("a b", False)],
)
def test_a_text_that_falls_to_pieces_is_read_first(typed, mistyped):
    assert looks_mistyped(typed) is mistyped
    assert (meanings(typed)[0] != typed) is mistyped
    assert typed in meanings(typed)


@given(st.text())
def test_any_text_is_read(text):
    found = meanings(text)
    assert text in found
    assert len(found) == len(set(found)) <= 9


def listed(query: str) -> ListQuery:
    return ListQuery(screens["counterparties"], f.superuser(), QueryDict(query))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("m,r;e,", "Пример ООД"),
        ("ghbvth", "Пример ООД"),
        ("]astlivec", "Щастливец АД"),
        ("ьвоь", "Alfa Trade Ltd"),
        ("еиьжь", ""),
        ("m,", "Пример ООД"),
        ("ьв", "Alfa Trade Ltd"),
    ],
)
def test_the_list_says_what_was_understood(typed, name):
    for each in ("Пример ООД", "Щастливец АД", "Alfa Trade Ltd", "Мария Радева", "Елена"):
        f.counterparty(name=each)
    query = listed("")
    params = QueryDict(mutable=True)
    params["q"] = typed
    query = ListQuery(query.screen, query.user, params)
    assert [row.name for row in query.page().rows] == ([name] if name else [])
    assert bool(query.understood) is bool(name)
    if name:
        params["literal"] = params["q"]
        literally = ListQuery(query.screen, query.user, params)
        assert literally.understood == ""
        assert name not in [row.name for row in literally.page().rows]
        assert QueryDict(query.literal_address[1:]) == params
        assert list(query.ordered()) == query.page().rows, "an export holds what the page shows"
        params["q"] += "x"
        assert not ListQuery(query.screen, query.user, params).literal, "of this text nobody has said it"


@pytest.mark.django_db
def test_the_form_of_the_list_keeps_that_a_text_is_meant_as_it_stands(client):
    f.counterparty(name="Пример ООД")
    client.force_login(f.superuser())
    page = BeautifulSoup(client.get("/counterparties/?q=ghbvth&literal=ghbvth").content, "html.parser")
    assert page.select_one("#filter input[name=literal]")["value"] == "ghbvth"
    assert page.select_one("#results .pr-said a")["href"] == "?q=ghbvth", "there is a way back"
    page = BeautifulSoup(client.get("/counterparties/?q=ghbvth").content, "html.parser")
    assert page.select_one("#filter input[name=literal]")["value"] == ""


@pytest.mark.django_db
def test_what_is_found_as_it_stands_is_not_read_otherwise():
    def ask(query: str) -> ListQuery:
        asked = listed(query)
        assert asked.page().rows and asked.count == (1, False) and not asked.understood
        return asked

    f.counterparty(name="Trade"), f.counterparty(name="Шиьае")
    ask("q=trade")
    with CaptureQueriesContext(connection) as literally:
        ask("q=шиьае&literal=шиьае")
    with CaptureQueriesContext(connection) as usually:
        ask("q=шиьае")
    assert len(usually) == len(literally)
