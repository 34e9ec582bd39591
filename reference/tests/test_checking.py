"""Whatever refers to nothing or has a wrong form is found, told and, where that is safe, repaired."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from jobs.models import Job
from reference.features.attributes import VALUES
from reference.features.checking import findings
from reference.features.indexing import sync_indexes
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.tests.carrying import carry, changes_of, feature, put, values
from reference.tree import Items
from tests import factories as f

pytestmark = pytest.mark.django_db


def found() -> list[tuple[str, str, int]]:
    return [(each.subject, each.problem, each.number) for each in findings()]


SOUND: list[tuple[str, Any]] = [
    *[("text", "a"), ("long_text", "a\nb"), ("yes_no", True), ("yes_no", False)],
    *[("number", text) for text in ("0", "-3", "10", "1250.5", "0.01", "-0.5", "100")],
    *[("date", text) for text in ("2026-11-20", "2024-02-29", "2026-12-31", "0001-01-01", "9999-12-31")],
]
WRONG: list[tuple[str, Any]] = [
    *[(name, wrong) for name in ("text", "long_text") for wrong in ("", 1, ["a"], True, None, {})],
    *[
        ("number", wrong)
        for wrong in (1, "", "01", "1.50", "1,5", "1e3", "-0", "NaN", " 1", "1.", ".5", "--1", "five")
    ],
    *[
        ("date", wrong)
        for wrong in ("", "2026-02-29", "2026-04-31", "2026-13-01", "2026-1-1", "0000-01-31", "today", 1)
    ],
    *[("yes_no", wrong) for wrong in ("yes", 1, None)],
    *[("nomenclature", wrong) for wrong in ([], 1, ["a"], "1", [[1]])],
    *[("counterparty", wrong) for wrong in ("1", [1], True)],
]


@pytest.mark.parametrize(("data_type", "stored"), SOUND)
def test_sound_values_are_no_finding(data_type: str, stored: Any) -> None:
    carry(feature("it", data_type=data_type), stored)
    assert found() == []


@pytest.mark.parametrize(("data_type", "stored"), WRONG)
def test_wrong_forms_are_found(data_type: str, stored: Any) -> None:
    it = feature("it", data_type=data_type)
    (record,) = carry(it, "x")
    put(record, it, stored)
    assert ("It", "form", 1) in found()


def test_what_every_data_type_stores_is_sound() -> None:
    texts = {"number": "1 250,50", "date": "20.11.2026", "yes_no": "no"}
    for data_type in VALUES:
        it = feature(
            f"it-{data_type.replace('_', '-')}",
            data_type=data_type,
            **({"decimals": 2} if data_type == "number" else {}),
        )
        record = f.counterparty()
        file = f"#{f.upload(record).pk}"
        special = {"counterparty": record.code, "nomenclature": "one", "file": file, "picture": file}
        text = special.get(data_type, texts.get(data_type, "abc"))
        attribute = VALUES[data_type](it, Items([it.nomenclature_id] if it.nomenclature_id else []))
        put(record, it, attribute.to_json(attribute.clean(text)))
    assert found() == []


def test_references_to_nothing(nomenclature: Nomenclature, regions: dict[str, NomenclatureItem]) -> None:
    other = f.item()
    region = feature("region", data_type="nomenclature", nomenclature=nomenclature, multiple=True)
    single = feature("single", data_type="nomenclature", nomenclature=nomenclature)
    link, gone = feature("link", data_type="counterparty"), feature("gone")
    south, north = regions["south"].pk, regions["north"].pk
    records = carry(region, [south], [south, other.pk], [other.pk], [south, south], [south, north])
    put(records[0], single, [south, north])
    put(records[1], link, 999_999_999)
    put(records[2], link, records[0].pk)
    put(records[3], gone, "x")
    Feature.objects.filter(pk=gone.pk).delete()
    several = [("Region", "several", 1), ("Single", "several", 1)]
    others = [(f"#{gone.pk}", "no feature", 1), ("Region", "no item", 2), ("Link", "no record", 1)]
    assert sorted(found()) == sorted(several + others)
    out = StringIO()
    with pytest.raises(CommandError, match="2 problems"):
        call_command("check_features", "--repair", stdout=out)
    assert "Repaired: 3 of 5." in out.getvalue()
    assert sorted(found()) == several
    assert values(region)[:3] == [[south], [south], None]
    assert values(link)[:3] == [None, None, records[0].pk] and values(gone) == [None] * 5
    assert changes_of(records[2])[0][0][str(region.pk)] == [other.pk]


def test_indexes_and_defaults() -> None:
    it = feature("it", data_type="number", indexed=True)
    assert found() == [(f"feature_{it.pk}_number", "missing", 0)]
    sync_indexes()
    Feature.objects.filter(pk=it.pk).update(indexed=False, default="many")
    assert found() == [("It", "default", 0), (f"feature_{it.pk}_number", "unwanted", 0)]
    with pytest.raises(CommandError, match="1 problem"):
        call_command("check_features", "--repair", stdout=StringIO())
    assert found() == [("It", "default", 0)]


def test_what_a_job_is_changing_is_passed_over(django_assert_max_num_queries: Callable) -> None:
    it = feature("it", data_type="number")
    carry(it, "as long as a job is at it")
    assert found() == [("It", "form", 1)]
    Feature.objects.filter(pk=it.pk).update(job=Job.objects.create(kind="convert-feature"))
    with django_assert_max_num_queries(8):
        assert found() == []


def test_the_command_tells_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    carry(feature("it"), "abc")
    call_command("check_features")
    assert capsys.readouterr().out.endswith("No problems.\n")
