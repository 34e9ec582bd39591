"""A feature changes its data type: the report says beforehand what fits, and exactly that comes of it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from counterparties.models import Counterparty
from history.reading import explainers
from jobs.models import Job
from jobs.running import cancel
from reference.adding import add_items
from reference.deleting import delete
from reference.features.attributes import attribute_of, features
from reference.features.converting import Target, go_on, leave, order_check, order_conversion
from reference.features.indexing import sync_indexes
from reference.items.replacing import replace_item
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.stopping import start, stop
from reference.tests.carrying import carry, changes_of, done, feature, killed_after, values
from reference.tree import Items
from tests import factories as f

Regions = dict[str, NomenclatureItem]

pytestmark = pytest.mark.django_db


def report(of: Feature, target: Target) -> dict[str, Any]:
    return done(order_check(feature=of, target=target, user=None)).result


def convert(of: Feature, target: Target, **choices: bool) -> Job:
    return done(order_conversion(feature=of, target=target, user=None, **choices))


LOSSLESS: list[tuple[dict[str, Any], list[Any], Target, list[Any]]] = [
    ({}, ["1 250,50", "7"], Target("number", decimals=2), ["1250.5", "7"]),
    ({}, ["20.11.2026", "2026-11-21"], Target("date"), ["2026-11-20", "2026-11-21"]),
    ({}, ["да", "No"], Target("yes_no"), [True, False]),
    ({}, ["as it is"], Target("long_text"), ["as it is"]),
    ({"data_type": "number", "decimals": 2}, ["1250.5", "-3"], Target("text"), ["1250.50", "-3.00"]),
    ({"data_type": "number", "decimals": 2}, ["1250.5", "3"], Target("number", decimals=1), ["1250.5", "3"]),
    ({"data_type": "date"}, ["2026-11-20"], Target("text"), ["2026-11-20"]),
    ({"data_type": "yes_no"}, [True, False], Target("text"), ["Yes", "No"]),
    ({"data_type": "long_text"}, ["one line"], Target("text"), ["one line"]),
]


@pytest.mark.parametrize(("definition", "stored", "target", "after"), LOSSLESS)
def test_what_fits_is_kept(definition: dict[str, Any], stored: list[Any], target: Target, after: list[Any]) -> None:
    it = feature("it", **definition)
    carry(it, *stored, None)
    found = report(it, target)
    assert (found["fitting"], found["misfits"], found["samples"]) == (len(stored), 0, [])
    assert values(it) == [*stored, None], "a report changes nothing"
    it.refresh_from_db()
    job = convert(it, target)
    assert (job.state, job.message) == ("done", "")
    it.refresh_from_db()
    assert values(it) == [*after, None] and it.data_type == target.data_type
    assert it.stopped_at is None and it.job is None
    attribute = attribute_of(it, Items([]))
    again = [attribute.clean(attribute.format(attribute.from_json(each))) for each in after]
    assert [attribute.to_json(value) for value in again] == after


def test_misfits_are_told_with_reason_number_and_list_and_nothing_is_done() -> None:
    it = feature("it")
    carry(it, "12", "twelve", "twelve", "1.234,5", "many")
    found = report(it, Target("number"))
    assert (found["values"], found["fitting"], found["misfits"]) == (4, 1, 4)
    first = found["samples"][0]
    assert (first["value"], first["number"]) == ("twelve", 2) and "Enter a number" in first["reason"]
    assert first["url"] == "/counterparties/?f.it=twelve&archived=1"
    job = convert(it, Target("number"))
    assert job.state == "failed" and job.message == "Nothing is changed: 4 records have values that do not fit."
    it.refresh_from_db()
    assert (it.data_type, it.stopped_at, it.job) == ("text", None, None)
    assert values(it) == ["12", "twelve", "twelve", "1.234,5", "many"]


def test_misfits_go_when_that_is_chosen_and_the_history_keeps_them() -> None:
    it = feature("it", minimum="", default="7")
    records = carry(it, "12", "twelve")
    job = convert(it, Target("number"), drop=True)
    assert job.state == "done" and (job.result["converted"], job.result["cleared"]) == (1, 1)
    assert values(it) == ["12", None]
    assert changes_of(records[1])[0] == ({str(it.pk): "twelve"}, {})
    assert len(changes_of(records[0])) == 1, "what stays the same is not written"
    it.refresh_from_db()
    assert it.default == "7"


def test_texts_become_items_and_missing_ones_are_added() -> None:
    regions = f.nomenclature(items=("South",))
    south = regions.items.get()
    it = feature("it")
    carry(it, "south", "North", "North", "East, far", "a; b")
    found = report(it, Target("nomenclature", nomenclature_id=regions.pk))
    assert (found["fitting"], found["misfits"], found["with_missing"]) == (1, 4, 3)
    assert found["missing"] == ["North", "East, far"]
    job = convert(it, Target("nomenclature", nomenclature_id=regions.pk), add=True)
    assert job.state == "failed" and "1 records" in job.message, "two names for one item"
    it.refresh_from_db()
    job = convert(it, Target("nomenclature", nomenclature_id=regions.pk), add=True, drop=True)
    named = {item.name: item.pk for item in regions.items.all()}
    assert named.keys() == {"South", "North", "East, far"} and job.state == "done"
    assert values(it) == [[south.pk], [named["North"]], [named["North"]], [named["East, far"]], None]


def test_items_become_names_and_come_back(nomenclature: Nomenclature, regions: dict[str, NomenclatureItem]) -> None:
    twin = add_items(nomenclature=nomenclature, names=["Vidin again"])[0]
    NomenclatureItem.objects.filter(pk=twin.pk).update(name_en="Vidin", code="vidin-2")
    it = feature("it", data_type="nomenclature", nomenclature=nomenclature, multiple=True)
    stored = [[regions["south"].pk], [regions["ruse"].pk, regions["south"].pk], [twin.pk]]
    carry(it, *stored)
    assert convert(it, Target("text")).state == "done"
    assert values(it) == ["South", "Ruse; South", "vidin-2"], "a name that means two items would not come back"
    it.refresh_from_db()
    assert it.nomenclature is None and it.multiple is False
    assert convert(it, Target("nomenclature", nomenclature_id=nomenclature.pk, multiple=True)).state == "done"
    assert values(it) == stored


def test_fewer_items_fewer_decimals_another_nomenclature(
    nomenclature: Nomenclature, regions: dict[str, NomenclatureItem]
) -> None:
    several = feature("several", data_type="nomenclature", nomenclature=nomenclature, multiple=True)
    carry(several, [regions["ruse"].pk], [regions["ruse"].pk, regions["south"].pk])
    single = Target("nomenclature", nomenclature_id=nomenclature.pk)
    found = report(several, single)
    assert (found["fitting"], found["misfits"]) == (1, 1)
    assert "several" in found["samples"][0]["reason"] and found["samples"][0]["value"] == "Ruse, South"
    other = f.nomenclature(items=("Ruse", "Varna"))
    found = report(several, Target("nomenclature", nomenclature_id=other.pk, multiple=True))
    assert (found["fitting"], found["misfits"]) == (1, 1)
    precise = feature("precise", data_type="number", decimals=2)
    carry(precise, "1.25")
    assert "at most 1 decimals" in report(precise, Target("number", decimals=1))["samples"][0]["reason"]


def test_several_lines_do_not_fit_into_one() -> None:
    it = feature("it", data_type="long_text")
    carry(it, "one\ntwo")
    assert report(it, Target("text"))["samples"][0]["reason"] == "It has several lines."


def test_a_unique_feature_refuses_values_that_become_the_same() -> None:
    it = feature("it", unique=True)
    carry(it, "1", "1.0", "2")
    found = report(it, Target("number"))
    assert (found["fitting"], found["repeated"]) == (3, 1)
    assert convert(it, Target("number"), drop=True).state == "failed"
    assert values(it) == ["1", "1.0", "2"]


def test_rules_of_the_old_type_go_and_bounds_bind_nothing_stored() -> None:
    it = feature("it", data_type="number", decimals=2, minimum="5", maximum="10.55", default="7.25")
    carry(it, "1")
    assert convert(it, Target("number", decimals=1)).state == "done"
    it.refresh_from_db()
    assert (it.minimum, it.maximum, it.default) == ("5.0", "", "")
    assert convert(it, Target("text")).state == "done"
    it.refresh_from_db()
    assert (it.minimum, it.pattern, values(it)) == ("", "", ["1.0"])


def test_the_same_again_and_nonsense_are_refused() -> None:
    it = feature("it", data_type="number", decimals=2)
    for target in (Target("number", decimals=2), Target("nomenclature"), Target("number", decimals=9)):
        with pytest.raises(ValidationError):
            order_conversion(feature=it, target=target, user=None)


def test_whoever_read_an_older_definition_is_told() -> None:
    it = feature("it")
    Feature.objects.filter(pk=it.pk).update(unit="x", name_en="Changed")
    with pytest.raises(ValidationError, match="Somebody else"):
        order_conversion(feature=it, target=Target("number"), user=None)


def test_meanwhile_values_are_only_shown(nomenclature: Nomenclature, regions: dict[str, NomenclatureItem]) -> None:
    it = feature("it", indexed=True)
    (record,) = carry(it, "Ruse")
    sync_indexes()
    job = order_conversion(feature=it, target=Target("number"), user=None)
    asked = {each.attribute.name: each.attribute for each in features()}["f.it"]
    assert not (asked.editable or asked.sortable or asked.indexed or asked.offered) and asked.filter() is None
    items = [regions["ruse"].pk]
    for stored, shown in (("Ruse", "Ruse"), ("1250.5", "1250.5"), (True, "Yes"), (items, "Ruse"), (7, "#7")):
        record.features = {str(it.pk): stored}
        assert asked.cell(record) == shown
    with pytest.raises(ValidationError, match="A job is changing the values"):
        asked.check_change("Ruse", "other")
    it.refresh_from_db()
    with pytest.raises(ValidationError, match="A job is changing the values"):
        start(record=it)
    cancel(job=job)


def test_a_killed_worker_goes_on_behind_its_last_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    it = feature("it", indexed=True, data_type="number", decimals=1)
    records = carry(it, "1", "2", "3", "4", "5")
    sync_indexes()
    job = order_conversion(feature=it, target=Target("text"), user=None)
    killed_after(monkeypatch, job, 1)
    assert values(it) == ["1.0", "2.0", "3", "4", "5"]
    it.refresh_from_db()
    assert it.data_type == "number" and it.job == job
    assert done(job).state == "done" and values(it) == ["1.0", "2.0", "3.0", "4.0", "5.0"]
    assert [len(changes_of(record)) for record in records] == [2] * 5, "no record is written twice"
    it.refresh_from_db()
    assert it.data_type == "text" and it.job is None and sync_indexes().built == [f"feature_{it.pk}_text"]


def test_killed_while_the_search_is_refreshed(monkeypatch: pytest.MonkeyPatch) -> None:
    it = feature("it", data_type="number")
    carry(it, "71", "72", "73", "74", "75")
    job = order_conversion(feature=it, target=Target("text"), user=None)
    killed_after(monkeypatch, job, 5)
    it.refresh_from_db()
    assert it.data_type == "text" and it.job is None
    assert done(job).state == "done"


def test_a_cancelled_one_is_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    it = feature("it", data_type="number", decimals=1)
    stop(record=it)
    it.refresh_from_db()
    carry(it, "1", "2", "3", "4", "5")
    job = order_conversion(feature=it, target=Target("text"), user=None)
    killed_after(monkeypatch, job, 1)
    monkeypatch.setattr("jobs.running.SECONDS_BETWEEN_SIGNS", 0)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    assert done(job).state == "cancelled"
    it.refresh_from_db()
    with pytest.raises(ValidationError, match="go on with that first"):
        start(record=it)
    with pytest.raises(ValidationError, match="go on with the rest"):
        leave(feature=it)
    assert done(go_on(feature=it, user=None)).state == "done"
    assert values(it) == ["1.0", "2.0", "3.0", "4.0", "5.0"]
    it.refresh_from_db()
    assert it.stopped_at, "what was stopped before stays so"
    with pytest.raises(ValidationError, match="nothing to go on with"):
        go_on(feature=it, user=None)


def test_one_that_never_began_may_be_left() -> None:
    it = feature("it", data_type="number")
    cancel(job=order_conversion(feature=it, target=Target("text"), user=None))
    it.refresh_from_db()
    leave(feature=it)
    it.refresh_from_db()
    assert it.job is None and it.stopped_at is None and Counterparty.objects.count() == 0


def test_a_value_that_reads_the_same_is_no_change_to_people(
    nomenclature: Nomenclature, regions: dict[str, NomenclatureItem]
) -> None:
    it = feature("it", data_type="nomenclature", nomenclature=nomenclature)
    (record,) = carry(it, [regions["ruse"].pk])
    convert(it, Target("text"))
    images = changes_of(record)[0]
    assert images == ({str(it.pk): [regions["ruse"].pk]}, {str(it.pk): "Ruse"})
    assert list(explainers["counterparties_counterparty", "features"](images, None)(*images, None)) == []


def test_items_that_values_are_turned_into_stay_meanwhile(
    regions: Regions, nomenclature: Nomenclature, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = feature()
    carry(note, "Vidin", "Vidin", "Vidin")
    job = order_conversion(feature=note, target=Target("nomenclature", nomenclature.pk), user=None)
    killed_after(monkeypatch, job, 1)
    with pytest.raises(ValidationError, match="Used by 1 job at work"):
        delete(record=regions["vidin"])
    with pytest.raises(ValidationError, match="A job is giving records “Vidin”"):
        replace_item(item=regions["vidin"], by=regions["ruse"], keep=False, user=None)
    assert done(job).state == "done" and values(note) == [[regions["vidin"].pk]] * 3


def test_a_value_that_fits_no_more_is_not_cleared_unasked(
    regions: Regions, nomenclature: Nomenclature, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = feature()
    carry(note, "Vidin", "Vidin", "Vidin")
    job = order_conversion(feature=note, target=Target("nomenclature", nomenclature.pk), user=None)
    killed_after(monkeypatch, job, 1)
    NomenclatureItem.objects.filter(code="vidin").update(code="v", name_en="V", name_bg="")
    assert done(job).state == "failed" and "“Vidin” does not fit any more" in job.message
    assert values(note) == [[regions["vidin"].pk], [regions["vidin"].pk], "Vidin"]
    NomenclatureItem.objects.filter(code="v").update(name_en="Vidin")
    assert done(go_on(feature=note, user=None)).state == "done"
    assert values(note) == [[regions["vidin"].pk]] * 3
