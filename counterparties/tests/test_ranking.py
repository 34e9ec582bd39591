"""The order of hits: exact numbers, names that begin so, the rest; the same whether they are few or very many."""

import random

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from counterparties import ranking as module
from counterparties.models import Counterparty
from counterparties.ranking import ranking
from counterparties.walking import Walk, met_in_table
from screens import hits
from screens.keyset import END
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories as f

pytestmark = pytest.mark.django_db
NAMES = ["Алфа", "Alfa Trade", "Алфабет", "Вила Алфа", "Bau alfa", "Γάμμα alfa", "Zeta alfa", "Эра алфа", "Ъгъл алфа"]


@pytest.fixture
def many():
    """Hits that begin so and others, in three scripts, names that are equal, and rows that are no hits."""
    names = NAMES * 4 + ["Бета", "Гама", "Омега"] * 6
    random.Random(1).shuffle(names)
    for name in names:
        f.counterparty(name=name)
    f.counterparty(name="Яна", code="ALFA")
    f.counterparty(name="Бета с код alfa", code="alfa")


@pytest.fixture(params=["few", "very many", "very many, rarely met"])
def size(request, monkeypatch):
    """Whether the hits are sorted, met along the index, or sorted because they were not met."""
    if request.param != "few":
        monkeypatch.setattr(module, "EXACT", 5)
        monkeypatch.setattr(module, "FIRST", module.FIRST.replace(str(hits.EXACT), "5"))
        monkeypatch.setattr(module, "WALK", 1_000 if request.param == "very many" else 3)
    return request.param


def pages(text, rows, size=7):
    """All pages forwards, and those one sees on the way back."""
    order, forwards = ranking(text), []
    page = order.page(rows, size)
    while True:
        forwards.append(page)
        if not page.next:
            break
        page = order.page(rows, size, after=page.next)
    backwards = [page]
    while page.previous:
        page = order.page(rows, size, before=page.previous)
        backwards.append(page)
    return forwards, backwards


def test_every_hit_has_one_place_forwards_and_backwards(many, size):
    rows = Counterparty.objects.live().found_by("алфа")
    forwards, backwards = pages("алфа", rows)
    seen = [row for page in forwards for row in page.rows]
    assert sorted(row.pk for row in seen) == sorted(rows.values_list("pk", flat=True))
    assert seen == list(ranking("алфа").ordered(rows))
    assert [page.rows for page in reversed(backwards)] == [page.rows for page in forwards]
    assert {page.count for page in forwards} == {(5, True) if size != "few" else (len(seen), False)}


def test_the_last_page_and_the_neighbours_of_a_row(many, size):
    rows = Counterparty.objects.live().found_by("алфа")
    order = ranking("алфа")
    seen = list(order.ordered(rows))
    last = order.page(rows, 7, before=END)
    assert last.rows == seen[-7:] and not last.next and last.previous
    assert order.beside(rows, seen[0].pk) == (None, seen[1])
    assert order.beside(rows, seen[20].pk) == (seen[19], seen[21])
    assert order.beside(rows, seen[-1].pk) == (seen[-2], None)
    assert order.page(rows, 7, after=order.begin_of(rows, seen[20].pk, 7, among=rows)).rows == seen[17:24]


def test_numbers_stand_before_names_and_names_that_begin_so_before_the_rest(many, size):
    rows = Counterparty.objects.found_by("alfa")
    names = [row.name for page in pages("alfa", rows)[0] for row in page.rows]
    assert names[0] == "Бета с код alfa"
    begin = [name for name in names[1:] if name.lower().startswith(("алфа", "alfa"))]
    assert names[1 : 1 + len(begin)] == begin, "names that begin so, in whatever script"
    rest = names[1 + len(begin) :]
    assert "Вила Алфа" in rest and "Яна" in rest
    assert len(rest) == len(set(NAMES) - {"Алфа", "Alfa Trade", "Алфабет"}) * 4 + 1


@pytest.mark.parametrize(
    "typed",
    ["201556742", "201 556 742", "BG201556742", "BG 201556742", "ЕИК 201556742", "0888 123 456", "+359 888 123-456"],
)
def test_the_number_comes_first_however_it_is_typed(typed):
    f.counterparty(name="201556742A, BG201556742A, 201556 742", phone="+3598881234561")
    wanted = f.counterparty(name="Яна", uic="201556742", vat_number="BG201556742", phone="+359888123456")
    rows = Counterparty.objects.found_by(typed)
    assert rows.count() >= 1
    assert ranking(typed).page(rows, 20).rows[0] == wanted


