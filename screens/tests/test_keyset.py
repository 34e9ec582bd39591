"""Paging by key: every row once, whatever the order, ties and rows that come meanwhile included."""

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import QueryDict

from access.models import User
from counterparties.models import Counterparty
from screens.keyset import END, SALT, Keyset
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    for name in ["Бета", "Алфа", "Алфа", "Алфа", "Гама", "alpha", "Alpha"]:
        factories.counterparty(name=name)
    return Counterparty.objects.all()


def walk(keyset, rows, size=2):
    page = keyset.page(rows, size)
    seen = list(page.rows)
    while page.next:
        page = keyset.page(rows, size, after=page.next)
        seen += page.rows
    return seen, page


@pytest.mark.parametrize("descending", [False, True])
def test_every_row_is_seen_once_in_order_although_names_are_equal(rows, descending):
    seen, _last = walk(Keyset(F("name_sort"), descending), rows)
    expected = sorted(rows, key=lambda row: (row.name_sort, row.pk), reverse=descending)
    assert seen == expected


@pytest.mark.parametrize("descending", [False, True])
def test_the_way_back_shows_the_same_pages(rows, descending):
    keyset = Keyset(F("name_sort"), descending)
    seen, page = walk(keyset, rows)
    back = list(page.rows)
    while page.previous:
        page = keyset.page(rows, 2, before=page.previous)
        back = page.rows + back
    assert back == seen


def test_a_row_that_comes_before_the_page_moves_nothing(rows):
    keyset = Keyset(F("name_sort"))
    first = keyset.page(rows, 3)
    factories.counterparty(name="AAA")
    assert keyset.page(rows, 3, after=first.next).rows == list(rows.order_by("name_sort", "pk")[4:7])


def test_a_cursor_is_signed_and_belongs_to_its_order(rows):
    cursor = Keyset(F("name_sort"), name="name").page(rows, 2).next
    for wrong in ("", "x", cursor + "x"):
        if wrong:
            with pytest.raises(ValidationError):
                Keyset(F("name_sort"), name="name").page(rows, 2, after=wrong)
    with pytest.raises(ValidationError):
        Keyset(F("code"), name="code").page(rows, 2, after=cursor)


@pytest.mark.parametrize("descending", [False, True])
def test_the_last_page_is_read_from_the_other_end(rows, descending):
    keyset = Keyset(F("name_sort"), descending)
    seen, _page = walk(keyset, rows)
    last = keyset.page(rows, 3, before=END)
    assert last.rows == seen[-3:] and last.previous and not last.next
    assert keyset.page(rows, 3, before=last.previous).rows == seen[-6:-3]
    assert keyset.page(rows, 10, before=END) == keyset.page(rows, 10), "all rows fit"
    with pytest.raises(ValidationError):
        keyset.page(rows, 3, after=END)


@pytest.mark.parametrize("descending", [False, True])
def test_each_row_knows_its_neighbours_and_so_does_one_that_has_left(rows, descending):
    keyset = Keyset(F("name_sort"), descending)
    seen, _page = walk(keyset, rows)
    for before, row, after in zip([None, *seen], seen, [*seen[1:], None], strict=False):
        assert keyset.beside(rows, row.pk) == (before, after)
        assert keyset.beside(rows.exclude(pk=row.pk), row.pk) == (before, after)
    assert keyset.beside(rows, 0) == (None, None), "nobody is there"


def test_the_page_of_a_row_has_it_in_its_middle_or_is_the_first(rows):
    keyset = Keyset(F("name_sort"))
    seen, _page = walk(keyset, rows)
    for place, row in enumerate(seen):
        page = keyset.page(rows, 4, after=keyset.begin_of(rows, row.pk, 4, among=rows))
        assert row in page.rows
        assert page.rows == (seen[:4] if place < 4 else seen[place - 1 : place + 3])


@pytest.mark.parametrize("search", ["", "&q=алфа"])
def test_a_page_whose_rows_have_left_shows_what_is_nearest_to_it(client, search):
    client.force_login(factories.superuser())
    made = [factories.counterparty(name=f"Алфа {number:02}") for number in range(45)]
    url = f"/counterparties/?size=20{search}"
    second = client.get(url).context["table"].next
    third = client.get(f"/counterparties/{second}").context["table"]
    last = client.get(f"/counterparties/{third.next}").context["table"]
    Counterparty.objects.filter(pk__in=[row.pk for row in made[40:]]).update(archived_at=made[0].created_at)
    response = client.get(f"/counterparties/{third.next}")
    assert response.context["table"].records == made[20:40] and response.context["query"].count == (40, False)
    Counterparty.objects.filter(pk__in=[row.pk for row in made[:40]]).update(archived_at=made[0].created_at)
    Counterparty.objects.filter(pk__in=[row.pk for row in made[40:]]).update(archived_at=None)
    assert client.get(f"/counterparties/{last.previous}").context["table"].records == made[40:]
    Counterparty.objects.update(archived_at=made[0].created_at)
    assert client.get(f"/counterparties/{third.next}").context["table"].records == []


def test_a_cursor_says_no_more_of_a_personal_number_than_the_cell(client):
    """Whoever has the address can read what is signed in it."""
    client.force_login(factories.superuser())
    natural = {"person_kind": "natural", "first_name": "Ана", "last_name": "Петрова", "country": "BG"}
    for number in ("7524169268", "7523169263", "8032056031"):
        factories.counterparty(uic=number, **natural)
    for number in range(30):
        factories.counterparty(name=f"Фирма {number:02}")
    page = client.get("/counterparties/?sort=-uic&size=20").context["table"]
    shown = [row.uic[-4:] for row in page.records[:3]]
    assert shown == ["9268", "9263", "6031"], "they stand by what one sees of them"
    keyset = ListQuery(screens["counterparties"], User.objects.get(), QueryDict("sort=-uic")).keyset
    rows = Counterparty.objects.filter(person_kind="natural")
    name, key, _pk = signing.loads(keyset.page(rows, 1).next, salt=SALT)
    assert (name, key) == ("-uic", "••••••9268")
