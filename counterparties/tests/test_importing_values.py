"""The cells of an import: blank ones, choices, several values, features, items that are missing or stopped."""

import pytest
from django.utils import timezone

from counterparties.models import Counterparty
from counterparties.tests.importing import balance, reasons
from reference.kinds import Kind
from reference.models import NomenclatureItem
from tests import factories

pytestmark = pytest.mark.django_db
LEI_1, LEI_2 = "213800OK2JEGZ4GE7M14", "391200J2KPJZYV13G604"


@pytest.fixture(autouse=True)
def _defaults():
    factories.load_defaults()


def test_blank_cells_keep_clear_or_set_the_default(load):
    record = factories.counterparty(lei=LEI_1, alias="Kept", note="Cleared", website="https://old.example")
    run = load(
        ("lei", "alias", "note", "website"),
        (LEI_1, "", "", ""),
        note={"blank": "clear"},
        website={"blank": "default", "default": "new.example"},
    )
    record.refresh_from_db()
    assert balance(run) == {"read": 1, "updated": 1}
    assert (record.alias, record.note, record.website) == ("Kept", "", "https://new.example")


def test_a_code_is_never_cleared(load):
    record = factories.counterparty(lei=LEI_1, code="K-1")
    load(("lei", "code", "alias"), (LEI_1, "", "x"), code={"blank": "clear"})
    record.refresh_from_db()
    assert (record.code, record.alias) == ("K-1", "x")


def test_a_given_code_that_nobody_has_makes_a_new_record(load):
    load(("code", "name"), ("K-5", "New"))
    assert Counterparty.objects.get().code == "K-5"


@pytest.mark.parametrize("text", ["BG", "bg", "BGR", "Bulgaria", "България", "100"])
def test_countries_are_recognised(load, text):
    load(("name", "country"), ("A", text))
    assert Counterparty.objects.get().country.code == "BG"


def test_choices_are_known_by_their_label_in_either_language(load):
    run = load(("name", "person_kind"), ("A Petrov", "Natural person"))
    assert balance(run) == {"read": 1, "created": 1}
    assert Counterparty.objects.get().person_kind == "natural"


def test_a_country_abroad_sets_foreign(load):
    load(("name", "country", "uic"), ("Rotus GmbH", "DE", "HRB 77"))
    assert Counterparty.objects.get().foreign


def test_several_types_stand_in_one_cell(load):
    horeca = factories.type_(code="horeca", name_en="HoReCa")
    load(("name", "types"), ("A", "HoReCa; supplier"), types={"separator": ";"})
    record = Counterparty.objects.get()
    assert record.kinds == ["customer", "supplier"]
    assert set(record.types.all()) == {horeca, factories.kind_type(Kind.SUPPLIER)}


def test_types_are_replaced_and_the_kind_is_added(load):
    horeca = factories.type_(code="horeca")
    record = factories.counterparty(lei=LEI_1, types=[Kind.SUPPLIER, Kind.BANK])
    run = load(("lei", "types"), (LEI_1, "horeca, supplier"))
    record.refresh_from_db()
    assert record.kinds == ["customer", "supplier"]
    assert run.rows.get().changes["types"] == ["Supplier, Bank", f"Supplier, {horeca}"]
    load(("lei", "alias"), (LEI_1, "x"), kind="holding")
    record.refresh_from_db()
    assert record.kinds == ["customer", "supplier", "holding"]


def test_a_change_of_types_alone_counts_the_version(load):
    horeca = factories.type_(code="horeca")
    record = factories.counterparty(lei=LEI_1)
    table = ("lei", "types"), (LEI_1, "customer, horeca")
    assert balance(load(*table)) == {"read": 1, "updated": 1}
    record.refresh_from_db()
    assert horeca in record.types.all()
    assert record.version == 2
    assert balance(load(*table)) == {"read": 1, "same": 1}


def test_features_are_cleaned_compared_and_kept(load):
    factories.feature(code="limit", data_type="number", decimals=2)
    factories.feature(code="since", data_type="date")
    record = factories.counterparty(lei=LEI_1)
    run = load(("lei", "f.limit", "f.since"), (LEI_1, "1 250,50", "20.11.2026"))
    assert balance(run) == {"read": 1, "updated": 1}
    assert run.rows.get().changes["f.limit"] == ["", "1,250.50"]
    record.refresh_from_db()
    assert set(record.features.values()) == {"1250.5", "2026-11-20"}
    assert balance(load(("lei", "f.since"), (LEI_1, "2026-11-20"))) == {"read": 1, "same": 1}
    run = load(("lei", "f.limit"), (LEI_1, "a lot"))
    assert "f.limit: Enter a number" in reasons(run)[2]


def test_missing_items_are_added_only_if_asked_for(load):
    sectors = factories.nomenclature(code="sectors", items=["mining"])
    factories.feature(code="sectors", data_type="nomenclature", nomenclature=sectors, multiple=True)
    table = ("name", "f.sectors"), ("A", "mining;oil, gas"), ("B", "oil, gas;retail"), ("C", "")
    run = load(*table, **{"f.sectors": {"separator": ";"}})
    assert balance(run) == {"read": 3, "created": 1, "failed": 2}
    adding = {"f.sectors": {"separator": ";", "create": True}}
    assert balance(load(*table, write=False, **adding)) == {"read": 3, "created": 3}
    assert NomenclatureItem.objects.count() == 1
    load(*table, **adding)
    assert {item.name for item in NomenclatureItem.objects.all()} == {"mining", "oil, gas", "retail"}
    key = str(sectors.features.get().pk)
    assert {row.name: len(row.features.get(key, [])) for row in Counterparty.objects.all()} == {"A": 2, "B": 2, "C": 0}


def test_a_stopped_status_stays_but_is_not_newly_chosen(load):
    status = factories.status(code="resting")
    factories.counterparty(lei=LEI_1, status=status)
    factories.counterparty(lei=LEI_2)
    type(status).objects.filter(pk=status.pk).update(stopped_at=timezone.now())
    run = load(("lei", "status"), (LEI_1, "resting"), (LEI_2, "resting"))
    assert balance(run) == {"read": 2, "same": 1, "failed": 1}
    assert "stopped" in reasons(run)[3]