def test_the_ends_of_the_pages_hold_when_rows_come_and_go(many, size):
    rows = Counterparty.objects.live().found_by("алфа")
    order = ranking("алфа")
    first = order.page(rows, 10)
    f.counterparty(name="Алфа 0")
    gone = first.rows[-1]
    Counterparty.objects.filter(pk=gone.pk).update(search=" other")
    second = order.page(rows, 10, after=first.next)
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_an_empty_selection_has_an_empty_page():
    for rows in (Counterparty.objects.none(), Counterparty.objects.filter(pk__in=[])):
        page = ranking("alfa").page(rows, 10)
        assert (page.rows, page.count, page.next, page.previous) == ([], (0, False), "", "")
        assert ranking("alfa").best(rows, 10) == []


def test_a_walk_says_when_it_came_to_the_end(many):
    rows = Counterparty.objects.found_by("алфа")
    found, ended = Walk(begins="", behind=None, falling=False, length=1_000).hits(rows, 500)
    assert ended and len(found) == rows.count()
    assert Walk(begins=" alfa", behind=None, falling=False, length=2).hits(rows, 500)[1] is False
    found, _ended = Walk(begins=" alfa", behind=None, falling=True, length=100).hits(rows, 500)
    assert [name[:5] for name, _pk in found] == [" alfa"] * 12


@pytest.mark.parametrize("near", [3, 1_000])
@pytest.mark.parametrize("walk", [3, 1_000])
def test_where_some_hits_do_the_best_of_very_many_are_the_number_then_those_that_begin_so(
    many, near, walk, monkeypatch
):
    for name, value in {"SOME": 10, "COMMON": 0, "NEAR": near, "SHORT_WALK": walk}.items():
        monkeypatch.setattr(module, name, value)
    rows = Counterparty.objects.live().found_by("alfa")
    order = ranking("alfa")
    some = {pk: key for key, pk in order.some(rows)}
    assert len(some) == 10 and {*some} <= {*rows.values_list("pk", flat=True)}
    wanted = list(order.ordered(rows))
    best = order.best(rows, 20, [(key, pk) for pk, key in some.items()])
    if walk == 1_000:
        assert best == wanted[:20], "those of the first page of the list"
        return
    begin = 1 + sum(row.name.lower().startswith(("алфа", "alfa")) for row in wanted)
    assert best[:begin] == wanted[:begin]
    assert best[begin:] == [row for row in wanted[begin:] if row.pk in some][: 20 - begin]


def test_rows_are_met_in_the_table_as_far_as_it_is_read(many):
    rows = Counterparty.objects.live().found_by("алфа")
    assert len(met_in_table(rows, 500, length=1_000)) == rows.count()
    first = met_in_table(rows, 5, length=1_000)
    assert len(first) == 5 and first == met_in_table(rows, 5, length=1_000)
    assert len(met_in_table(rows, 500, length=3)) <= 3


def listed(**params):
    asked = QueryDict(mutable=True)
    asked.update(params)
    return ListQuery(screens["counterparties"], f.superuser(), asked)


def test_a_chosen_order_wins_until_there_are_too_many(many, size):
    query = listed(q="алфа", sort="-name")
    if size == "few":
        assert not query.order_note and not query.errors
        keys = [row.name_sort for row in query.page().rows]
        assert keys == sorted(keys, reverse=True)
    else:
        assert "Name" in query.order_note
        assert query.page().rows == listed(q="алфа").page().rows
        assert query.refusal_to_sort(query.attributes["code"])


def test_an_address_keeps_the_order_that_was_chosen():
    assert listed(q="алфа").canonical.urlencode() == "q=%D0%B0%D0%BB%D1%84%D0%B0"
    assert listed(q="алфа", sort="name").canonical["sort"] == "name"
    assert "sort" not in listed(sort="name").canonical


@settings(max_examples=60)
@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_any_text_is_answered_and_none_finds_everything(text):
    if not Counterparty.objects.exists():
        f.counterparty(name="Алфа"), f.counterparty(name="Beta")
    query = listed(q=text)
    rows = query.page().rows
    assert not query.errors
    assert len(rows) < 2 or not text.strip() or query.count[0] == len(rows)
    if text.strip() and not any(sign.isalnum() for sign in text):
        assert rows == []
