"""All records follow when an item gives way to another one; none loses it, none has it twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from history.reading import explainers
from reference.adding import add
from reference.deleting import delete
from reference.items.replacing import replace_item
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.stopping import stop
from reference.tests.carrying import carry, changes_of, done, feature, killed_after, many, put, values

Regions = dict[str, NomenclatureItem]


@pytest.fixture
def region(regions: Regions, nomenclature: Nomenclature) -> Feature:
    return feature("region", data_type="nomenclature", nomenclature=nomenclature, multiple=True)


def test_lists_keep_their_order_and_hold_it_once(region: Feature, regions: Regions) -> None:
    old, new, third = (regions[code].pk for code in ("vidin", "ruse", "city"))
    records = carry(region, [old], [third, old], [old, third], [old, third, new], [new, old], [third], None)
    assert replace_item(item=regions["vidin"], by=regions["ruse"], keep=True, user=None) is None
    assert values(region) == [[new], [third, new], [new, third], [new, third], [new], [third], None]
    regions["vidin"].refresh_from_db()
    assert regions["vidin"].stopped_at
    assert changes_of(records[0])[0] == ({str(region.pk): [old]}, {str(region.pk): [new]})
    assert len(changes_of(records[5])) == 1, "who has not got it is not written"
    images = changes_of(records[0])[0]
    (line,) = explainers["counterparties_counterparty", "features"](images, None)(*images, None)
    assert (line.label, line.before, line.after) == ("Region", "Vidin", "Ruse")


def test_every_feature_of_the_nomenclature_follows(region: Feature, regions: Regions) -> None:
    second = feature("origin", data_type="nomenclature", nomenclature=region.nomenclature)
    unlike = feature("number", data_type="number")
    (record,) = carry(region, [regions["vidin"].pk])
    put(record, second, [regions["vidin"].pk])
    old, new = regions["vidin"].pk, regions["ruse"].pk
    put(record, unlike, str(old))
    stop(record=second)
    replace_item(item=regions["vidin"], by=regions["ruse"], keep=False, user=None)
    record.refresh_from_db()
    assert record.features == {str(region.pk): [new], str(second.pk): [new], str(unlike.pk): str(old)}


def test_a_merge_moves_what_stands_under_it_and_deletes_it(region: Feature, regions: Regions) -> None:
    carry(region, [regions["north"].pk])
    Feature.objects.filter(pk=region.pk).update(default="north; south")
    replace_item(item=regions["north"], by=regions["south"], keep=False, user=None)
    assert not NomenclatureItem.objects.filter(code="north").exists()
    under = NomenclatureItem.objects.filter(parent=regions["south"]).order_by("position")
    assert list(under.values_list("code", "position")) == [("plovdiv", 1), ("vidin", 2), ("ruse", 3)]
    assert list(NomenclatureItem.objects.filter(parent=None).values_list("code", "position")) == [("south", 1)]
    region.refresh_from_db()
    assert region.default == "south" and values(region) == [[regions["south"].pk]]


def test_a_merge_moves_thousands_in_no_more_queries(
    region: Feature, regions: Regions, django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    place = {"nomenclature": region.nomenclature, "parent": regions["north"]}
    rows = [NomenclatureItem(code=f"n-{number}", name_en="N", position=number, **place) for number in range(3, 2001)]
    NomenclatureItem.objects.bulk_create(rows)
    with django_assert_max_num_queries(60):
        replace_item(item=regions["north"], by=regions["south"], keep=False, user=None)
    under = NomenclatureItem.objects.filter(parent=regions["south"]).order_by("position")
    assert list(under.values_list("position", flat=True)) == list(range(1, 2002))
    assert [item.code for item in under[:5]] == ["plovdiv", "vidin", "ruse", "n-3", "n-4"]


def test_targets_that_cannot_take_its_place(region: Feature, regions: Regions) -> None:
    elsewhere = add(record=NomenclatureItem(nomenclature=add(record=Nomenclature(name_en="N")), name_en="I"))
    stop(record=regions["ruse"])
    regions["ruse"].refresh_from_db()
    for target, reason in (
        (regions["north"], "its own place"),
        (elsewhere, "another nomenclature"),
        (regions["ruse"], "is stopped"),
        (regions["vidin"], "stands under"),
    ):
        with pytest.raises(ValidationError, match=reason):
            replace_item(item=regions["north"], by=target, keep=False, user=None)
    regions["north"].refresh_from_db()
    assert regions["north"].stopped_at is None
    carry(region, [regions["north"].pk])
    replace_item(item=regions["north"], by=regions["vidin"], keep=True, user=None)
    assert values(region) == [[regions["vidin"].pk]], "one that stays may give way to one under it"


def test_a_killed_worker_goes_on(region: Feature, regions: Regions, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = regions["vidin"].pk, regions["ruse"].pk
    records = carry(region, *[[old]] * 5)
    many(monkeypatch)
    job = replace_item(item=regions["vidin"], by=regions["ruse"], keep=False, user=None)
    assert job and NomenclatureItem.objects.get(pk=old).stopped_at
    killed_after(monkeypatch, job, 1)
    assert values(region) == [[new], [new], [old], [old], [old]]
    put(records[0], region, [old])
    assert done(job).state == "done"
    assert values(region) == [[new]] * 5 and not NomenclatureItem.objects.filter(pk=old).exists()
    assert len(changes_of(records[4])) == 2
    assert done(job).state == "done"


def test_what_a_job_gives_to_records_stays_until_it_is_done(
    region: Feature, regions: Regions, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry(region, [regions["vidin"].pk])
    many(monkeypatch)
    job = replace_item(item=regions["vidin"], by=regions["ruse"], keep=False, user=None)
    with pytest.raises(ValidationError, match="Used by 1 job at work"):
        delete(record=regions["ruse"])
    with pytest.raises(ValidationError, match="A job is giving records “Ruse”"):
        replace_item(item=regions["ruse"], by=regions["south"], keep=False, user=None)
    assert job and done(job).state == "done" and values(region) == [[regions["ruse"].pk]]


def test_two_who_merge_crosswise_lose_nothing(region: Feature, regions: Regions) -> None:
    carry(region, [regions["vidin"].pk], [regions["ruse"].pk])
    first, second = (NomenclatureItem.objects.get(code="vidin") for _reader in range(2))
    replace_item(item=first, by=regions["ruse"], keep=False, user=None)
    with pytest.raises(ValidationError, match="“Vidin” has been deleted meanwhile"):
        replace_item(item=regions["ruse"], by=second, keep=False, user=None)
    assert values(region) == [[regions["ruse"].pk]] * 2 and NomenclatureItem.objects.filter(code="ruse").exists()


def test_an_item_in_use_is_not_deleted(region: Feature, regions: Regions) -> None:
    carry(region, [regions["vidin"].pk])
    with pytest.raises(ValidationError, match="1 counterparty; stop it, or replace it by another one"):
        delete(record=regions["vidin"])
