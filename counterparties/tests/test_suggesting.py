"""What is offered where a search finds nothing: words that exist, and only those that find something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterparties.likeness import distance, edited, likes, unknown
from counterparties.models import Counterparty, Word
from counterparties.saving import save_counterparty
from counterparties.suggesting import suggestions
from counterparties.word_list import refresh_words
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    for name in ("„Щастливеца“ ООД", "Shtastlivi hora Ltd", "Пловдив Мебел ЕООД", "Жълтуга АД", "Εθνική Τράπεζα"):
        f.counterparty(name=name)
    f.address(f.counterparty(name="Бета"), settlement="Велико Търново", street="ул. Витоша")
    refresh_words()


def offered(text: str) -> list[str]:
    return [each.text for each in suggestions(Counterparty.objects.live(), text)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("щастлвеца", "Щастливеца"),  # one missing
        ("щаастливеца", "Щастливеца"),  # one too many
        ("щатсливеца", "Щастливеца"),  # two changed places
        ("щастлибеца", "Щастливеца"),  # one other
        ("щаслвеца", "Щастливеца"),  # two missing
        ("shtastliveca", "Щастливеца"),  # ц written as c
        ("пловидв", "Пловдив"),
        ("plovdif", "Пловдив"),
        ("мебле", "Мебел"),
        ("жалтуга", ""),  # ъ is a: it finds as it is
        ("жултуга", "Жълтуга"),
        ("жълтга еоод", "Жълтуга еоод"),
        ("пловдви мебле", "Пловдив Мебел"),
        ("turnovo", "Търново"),  # of an address
        ("ethnkii", "Εθνική"),
        ("trapesa", "Τράπεζα"),
        ("abcdefgh", ""),
        ("щас", ""),
        ("123456789", ""),
        ("", ""),
        ("%_'\\", ""),
    ],
)
def test_small_errors(town, typed, meant):
    found = offered(typed)
    assert meant in found if meant else not found or Counterparty.objects.found_by(typed).exists(), found


def test_words_of_people_are_offered(town):
    lines = [{"email": "boris@example.com"}, {"email": "info@example.com"}]
    f.contact_person(f.counterparty(name="Гама"), first_name="Борис", further_emails=lines)
    f.contact_person(f.counterparty(name="Делта"), first_name="Димитър", last_name="Димитрова")
    refresh_words()
    assert "Борис" in offered("бориис") and "Димитрова" in offered("димитрва")


def test_a_suggestion_says_what_it_finds(town):
    f.counterparty(name="Щастливеца Две")
    (said,) = suggestions(Counterparty.objects.live(), "щастлвеца")
    assert (said.text, said.number) == ("Щастливеца", 2)


def test_the_rest_of_a_word_with_a_hyphen_stays(town):
    f.contact_person(f.counterparty(name="Гама"), first_name="Яна", last_name="Иванова-Цветкова")
    refresh_words()
    (said,) = suggestions(Counterparty.objects.live(), "Иванова-Цветкоба")
    assert (said.text, said.number) == ("Иванова-Цветкова", 1)


def test_what_nobody_has_any_longer_is_not_offered(town):
    Counterparty.objects.filter(name__startswith="Жълтуга").update(search=" other", name="Other")
    assert Word.objects.filter(word="zhaltuga").exists()
    assert offered("жълтга") == []


def test_what_one_may_not_see_is_not_offered(town):
    assert suggestions(Counterparty.objects.none(), "щастлвеца") == []
    assert suggestions(Counterparty.objects.filter(name__contains="Бета"), "щастлвеца") == []


def test_the_list_of_words_follows_what_is_written(town):
    user = f.superuser()
    assert unknown(["karamfil"]) == ["karamfil"]
    owner = save_counterparty(user=user, record=None, values={"name": "Карамфил ООД"})
    refresh_words()
    assert unknown(["karamfil", "aramfi"]) == []
    save_counterparty(user=user, record=owner, values={"name": "Невен ООД"})
    refresh_words()
    assert unknown(["neven"]) == []
    refresh_words(whole=True)
    assert unknown(["karamfil", "neven"]) == ["karamfil"]
    assert not Word.objects.filter(word__regex="[^a-z]").exists()


def test_frequent_words_come_first(town):
    for number in range(3):
        f.counterparty(name=f"Мебелс {number}")
    refresh_words(whole=True)
    assert [like.word for like in likes("mebelz")] == ["mebels", "mebel"]


@pytest.mark.parametrize(
    ("word", "other", "steps"),
    [
        ("abcd", "abcd", 0),
        ("abcd", "acbd", 1),
        ("abcd", "abd", 1),
        ("abcd", "abced", 1),
        ("abcd", "abxd", 1),
        ("abcd", "badc", 2),
        ("abcd", "wxyz", 4),
        ("shtast", "shtastlivetsa", 1),
        ("shtsat", "shtastlivetsa", 2),
    ],
)
def test_the_distance_of_two_words(word, other, steps):
    assert distance(word, other) == steps


@given(st.text("abc", min_size=1, max_size=5))
def test_what_is_edited_is_one_step_away(word):
    assert {distance(word, other) for other in edited(word)} <= {1}


@given(st.text())
def test_any_text_is_answered(text):
    found = suggestions(Counterparty.objects.all(), text)
    assert all(each.text and each.number != 0 for each in found)
