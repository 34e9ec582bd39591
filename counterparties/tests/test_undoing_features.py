"""Features, and what else the configuration says, when a job is taken back."""

import pytest

from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from counterparties.tests.undoing import change, job_of, outcomes, reasons, undone, work
from exchange.undoing.ordering import start_undo
from reference.models.features import DataType
from tests import factories

pytestmark = pytest.mark.django_db


def test_features_go_back_key_by_key(admin, clerk):
    kept, written = factories.feature(name_en="Kept"), factories.feature(name_en="Written")
    record = factories.counterparty(features={f"f.{kept.code}": "a", f"f.{written.code}": "b"})
    job = job_of(
        admin,
        lambda: save_counterparty(user=admin, record=record, values={}, features={f"f.{written.code}": "needle"}),
    )
    change(record, clerk, features={f"f.{kept.code}": "mine"})
    assert outcomes(undone(job, admin)) == {"reversed": 1}
    record.refresh_from_db()
    assert record.features == {str(kept.pk): "mine", str(written.pk): "b"}
    assert not Counterparty.objects.found_by("needle").exists()


def test_a_feature_that_somebody_changed_is_named(admin, clerk):
    feature = factories.feature(name_en="Region")
    record = factories.counterparty()
    name = f"f.{feature.code}"
    job = job_of(admin, lambda: save_counterparty(user=admin, record=record, values={}, features={name: "a"}))
    change(record, clerk, features={name: "b"})
    done = undone(job, admin)
    assert reasons(done) == {record.pk: "Region"}


def test_a_value_of_a_feature_that_means_something_else_now_is_not_given_back(admin):
    feature = factories.feature(name_en="Region")
    record = factories.counterparty(features={f"f.{feature.code}": "a"})
    job = job_of(
        admin, lambda: save_counterparty(user=admin, record=record, values={}, features={f"f.{feature.code}": ""})
    )
    type(feature).objects.filter(pk=feature.pk).update(data_type=DataType.YES_NO)
    done = undone(job, admin)
    assert reasons(done) == {record.pk: "The feature “Region” has been changed or deleted since."}


def test_a_unique_value_that_another_has_now_is_not_given_back(admin):
    feature = factories.feature(name_en="Passport", unique=True)
    name = f"f.{feature.code}"
    record = factories.counterparty(features={name: "A1"})
    job = job_of(admin, lambda: save_counterparty(user=admin, record=record, values={}, features={name: ""}))
    factories.counterparty(name="Beta", features={name: "A1"})
    done = undone(job, admin)
    assert reasons(done) == {record.pk: "“Beta” has A1 already."}


def test_who_is_named_by_a_feature_of_others_stays(imported, admin):
    feature = factories.feature(data_type=DataType.COUNTERPARTY)
    run = imported(["name", "types"], ["Alpha", "customer"], ["Beta", "customer"], user=admin)
    record = Counterparty.objects.get(name="Alpha")
    factories.counterparty(name="Gamma", features={f"f.{feature.code}": record.pk})
    done = undone(run.job, admin)
    assert outcomes(done) == {"reversed": 1, "failed": 1}
    assert reasons(done) == {record.pk: "A feature of “Gamma” names it."}


def test_a_status_that_is_deleted_is_not_given_back(admin):
    status = factories.status(name_en="Old")
    record = factories.counterparty(status=status)
    job = job_of(admin, lambda: save_counterparty(user=admin, record=record, values={"status": None}))
    status.delete()
    done = undone(job, admin)
    assert reasons(done) == {record.pk: "Status from before is deleted."}


def test_items_that_an_import_added_go_unless_used(imported, admin):
    nomenclature = factories.nomenclature(items=["Old"])
    feature = factories.feature(data_type=DataType.NOMENCLATURE, nomenclature=nomenclature)
    name = f"f.{feature.code}"
    table = ["name", "types", name], ["Alpha", "customer", "New"], ["Beta", "customer", "Newer"]
    run = imported(*table, user=admin, **{name: {"create": True}})
    assert nomenclature.items.count() == 3
    change(Counterparty.objects.get(name="Beta"), admin, note="mine")
    done = work(start_undo(user=admin, job=run.job))
    assert outcomes(done) == {"reversed": 2, "kept": 1, "failed": 1}
    assert sorted(item.name for item in nomenclature.items.all()) == ["Newer", "Old"]
