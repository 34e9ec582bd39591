"""Mandatory, default and unique: the same in the form's verb and in the import."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.models import User
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from counterparties.tests.importing import balance, reasons
from exchange import staging
from exchange.models import ImportRun
from reference.holding import let_writers_through
from reference.kinds import Kind
from reference.models import Feature, NomenclatureItem
from tests import factories as f

pytestmark = pytest.mark.django_db
REQUIRED = "Fill this in: it is required."


def save(record: Counterparty | None = None, user: User | None = None, **features: Any) -> Counterparty:
    """A customer saved with these features by code."""
    values = {} if record else {"name": "Алфа ООД"}
    return save_counterparty(
        user=user or User(is_superuser=True),
        record=record,
        values=values,
        types=None if record else [f.kind_type(Kind.CUSTOMER)],
        features={f"f.{code}": value for code, value in features.items()},
    )


def errors(*arguments: Any, **features: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        save(*arguments, **features)
    return caught.value.message_dict


def values(record: Counterparty) -> list[Any]:
    return list(Counterparty.objects.get(pk=record.pk).features.values())


# --- mandatory


def test_a_mandatory_value_is_asked_of_new_records_of_its_types_and_not_cleared(load: Any) -> None:
    f.feature(code="area", required=True, types=[f.kind_type(Kind.CUSTOMER)])
    assert errors() == errors(area="") == {"f.area": [REQUIRED]}
    record = save(area="Юг")
    assert errors(record, area="") == {"f.area": [REQUIRED]}
    assert values(save(record, area="Север")) == ["Север"]
    f.counterparty(types=[Kind.BANK])

    table = ("name", "f.area"), ("А", "Юг"), ("Б", ""), ("В", " ")
    run = load(*table, kind="customer")
    assert balance(run) == {"read": 3, "created": 1, "failed": 2}
    assert reasons(run)[3] == f"f.area: {REQUIRED}"
    assert balance(load(*table, kind="bank")) == {"read": 3, "created": 3}
    run = load(["name"], ["Г"], kind="customer")
    assert run.rows.get().errors[0]["reason"].endswith(f": {REQUIRED}")


def test_an_import_does_not_clear_it_and_leaves_old_records_alone(load: Any) -> None:
    old = f.counterparty(code="OLD")
    feature = f.feature(code="area", required=True)
    new = save(area="Юг")
    table = ("code", "f.area"), ("OLD", ""), (new.code, "")
    assert balance(load(*table)) == {"read": 2, "same": 2}
    run = load(*table, **{"f.area": {"blank": "clear"}})
    assert (balance(run), reasons(run)) == ({"read": 2, "same": 1, "failed": 1}, {3: f"f.area: {REQUIRED}"})
    assert values(old) == [] and values(new) == ["Юг"]
    Feature.objects.filter(pk=feature.pk).update(stopped_at=timezone.now())
    assert values(save()) == []


# --- default


def test_a_new_record_begins_with_the_default(load: Any) -> None:
    sectors = f.nomenclature(items=["Retail", "Mining"])
    f.feature(code="limit", data_type="number", default="100", types=[f.kind_type(Kind.CUSTOMER)])
    f.feature(code="sector", data_type="nomenclature", nomenclature=sectors, default="mining")
    mining = sectors.items.get(code="mining")
    assert values(save()) == ["100", [mining.pk]]
    assert values(save(limit=None, sector=())) == []
    assert values(f.counterparty(types=[Kind.BANK])) == [[mining.pk]]
    load(("name", "f.limit"), ("Бета", "5"), ("Гама", ""), kind="customer")
    assert [values(Counterparty.objects.get(name=name))[0] for name in ("Бета", "Гама")] == ["5", "100"]
    NomenclatureItem.objects.filter(pk=mining.pk).update(stopped_at=timezone.now())
    assert values(save()) == ["100"]


def test_a_default_fills_nothing_that_is_there_already(load: Any) -> None:
    record = f.counterparty(code="OLD")
    f.feature(code="limit", data_type="number", default="100")
    save_counterparty(user=f.superuser(), record=record, values={"alias": "А"})
    load(("code", "alias"), ("OLD", "Б"))
    assert values(record) == []


# --- unique


def test_a_unique_value_has_one_holder_who_is_named(load: Any) -> None:
    f.feature(code="card", name_en="Card", unique=True)
    first = save(card="A-1")
    assert values(save(first, card="A-1")) == ["A-1"]
    assert errors(card="A-1") == {"f.card": ["“Алфа ООД” has A-1 already."]}
    assert values(save(card="a-1")) == ["a-1"]
    other = save(card="B")
    assert errors(other, card="A-1")
    limited = f.limited_user(Kind.BANK)
    bank = f.counterparty(types=[Kind.BANK])
    assert errors(bank, limited, card="A-1") == {"f.card": ["A counterparty that you may not see has A-1 already."]}
    Counterparty.objects.filter(pk=first.pk).update(archived_at=timezone.now())
    assert "is archived: activate it" in errors(other, card="A-1")["f.card"][0]
    assert values(save(save(card="C"), card="")) == []

    run = load(("code", "f.card"), (other.code, "A-1"), (other.code, "B"), ("X", "NEW"))
    assert reasons(run)[2] == "f.card: “Алфа ООД” has A-1 already and is archived: activate it."


@pytest.mark.parametrize("write", [True, False])
def test_the_second_row_of_a_file_with_one_value_fails(load: Any, monkeypatch: Any, write: bool) -> None:
    f.feature(code="card", name_en="Card", unique=True)
    table = ("name", "f.card"), ("А", "1"), ("Б", "2"), ("В", "1"), ("Г", ""), ("Д", "")
    run = load(*table, write=write)
    assert balance(run) == {"read": 5, "created": 4, "failed": 1}
    assert reasons(run) == {4: ": The same value of “Card”: line 2 has it already."}
    monkeypatch.setattr("exchange.running.ROWS_A_CHUNK", 1)
    Counterparty.objects.all().delete()
    run = load(*table, write=write)
    assert balance(run) == {"read": 5, "created": 4, "failed": 1}
    assert "has 1 already" in reasons(run)[4] or "line 2 has it already" in reasons(run)[4]


def test_numbers_days_and_counterparties_may_be_unique(load: Any) -> None:
    f.feature(code="no", data_type="number", unique=True, decimals=2)
    f.feature(code="day", data_type="date", unique=True)
    f.feature(code="parent", data_type="counterparty", unique=True)
    holder = f.counterparty(code="P", name="Майка")
    load(("name", "f.no", "f.day", "f.parent"), ("А", "1.50", "20.11.2026", "P"))
    run = load(("name", "f.no", "f.day", "f.parent"), ("Б", "1,5", "2026-11-20", holder.name))
    assert reasons(run)[2].count("“А” has ") == 3 and "has Майка already" in reasons(run)[2]


def test_many_values_are_asked_for_at_once(load: Any) -> None:
    f.feature(code="card", unique=True)
    load(("name", "f.card"), *((f"Н{at}", f"№ {at}") for at in range(60)))
    record = Counterparty.objects.get(name="Н59")
    assert errors(card="№ 59") == {"f.card": ["“Н59” has № 59 already."]}
    run = load(("name", "f.card"), *((f"О{at}", f"№ {at}") for at in range(59, 119)))
    assert (balance(run), set(reasons(run))) == ({"read": 60, "created": 59, "failed": 1}, {2})
    assert values(save(record, card="№ 59")) == ["№ 59"]


def test_a_chunk_costs_as_many_queries_however_many_rows_it_has(load: Any) -> None:
    f.feature(code="card", unique=True)
    f.feature(code="limit", data_type="number", default="5")
    f.feature(code="payer", data_type="counterparty")
    f.feature(code="owner", data_type="counterparty")
    for at in range(40):
        f.counterparty(code=f"P{at}", name=f"Платец {at}", uic=f.uic(at))

    def queries(first: int, number: int) -> int:
        rows = [(f"Н{at}", f"{at}", f"P{at % 40}", f"Платец {at % 40}") for at in range(first, first + number)]
        load(("name", "f.card", "f.payer", "f.owner"), *rows)
        with CaptureQueriesContext(connection) as captured:
            run = load(
                ("code", "f.card", "f.payer", "f.owner"),
                *(
                    (row.code, f"n{at}", f"Платец {at % 40}", f"P{at % 40}")
                    for at, row in enumerate(
                        Counterparty.objects.filter(name__startswith="Н").order_by("-pk")[:number]
                    )
                ),
            )
        assert run.updated == number, reasons(run)
        Counterparty.objects.filter(name__startswith="Н").delete()
        return len(captured)

    assert queries(0, 3) == queries(100, 40)


def test_an_import_keeps_up_with_definitions_that_change(load: Any, monkeypatch: Any) -> None:
    """The item goes, and the feature becomes mandatory, while the first rows are being written."""
    regions = f.nomenclature(items=["North", "South"])
    feature = f.feature(code="region", data_type="nomenclature", nomenclature=regions)
    monkeypatch.setattr("exchange.running.ROWS_A_CHUNK", 1)
    add = staging.add

    def change_meanwhile(run: ImportRun, *arguments: Any, **options: Any) -> None:
        add(run, *arguments, **options)
        if run.state != ImportRun.State.IMPORTING:
            return
        Feature.objects.filter(pk=feature.pk).update(required=True)
        regions.items.filter(code="south").delete()
        let_writers_through()

    monkeypatch.setattr("exchange.staging.add", change_meanwhile)
    run = load(("name", "f.region"), ("А", "South"), ("Б", "South"), ("В", ""), ("Г", "North"))
    assert balance(run) == {"read": 4, "created": 2, "failed": 2}, reasons(run)
    assert "There is no item “South”" in reasons(run)[3] and REQUIRED in reasons(run)[4]
