"""Datasets: the same seed the same records, all derived columns and sequences right, nothing lost of the tables."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from bench.dataset.chunks import chunk
from bench.dataset.configuration import choices
from bench.dataset.features import DEFINED, RARE_DAYS, activity_codes, amount
from bench.dataset.making import made, make_dataset
from bench.dataset.records import Plan
from counterparties.accounts import clean_iban
from counterparties.coding import next_codes
from counterparties.completing import completed
from counterparties.folding import letter, name_sort
from counterparties.models import Address, BankAccount, ContactPerson, Counterparty, CounterpartyType, HoldingMember
from counterparties.searching import refresh_search
from history.models import Change
from reference.arranging import append
from reference.defaults import load_defaults
from reference.features.attributes import attribute_of
from reference.features.indexing import sync_indexes
from reference.kinds import Kind
from reference.models import Feature, NomenclatureItem
from reference.tree import Items

NUMBER = 1_200
RULED = ("person_kind", "name", "first_name", "middle_name", "last_name", "name_latin", "foreign", "uic")
RULED += ("vat_registered", "vat_number", "lei", "phone")


@pytest.fixture
def dataset(db):
    load_defaults()
    return make_dataset(counterparties=NUMBER, seed=7, processes=1)


def catalogue():
    with connection.cursor() as cursor:
        cursor.execute("select indexname, indexdef from pg_indexes where tablename like 'counterparties_%' order by 1")
        indexes = cursor.fetchall()
        cursor.execute("select conname, pg_get_constraintdef(oid) from pg_constraint order by 1, 2")
        constraints = cursor.fetchall()
        cursor.execute("select tgname, tgenabled from pg_trigger where not tgisinternal order by 1")
        return indexes, constraints, cursor.fetchall()


def test_all_is_there(dataset):
    assert Counterparty.objects.count() == NUMBER
    assert {kind for kinds in Counterparty.objects.values_list("kinds", flat=True) for kind in kinds} == set(Kind)
    customers = Counterparty.objects.filter(kinds__contains=["customer"]).count()
    assert 0.75 < customers / NUMBER < 0.9
    for model in (ContactPerson, Address, BankAccount):
        assert 0.8 < model.objects.count() / NUMBER < 1.2
    assert CounterpartyType.objects.values("counterparty").distinct().count() == NUMBER
    assert 10 < HoldingMember.objects.count() < NUMBER
    assert set(Counterparty.objects.values_list("country", flat=True)) == {"BG", "DE", "GB", "GR"}
    assert Counterparty.objects.exclude(archived_at=None).exists()


def test_tables_have_all_that_they_had_and_history_is_bypassed(db):
    load_defaults()
    before = catalogue()
    choices()
    sync_indexes()
    indexed = catalogue()
    make_dataset(counterparties=50, processes=1)
    assert catalogue() == indexed
    assert indexed[1:] == before[1:]
    new = [definition for name, definition in indexed[0] if name not in dict(before[0])]
    assert len(new) == Feature.objects.filter(indexed=True).count() == 4
    assert all("(features ->> '" in definition for definition in new)
    assert not Change.objects.filter(table__startswith="counterparties_").exists()


def test_records_obey_the_rules_of_the_product(dataset):
    for row in Counterparty.objects.all()[:400]:
        values = {
            name: getattr(row, name)
            for name in (
                "person_kind",
                "name",
                "first_name",
                "middle_name",
                "last_name",
                "name_latin",
                "foreign",
                "uic",
            )
        }
        values |= {name: getattr(row, name) for name in ("vat_registered", "vat_number", "lei", "phone")}
        found = completed(values | {"country": row.country.code})
        assert {name: found[name] for name in values} == values
        assert (row.name_sort, row.letter) == (name_sort(row.name), letter(row.name_sort))
    assert all(clean_iban(iban) == iban for iban in BankAccount.objects.values_list("iban", flat=True)[:200])


def test_search_is_what_the_product_would_have_written(dataset):
    before = dict(Counterparty.objects.values_list("pk", "search"))
    refresh_search(list(before))
    after = dict(Counterparty.objects.values_list("pk", "search"))
    assert {pk: set(text.split()) for pk, text in after.items()} == {
        pk: set(text.split()) for pk, text in before.items()
    }


def test_features_are_stored_as_the_product_stores_them(dataset):
    features = list(Feature.objects.all())
    attributes = [attribute_of(f, Items([x.nomenclature_id for x in features if x.nomenclature_id])) for f in features]
    for row in Counterparty.objects.all()[:200]:
        again = {}
        for attribute in attributes:
            attribute.put(again, attribute.clean(attribute.format(attribute.value(row))))
        assert again == row.features


def test_nearly_all_features_are_known_and_shares_are_as_promised(dataset):
    keys = {feature.code: str(feature.pk) for feature in Feature.objects.all()}
    assert set(keys) == set(DEFINED)
    rows = list(Counterparty.objects.values_list("features", flat=True))
    assert 9.5 < sum(map(len, rows)) / NUMBER < 9.9
    often, leaf = NomenclatureItem.objects.filter(code__in=activity_codes()[:2]).order_by("code")
    activities = [row[keys["activity"]][0] for row in rows if keys["activity"] in row]
    assert 0.07 < activities.count(often.pk) / NUMBER < 0.13
    assert 0.03 < activities.count(leaf.pk) / NUMBER < 0.07
    assert often.parent.parent.parent is None
    assert [row.get(keys["payment-days"]) for row in rows].count(RARE_DAYS) == 1
    below = [1 for row in rows if float(row.get(keys["annual-revenue"], "inf")) <= amount(0.25)]
    assert 0.2 < len(below) / NUMBER < 0.3


def test_a_feature_of_another_sort_in_the_way_is_told(db):
    load_defaults()
    append(record=Feature(code="remark", name_en="Remark", data_type="number"))
    with pytest.raises(ValidationError, match="remark"):
        make_dataset(counterparties=10)


def test_same_seed_same_records(dataset):
    def texts(seed):
        return chunk(Plan(counterparties=NUMBER, seed=seed, offset=0, **choices()), 0)

    again = texts(7)
    assert again == texts(7) != texts(8)
    lines = again["counterparties_counterparty"].splitlines()
    names = Counterparty.objects.order_by("pk").values_list("code", "name")
    assert all(code in line and name in line for (code, name), line in zip(names, lines, strict=True))


def test_sequences_go_on_behind_it(dataset):
    new = Counterparty.objects.create(name="Нова", code=next_codes(1)[0], name_sort="нова", letter="Н")
    assert new.pk > NUMBER
    assert int(new.code) > 100_000 + NUMBER


def test_the_same_again_does_nothing_and_another_is_refused(dataset):
    assert made() == make_dataset(counterparties=NUMBER, seed=7)
    with pytest.raises(ValidationError, match="--add"):
        make_dataset(counterparties=NUMBER, seed=8)
    Counterparty.objects.filter(pk=1).update(name="x")
    make_dataset(counterparties=100, seed=8, add=True, processes=1)
    assert Counterparty.objects.count() == NUMBER + 100
    assert made() is None


def test_refuses_a_database_with_other_counterparties(db):
    load_defaults()
    Counterparty.objects.create(name="Моя", code="1", name_sort="моя", letter="М")
    with pytest.raises(CommandError, match="--add"):
        call_command("make_dataset", counterparties=10)
    assert Counterparty.objects.count() == 1


def test_without_kinds_it_says_what_to_do(db):
    with pytest.raises(ValidationError, match="make setup"):
        make_dataset(counterparties=10)
