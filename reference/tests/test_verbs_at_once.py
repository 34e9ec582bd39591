"""Verbs that reach every record, and people who write records at the same time: no value is left without meaning."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from access.models import User
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from counterparties.tests.test_saving_at_once import wait_for_lock
from jobs.models import Job
from jobs.running import run
from reference.adding import add
from reference.deleting import delete, delete_with_values
from reference.features.converting import Target, order_conversion
from reference.features.indexing import difference, sync_indexes
from reference.holding import hold_definitions
from reference.items.replacing import replace_item
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.tests.conftest import together

SOMEBODY = User(is_superuser=True)


@pytest.fixture
def region(transactional_db: None) -> Iterator[Feature]:
    """A feature of two items that other connections see; its table has no index of a feature afterwards."""
    regions = add(record=Nomenclature(name_en="Regions"))
    for name in ("South", "North"):
        add(record=NomenclatureItem(nomenclature=regions, name_en=name))
    yield add(record=Feature(code="region", name_en="Region", data_type="nomenclature", nomenclature=regions))
    Feature.objects.update(indexed=False)
    sync_indexes()


def item(code: str) -> NomenclatureItem:
    return NomenclatureItem.objects.get(code=code)


def save(**features: object) -> None:
    named = {f"f.{code}": value for code, value in features.items()}
    save_counterparty(user=SOMEBODY, record=None, values={"name": "Алфа"}, types=[], features=named)


def stored() -> list[dict[str, object]]:
    return list(Counterparty.objects.order_by("pk").values_list("features", flat=True))


def test_a_verb_waits_for_whoever_writes_by_the_old_definitions(region: Feature) -> None:
    """A record gets the item while it is being replaced: it follows."""
    south, north = item("south").pk, item("north").pk
    late = partial(replace_item, item=item("south"), by=item("north"), keep=False, user=None)
    errors: list[BaseException] = []
    thread = threading.Thread(target=lambda: errors.extend(together(late)))
    with transaction.atomic():
        save(region=(south,))
        thread.start()
        wait_for_lock()
        assert item("south").stopped_at is None
    thread.join()
    assert not errors and stored() == [{str(region.pk): [north]}]
    assert not NomenclatureItem.objects.filter(pk=south).exists()


def test_whoever_comes_after_the_verb_knows_the_item_no_more(region: Feature) -> None:
    south, north = item("south"), item("north")
    errors: list[BaseException] = []
    thread = threading.Thread(target=lambda: errors.extend(together(partial(save, region=(south.pk,)))))
    old = south.pk
    with transaction.atomic():
        replace_item(item=south, by=north, keep=True, user=None)
        thread.start()
        wait_for_lock()
    thread.join()
    (error,) = errors
    assert isinstance(error, ValidationError) and "is stopped" in str(error) and stored() == []
    assert item("south").pk == old


def test_deleting_and_choosing_an_item_at_once_leave_no_orphan(region: Feature) -> None:
    for number in range(10):
        made = add(record=NomenclatureItem(nomenclature=region.nomenclature, code=f"i{number}", name_en="I"))
        pk = made.pk
        errors = together(
            lambda pk=pk: delete(record=NomenclatureItem.objects.get(pk=pk)), partial(save, region=(pk,))
        )
        carried = Counterparty.objects.filter(features__contains={str(region.pk): [pk]}).exists()
        there = NomenclatureItem.objects.filter(pk=pk).exists()
        assert carried <= there, errors


def test_a_feature_that_goes_takes_what_is_written_meanwhile(region: Feature) -> None:
    south = item("south").pk
    save(region=(south,))
    late = partial(delete_with_values, feature=region, user=None)
    errors: list[BaseException] = []
    thread = threading.Thread(target=lambda: errors.extend(together(late)))
    with transaction.atomic():
        save(region=(south,))
        thread.start()
        wait_for_lock()
    thread.join()
    assert not errors and stored() == [{}, {}] and not Feature.objects.exists()


def test_a_conversion_commits_chunk_by_chunk_with_indexes_built_concurrently(region: Feature) -> None:
    note = add(record=Feature(code="note", name_en="Note", indexed=True))
    save(note="12")
    assert sync_indexes().built == [f"feature_{note.pk}_text"]
    job = order_conversion(feature=note, target=Target("number"), user=None)
    with pytest.raises(ValidationError, match="A job is changing"):
        order_conversion(feature=Feature.objects.get(pk=note.pk), target=Target("date"), user=None)
    run(job)
    assert Job.objects.get(pk=job.pk).state == "done", job.message
    run(Job.objects.filter(kind="index-features", state="waiting").latest("pk"))
    assert not difference() and Feature.objects.get(pk=note.pk).data_type == "number"
    with connection.cursor() as cursor:
        cursor.execute(
            "select indisvalid from pg_index where indexrelid = %s::regclass", [f"feature_{note.pk}_number"]
        )
        assert cursor.fetchone() == (True,)


def test_two_who_build_indexes_at_once_do_not_lock_up(region: Feature) -> None:
    for number in range(3):
        add(record=Feature(name_en=f"N{number}", data_type="number", indexed=True))
    assert together(sync_indexes, sync_indexes, sync_indexes) == []
    assert not difference()


def test_an_import_that_holds_the_definitions_sees_that_they_have_changed(region: Feature) -> None:
    with transaction.atomic():
        before = hold_definitions()
        assert hold_definitions() == before
    replace_item(item=item("south"), by=item("north"), keep=True, user=None)
    with transaction.atomic():
        assert hold_definitions() > before
