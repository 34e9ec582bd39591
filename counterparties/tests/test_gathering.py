"""Several words are found as before, whatever letters of the common ones the index is asked for."""

import pytest
from django.core.cache import cache

from counterparties import gathering
from counterparties.gathering import few_letters
from counterparties.models import Counterparty
from counterparties.searching import searched
from counterparties.word_list import refresh_words
from tests import factories as f

pytestmark = pytest.mark.django_db
NAMES = [
    "София Мебел",
    "Мебел София",
    "Sofia Vino",
    "Софиянци Мебел",
    "Соф Фия Мебел",
    "Мебелград",
    "Мафия Мебел",
    "Вино",
]
TEXTS = [
    "софия мебел",
    "мебел софия",
    "sofia vino",
    "софия",
    "софиянци мебел",
    "софия мебел вино",
    "софия 201556742",
    "!",
]


@pytest.fixture
def rows(monkeypatch):
    cache.clear()
    monkeypatch.setattr(gathering, "COMMON", 2)
    for name in NAMES:
        f.counterparty(name=name)
    f.counterparty(name="София", uic="201556742")
    refresh_words(whole=True)
    yield Counterparty.objects.live()
    cache.clear()


@pytest.mark.parametrize("as_good", [1, 100])
@pytest.mark.parametrize("text", TEXTS)
def test_the_same_is_found_by_few_letters_as_by_all(rows, text, as_good, monkeypatch):
    monkeypatch.setattr(gathering, "AS_GOOD", as_good)
    found = set(searched(rows, text))
    cache.clear()
    monkeypatch.setattr(gathering, "COMMON", 1_000_000)
    assert found == set(searched(rows, text))


def test_letters_that_others_have_too_do_not_stand_for_a_word(rows, monkeypatch):
    assert few_letters(["vino", "sofia"]) == {"sofia": "ofi"}, "of the other letters “Мафия” has some"
    assert few_letters(["vino", "mebel"]) == {"mebel": "meb"}
    f.counterparty(name="Софра Офис")
    refresh_words(whole=True)
    cache.clear()
    assert few_letters(["vino", "sofia"]) == {}
    monkeypatch.setattr(gathering, "AS_GOOD", 100)
    cache.clear()
    assert few_letters(["vino", "sofia"]) != {}


@pytest.mark.parametrize(
    "sought", [[], ["sofia"], ["sofia", "qzxwv"], ["mebel", " ad"], ["sofia", "201556742"], ["mebel", "sofia", "vino"]]
)
def test_the_rarest_word_is_asked_for_with_all_its_letters(rows, sought):
    few = few_letters(sought)
    assert len(few) < max(1, len(sought))
    assert all(letters in word and len(letters) == 3 for word, letters in few.items())
    assert not {"qzxwv", "201556742", " ad"} & {*few}
