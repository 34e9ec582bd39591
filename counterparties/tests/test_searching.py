"""The search column is that of the whole file, whatever was written through which verb."""

from typing import Any

import pytest
from django.utils import timezone

from counterparties.coding import next_codes
from counterparties.models import Counterparty
from counterparties.searching import refresh_search, search_of, searched
from history.models import Change
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_what_of_a_file_is_found() -> None:
    owner = f.counterparty(
        name="„Щастливеца“ ООД",
        name_latin="Lucky Ltd",
        alias="Късметът",
        code="КЛ-7",
        uic="201556742",
        vat_number="BG201556742",
        lei="213800KUD8LAJWSQ9D15",
        phone="0888 123 456",
        email="info@lucky.example",
        website="https://lucky.example/about",
    )
    f.contact_person(owner, first_name="Ангелина", phone="+44 20 7946 0000", email="angie@lucky.example")
    f.address(owner, settlement="Пловдив", street="ул. Отец Паисий", postal_code="4000", neighbourhood="Капана")
    account = f.bank_account(owner)
    f.counterparty()
    for query in [
        "щастливеца", "lucky", "kasmet", "КЛ-7", "201 556 742", "bg201556742", "213800kud8", "0888123456",
        "info@lucky", "angelina", "(020) 7946 0000", "пловдив", "paisiy", "4000 Пловдив", "капана", str(account),
        "ангелина пловдив",
    ]:  # fmt: skip
        assert searched(Counterparty.objects.live(), query).get() == owner, query
    assert not searched(Counterparty.objects.live(), "https").exists()


def test_archived_rows_of_tabs_are_not_found() -> None:
    owner = f.counterparty()
    f.contact_person(owner, first_name="Зорница", archived_at=timezone.now())
    refresh_search([owner.pk])
    assert not Counterparty.objects.found_by("Зорница").exists()


def test_refreshing_is_set_based_and_leaves_version_and_history_alone(django_assert_num_queries: Any) -> None:
    owners = [f.contact_person(first_name="Зорница").counterparty for _each in range(3)]
    wanted = dict(Counterparty.objects.values_list("pk", "search"))
    Counterparty.objects.update(search="")
    versions, changes = set(Counterparty.objects.values_list("version", flat=True)), Change.objects.count()
    with django_assert_num_queries(5):
        refresh_search([owner.pk for owner in owners])
    assert dict(Counterparty.objects.values_list("pk", "search")) == wanted
    assert set(Counterparty.objects.values_list("version", flat=True)) == versions
    assert Change.objects.count() == changes
    with django_assert_num_queries(0):
        refresh_search([])


def test_a_counterparty_without_tabs_is_searched_by_its_values() -> None:
    owner = f.counterparty(name="Алфа", website="https://alfa.example")
    assert owner.search == search_of({"name": "Алфа", "code": owner.code, "website": "https://alfa.example"})


def test_a_long_range_of_taken_codes_is_passed_quickly(django_assert_max_num_queries: Any) -> None:
    first = int(next_codes(1)[0]) + 1
    Counterparty.objects.bulk_create(
        [Counterparty(code=str(first + at), name="x", name_sort="x", letter="X", search="") for at in range(500)]
    )
    with django_assert_max_num_queries(12):
        (code,) = next_codes(1)
    assert int(code) >= first + 500
    many = next_codes(300)
    assert len(set(many)) == 300 and int(many[0]) > int(code)
