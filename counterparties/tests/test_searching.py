"""The search column is that of the whole file, whatever was written through which verb."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from counterparties.coding import next_codes
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from counterparties.searching import refresh_search, search_of, searched
from history.models import Change
from reference.remembering import remembering
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


def test_a_personal_number_is_found_by_the_whole_of_it_alone() -> None:
    """It is shown masked: found by parts, it could be guessed digit by digit."""
    owner = f.counterparty(last_name="Петров", person_kind="natural", uic="0041010002", phone="0888 123 456")
    abroad = f.counterparty(person_kind="natural", country="GB", foreign=True, uic="QQ 12-34567")
    for query, found in {
        "0041010002": owner, "ЕГН 0041010002": owner, "петров 0041010002": owner, "004101 0002": owner,
        "qq 12-34567": abroad,
    }.items():  # fmt: skip
        assert searched(Counterparty.objects.all(), query).get() == found, query
    for query in ["004101", "41010002", "10002", "0041010002 георгиев", "12-34567", "34567", "qq"]:
        assert not searched(Counterparty.objects.all(), query).exists(), query


def test_who_becomes_a_legal_person_is_found_by_parts_of_his_number() -> None:
    owner = f.counterparty(person_kind="natural", uic="8001010008")
    values = {"person_kind": "legal", "uic": "201556742"}
    save_counterparty(user=f.user(superuser=True), record=owner, values=values, types=None)
    assert Counterparty.objects.found_by("2015567").get() == owner


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
    with django_assert_num_queries(7):
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


def test_texts_of_features_are_found_and_nothing_else_of_features() -> None:
    note = f.feature(data_type="long_text", code="note")
    f.feature(data_type="text", code="slogan"), f.feature(data_type="date", code="founded")
    owner, other = f.counterparty(), f.counterparty()
    save = {"user": f.superuser(), "values": {}}
    features = {"f.slogan": "Най-доброто сирене", "f.note": "Дълъг разказ", "f.founded": date(1879, 4, 3)}
    owner = save_counterparty(record=owner, features=features, **save)
    for query in ["сирене", "sirene", "дълъг разказ", "най-доброто"]:
        assert searched(Counterparty.objects.all(), query).get() == owner, query
    assert not searched(Counterparty.objects.all(), "1879").exists()
    wanted = Counterparty.objects.get(pk=owner.pk).search
    refresh_search([owner.pk, other.pk])
    assert Counterparty.objects.get(pk=owner.pk).search == wanted
    owner = save_counterparty(record=owner, features={"f.slogan": "", "f.note": "я" * 1_999 + " краят"}, **save)
    assert not searched(Counterparty.objects.all(), "сирене").exists()
    assert not searched(Counterparty.objects.all(), "краят").exists(), "a long text is found by its beginning"
    new = save_counterparty(record=None, features={"f.slogan": "Кашкавал"}, **save | {"values": {"name": "Нова"}})
    assert searched(Counterparty.objects.all(), "kashkaval").get() == new
    note.delete()
    refresh_search([owner.pk])


def test_the_search_column_of_many_rows_asks_for_the_configuration_once(django_assert_num_queries: Any) -> None:
    note = f.feature(data_type="text")
    with remembering(), django_assert_num_queries(1):
        found = [search_of({"name": "A", "features": {str(note.pk): f"word{number}"}}) for number in range(10)]
    assert " word7" in found[7]
