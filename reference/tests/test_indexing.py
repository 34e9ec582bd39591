"""The database has the indexes that the definitions ask for, after whatever was done to either."""

import pytest
from django.db import IntegrityError, connection

from counterparties.models import Counterparty
from jobs.models import Job
from reference.adding import add
from reference.changing import change
from reference.deleting import delete
from reference.features import indexing
from reference.features.indexing import difference, sync_indexes
from reference.models import Feature
from reference.stopping import stop
from reference.tests.carrying import carry, done, feature
from screens.keyset import Keyset
from tests import factories

pytestmark = pytest.mark.django_db


def there() -> set[str]:
    return set(indexing._there(Counterparty))


def ordered() -> int:
    return Job.objects.filter(kind=indexing.KIND).count()


def test_missing_ones_are_built_unwanted_ones_dropped_and_again_nothing() -> None:
    number, text = feature("turnover", data_type="number", indexed=True), feature("note", indexed=True)
    plain = feature("plain")
    built = sync_indexes().built
    assert set(built) == there() == {f"feature_{number.pk}_number", f"feature_{text.pk}_text"}
    assert not difference() and sync_indexes() == indexing.Indexed()
    Feature.objects.filter(pk=text.pk).update(indexed=False)
    Feature.objects.filter(pk=plain.pk).update(indexed=True, data_type="date")
    assert sync_indexes() == indexing.Indexed([f"feature_{plain.pk}_date"], [f"feature_{text.pk}_text"])


def test_the_index_serves_the_order_of_lists() -> None:
    number = feature("turnover", data_type="number", indexed=True)
    carry(number, "5", "10", None)
    sync_indexes()
    key = Keyset(indexing.attribute_of(number, indexing.Items([])).order_by(), False, "f.turnover")
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_sort = off")
    assert f"feature_{number.pk}_number" in key.ordered(Counterparty.objects.all()).explain()


def test_a_stopped_feature_keeps_its_index_and_one_at_work_has_none() -> None:
    number = feature("turnover", data_type="number", indexed=True)
    sync_indexes()
    stop(record=number)
    assert not difference()
    number.job = Job.objects.create(kind="convert-feature")
    number.save()
    assert sync_indexes().dropped == [f"feature_{number.pk}_number"]


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_build_left_is_built_anew() -> None:
    number = feature("turnover", data_type="number", indexed=True)
    sync_indexes()
    name = f"feature_{number.pk}_number"
    factories.counterparty()
    factories.counterparty()
    with connection.cursor() as cursor:
        cursor.execute(f"drop index {name}")
        with pytest.raises(IntegrityError):
            # It gives up half-way, as a killed one does, and leaves what it has built.
            cursor.execute(f"create unique index concurrently {name} on counterparties_counterparty ((1))")
    assert [left for _model, left in difference().invalid] == [name]
    assert sync_indexes() == indexing.Indexed([name], [name])
    assert indexing._there(Counterparty) == {name: True}
    number.delete()
    assert sync_indexes() == indexing.Indexed([], [name])


def test_indexes_of_others_are_left_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create index feature_of_others on counterparties_counterparty (id)")
    assert not difference()


def test_a_value_that_does_not_fit_its_index_keeps_the_others_from_nothing() -> None:
    broken = feature("turnover", data_type="number", indexed=True)
    sound = feature("note", indexed=True)
    carry(broken, "many")
    job = done(Job.objects.create(kind=indexing.KIND))
    assert job.state == "failed" and f"feature_{broken.pk}_number" in job.message
    assert there() == {f"feature_{sound.pk}_text"}


def test_verbs_order_the_work_when_an_index_comes_or_goes() -> None:
    text = add(record=Feature(name_en="Note"))
    assert ordered() == 0
    text.name_en, text.indexed = "Remark", True
    change(record=text)
    assert ordered() == 1, "one that waits will do"
    add(record=Feature(name_en="Turnover", data_type="number", indexed=True))
    assert ordered() == 1
    job = done(Job.objects.get(kind=indexing.KIND))
    assert job.state == "done" and len(job.result["built"]) == 2
    text.name_en = "Note"
    change(record=text)
    assert ordered() == 1, "a name concerns no index"
    delete(record=text)
    assert ordered() == 2
    done(Job.objects.latest("pk"))
    assert len(there()) == 1


def test_a_new_feature_locks_no_record() -> None:
    with connection.cursor() as cursor:
        add(record=Feature(name_en="Note"))
        cursor.execute(
            "select count(*) from pg_locks where relation = 'counterparties_counterparty'::regclass"
            " and pid = pg_backend_pid() and mode not in ('AccessShareLock')"
        )
        assert cursor.fetchone() == (0,)
