"""Two connections take the changes of a bulk edit back at once: what may not go ahead of others waits for its turn."""

import os
from decimal import Decimal

import pytest

from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from counterparties.tests.undoing import change, job_of, outcomes, reasons, state, undone, work
from counterparties.undoing import CounterpartyUndoing
from exchange import abreast
from exchange.undoing import running
from exchange.undoing.gathering import deeds_of
from exchange.undoing.ordering import start_undo
from reference.models.features import DataType
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
RECORDS = 23


@pytest.fixture(autouse=True)
def _two_connections(monkeypatch):
    monkeypatch.setattr(abreast, "ROWS_WORTH_IT", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.setattr(running, "ROWS_A_CHUNK", 5)


@pytest.fixture
def asked(monkeypatch):
    """The numbers of connections that undoings have asked for."""
    lanes = []

    def written(*arguments, **options):
        lanes.append(options["lanes"])
        return abreast.written(*arguments, **options)

    monkeypatch.setattr(running, "written", written)
    return lanes


def edited(admin, **values):
    """Records, and a job that has given each of them these values."""
    records = [factories.counterparty() for _each in range(RECORDS)]
    features = values.pop("features", None)

    def edit():
        for at, record in enumerate(records):
            own = {name: value(at) if callable(value) else value for name, value in values.items()}
            save_counterparty(user=admin, record=record, values=own, features=features)

    return records, lambda: job_of(admin, edit, kind="bulk-edit")


def test_two_take_back_what_each_record_has_of_its_own(admin, asked):
    feature = factories.feature(name_en="Days", data_type=DataType.NUMBER)
    records, edit = edited(admin, alias="x", features={f"f.{feature.code}": Decimal(45)})
    before = state()
    job = edit()
    mine = change(records[7], factories.superuser(), alias="mine")
    done = undone(job, admin)
    assert outcomes(done) == {"reversed": RECORDS - 1, "kept": 1} and asked == [2, 2]
    assert reasons(done) == {mine.pk: "Alias"}
    own = ("Counterparty", mine.pk)
    assert {key: row for key, row in state().items() if key != own} == {
        key: row for key, row in before.items() if key != own
    }
    versions = Counterparty.objects.exclude(pk=mine.pk).values_list("version", flat=True)
    assert set(versions) == {3}, "each record is written once by the edit and once by its undoing"


def test_numbers_that_wandered_go_back_in_their_order(admin, asked):
    records, edit = edited(admin, code=lambda at: f"N{at}")
    before = {record.pk: record.code for record in records}
    job = edit()
    done = undone(job, admin)
    assert outcomes(done) == {"reversed": RECORDS} and asked == [2, 2]
    assert dict(Counterparty.objects.values_list("pk", "code")) == before


def test_a_code_that_passed_from_record_to_record_comes_back(admin):
    records = [factories.counterparty(code=f"C{at}") for at in range(RECORDS)]

    def shift():
        """Each takes the code that the next one has just given away."""
        for at in reversed(range(RECORDS)):
            values = {"code": f"C{at + 1}"}
            save_counterparty(user=admin, record=records[at], values=values)

    job = job_of(admin, shift, kind="bulk-edit")
    assert outcomes(work(start_undo(user=admin, job=job))) == {"reversed": RECORDS}
    assert [Counterparty.objects.get(pk=record.pk).code for record in records] == [f"C{at}" for at in range(RECORDS)]


def test_one_takes_back_what_records_were_added(admin, asked):
    job = job_of(admin, lambda: [factories.counterparty() for _each in range(RECORDS)])
    assert outcomes(undone(job, admin)) == {"reversed": RECORDS} and asked == [1, 1]


def test_only_changes_of_the_records_themselves_and_their_types_stand_apart(admin):
    subject = CounterpartyUndoing()
    _records, edit = edited(admin, alias="x")
    assert subject.apart(deeds_of([f"job:{edit().pk}"]))
    assert subject.apart({("counterparties_counterparty", "U"), ("counterparties_counterpartytype", "I")})
    assert not subject.apart({("counterparties_counterparty", "D")})
    assert not subject.apart({("counterparties_counterparty", "U"), ("counterparties_address", "U")})
