"""Paging by key: every row once, whatever the order, ties and rows that come meanwhile included."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from counterparties.models import Counterparty
from screens.keyset import Keyset
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
