"""The triggers: every door is caught, and what is written stays."""

import pytest
from django.db import DatabaseError, connection, transaction

from counterparties.models import Counterparty, CounterpartyType
from history.models import Change
from history.reading import entries
from history.recording import recorded
from tests import factories

pytestmark = pytest.mark.django_db


def changes(record) -> list[Change]:
    return list(Change.objects.filter(table=record._meta.db_table, record_id=record.pk).order_by("id"))


def test_an_insert_keeps_the_whole_image_without_derived_columns():
    with recorded(user_id=7, run="job:3"):
        record = factories.counterparty(name="Алфа")
    change = changes(record)[0]
    assert (change.action, change.user_id, change.run, change.owner_id) == ("I", 7, "job:3", record.pk)
    assert change.before is None and change.after["name"] == "Алфа"
    assert not {"search", "name_sort", "letter", "version"} & change.after.keys()


def test_an_update_keeps_only_what_changed():
    record = factories.counterparty(alias="a")
    Counterparty.objects.filter(pk=record.pk).update(alias="b", search="x")
    change = changes(record)[-1]
    assert (change.action, change.before, change.after) == ("U", {"alias": "a"}, {"alias": "b"})


def test_a_change_of_derived_columns_or_of_nothing_is_no_change():
    record = factories.counterparty(alias="a")
    before = len(changes(record))
    Counterparty.objects.filter(pk=record.pk).update(search="x")
    Counterparty.objects.filter(pk=record.pk).update(alias="a")
    assert len(changes(record)) == before
    stored = Counterparty.objects.get(pk=record.pk)
    assert stored.version == record.version


def test_the_version_counts_changes():
    record = factories.counterparty()
    Counterparty.objects.filter(pk=record.pk).update(alias="b")
    assert Counterparty.objects.get(pk=record.pk).version == record.version + 1


def test_bulk_writes_copy_and_upserts_are_caught():
    made = [Counterparty(code=f"b{number}", name="B", letter="B", name_sort="b") for number in range(3)]
    Counterparty.objects.bulk_create(made)
    for each in made:
        each.alias = "bulk"
    Counterparty.objects.bulk_update(made, ["alias"])
    assert all(len(changes(each)) == 2 for each in made)
    with (
        connection.cursor() as cursor,
        cursor.copy("copy access_role (code, name_bg, name_en, abilities) from stdin") as copy,
    ):
        copy.write_row(("copied", "", "Copied", "{}"))
    assert Change.objects.filter(table="access_role", after__code="copied").exists()


def test_ticks_belong_to_the_counterparty():
    record = factories.counterparty()
    tick = CounterpartyType.objects.get(counterparty=record)
    tick.delete()
    change = Change.objects.filter(table="counterparties_counterpartytype").latest("id")
    assert (change.action, change.owner_id, change.after) == ("D", record.pk, None)


def test_without_a_user_the_system_did_it():
    record = factories.counterparty()
    assert changes(record)[0].user_id is None
    assert entries(changes(record))[0].who == "System"


@pytest.mark.parametrize(
    "statement",
    ["update history_change set run = 'x'", "delete from history_change", "truncate history_change",
     "truncate counterparties_counterparty cascade"],
)  # fmt: skip
def test_history_and_tracked_tables_refuse(statement):
    factories.counterparty()
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_failed_transaction_leaves_no_history():
    before = Change.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        factories.counterparty()
        raise RuntimeError
    assert Change.objects.count() == before
