"""What a text was meant to be, asked for in one statement; what numbers and several words find."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counterparties import finding
from counterparties.folding import fold
from counterparties.models import Counterparty
from screens.finding.meanings import first_that_finds
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    f.counterparty(name="Алфа")
    f.counterparty(name="Бета Алфа")
    return Counterparty.objects.live()


@pytest.mark.parametrize(
    "texts, found",
    [
        (["алфа", "бета"], "алфа"),
        (["гама", "бета", "алфа"], "бета"),
        (["гама", "алфа бета"], "алфа бета"),
        (["!", "бета"], "бета"),
        (["гама", "делта"], ""),
        (["!"], ""),
        ([], ""),
    ],
)
def test_the_first_text_that_finds_anything_is_seen_in_one_statement(rows, texts, found):
    with CaptureQueriesContext(connection) as captured:
        assert first_that_finds({text: rows.found_by(text) for text in texts}) == found
    assert len(captured) <= 1


@pytest.mark.parametrize("address", ["/counterparties/?q={}", "/search/?q={}"])
@pytest.mark.parametrize("text", ["qzxwv", "qzxwv plomk"])
def test_a_text_that_finds_nothing_is_looked_for_once_and_its_other_readings_once(client, rows, address, text):
    client.force_login(f.superuser())
    client.get(address.format("xqzw"))
    with CaptureQueriesContext(connection) as captured:
        client.get(address.format(text))
    asked = [each["sql"] for each in captured if '"search" LIKE' in each["sql"]]
    assert len(asked) == 2
    assert asked[1].count('"search" LIKE') == 4 * len(text.split()), "the four layouts"
    counted = [each["sql"] for each in captured if "sum(records)" in each["sql"]]
    assert len(counted) <= 1, "the words of the text as it stands, and of no other reading"


@pytest.mark.parametrize("address", ["/counterparties/?q={}", "/search/?q={}"])
@pytest.mark.parametrize("typed, meant", [("fkaf", "алфа"), (",tnf", "бета"), ("albtg", "")])
def test_the_reading_that_finds_anything_is_shown(client, rows, address, typed, meant):
    client.force_login(f.superuser())
    answer = client.get(address.format(typed)).content.decode()
    assert ("Алфа" in answer) == bool(meant)
    assert not meant or meant in answer


@pytest.fixture
def names():
    f.counterparty(name="Яна Милева")
    f.counterparty(name="Янтра Стил АД")
    f.counterparty(name="Hochtief AG", lei="5299007BHNVYQNA55K65")
    f.counterparty(name="Panchshila Service Station")
    f.counterparty(name="Мария Райчева Енева")
    return Counterparty.objects.live()


@pytest.mark.parametrize("address", ["/counterparties/?q={}", "/search/?q={}"])
@pytest.mark.parametrize(
    "typed, found",
    [
        ("qna", "Яна Милева"),  # as it stands only within a number
        ("qntra", "Янтра Стил"),  # in another layout within a name
        ("ochtief", "Hochtief"),  # within a name alone, in any reading
        ("5299007bh", "Hochtief"),
        ("qna55", "Hochtief"),
        ("m r e", "Мария"),
        ("м.р.", "Мария"),
        ("m,r;e,", ""),  # пример, whom nobody is called
    ],
)
def test_a_reading_that_begins_words_is_meant_before_one_that_stands_within_them(client, names, address, typed, found):
    client.force_login(f.superuser())
    page = client.get(address.split("?")[0], {"q": typed}).content.decode()
    shown = {name for name in names.values_list("name", flat=True) if name in page}
    assert all(name.startswith(found) for name in shown) and bool(shown) == bool(found), shown


@pytest.mark.parametrize("address", ["/counterparties/?q={}", "/search/?q={}"])
def test_words_that_begin_words_of_a_hit_are_gathered_once(client, names, address):
    """Their other readings are not looked for, be it that no name begins with the text."""
    client.force_login(f.superuser())
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address.format("стил янтра")).content.decode()
    assert "Янтра Стил" in page
    gathered = [each["sql"] for each in captured if '"search" LIKE' in each["sql"] and "left(" not in each["sql"]]
    assert len(gathered) == 1


@pytest.mark.parametrize(
    "text", ["стил янтра", "ил янтра", "янтра енева", "pan serv", "55k65", "!", "", "a_b", "янт%"]
)
def test_words_begun_by_a_few_are_those_begun_by_all_of_them(names, text):
    among = list(names.values_list("pk", flat=True))
    begun = set(names.begun_by(text))
    assert set(names.begun_by(text, among=among)) == begun
    assert set(names.begun_by(text, among=among[:2])) == {row for row in begun if row.pk in among[:2]}
    assert not names.begun_by(text, among=[]).exists()


@pytest.mark.parametrize("first", ["Алфа", "Zeta"])
def test_all_pages_of_a_search_are_of_one_reading(client, first):
    f.counterparty(name="Hochtief AG", lei="5299007BHNVYQNA55K65")
    for number in range(30):
        f.counterparty(name=f"{first} Яна {number:02}")
    client.force_login(f.superuser())
    page = client.get("/counterparties/?q=qna&size=20")
    assert (page.context["query"].sought, page.context["query"].count) == ("яна", (30, False))
    behind = client.get(f"/counterparties/{page.context['table'].next}")
    assert (behind.context["query"].sought, len(behind.context["table"].records)) == ("яна", 10)
    back = client.get(f"/counterparties/{behind.context['table'].previous}")
    assert (back.context["query"].sought, len(back.context["table"].records)) == ("яна", 20)


@pytest.mark.parametrize("text", ["!", "„“ -"])
def test_a_text_without_words_begins_nobody(rows, text):
    assert not rows.begun_by(text).exists()
    assert rows.begun_by("").count() == 2


@pytest.mark.parametrize(
    "number", ["2015567", "20155674", "201556742", "2015567421", "BG201556742", "BG80BNBG96611020345678"]
)
def test_a_number_is_found_as_it_stands_and_not_in_pieces(number):
    whole, pieces = fold(number), [fold(number)[at : at + 3] for at in range(len(number) - 2)]
    wanted = {f.counterparty(name=f"Алфа {before}{whole}{behind}") for before in ("", "9") for behind in ("", "9")}
    f.counterparty(name=f"Бета {' '.join(pieces)}")
    f.counterparty(name=f"Гама {'x'.join(pieces)}")
    f.counterparty(name=f"Делта {whole[:-1]} {whole[1:]}")
    assert set(Counterparty.objects.found_by(number)) == wanted
    assert set(Counterparty.objects.found_by(f"алфа {number}")) == wanted


def test_the_people_of_a_text_have_all_of_its_words_each(client, monkeypatch):
    monkeypatch.setattr(finding, "TOGETHER", 2)
    owner = f.counterparty(name="Алфа")
    for first, last in [
        ("Ана", "Арова"),
        ("Боян", "Бонев"),
        ("Вяра", "Вълева"),
        ("Зорница", "Бонева"),
        ("Ян", "Янев"),
    ]:
        f.contact_person(owner, first_name=first, last_name=last)
    client.force_login(f.superuser())
    shown = {
        text: client.get("/search/", {"q": text}).content.decode() for text in ("зорница бонева", "боян янев", "янев")
    }
    assert "Зорница Бонева" in shown["зорница бонева"]
    assert "Боян Бонев" not in shown["боян янев"] and "Ян Янев" not in shown["боян янев"]
    assert "Боян Бонев" not in shown["янев"] and "Ян Янев" in shown["янев"]
