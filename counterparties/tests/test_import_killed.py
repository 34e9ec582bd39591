"""A worker that is killed in the midst of an import: the next one goes on, no row is lost and none is doubled."""

import pytest

from counterparties.models import Counterparty
from counterparties.tests.importing import balance, prepared
from exchange import running as importing
from exchange.models import StagedRow
from history.models import Change
from jobs import running
from jobs.models import Job
from tests import factories
from tests.workers import kill, wait_until, worker

ROWS, CHUNK = 600, 20
SLOWED = f"""
from exchange import running as importing
importing.ROWS_A_CHUNK = {CHUNK}
slow(importing.Checking, "take")
slow(importing.Writing, "take")
"""


@pytest.fixture
def job(transactional_db, tmp_path):
    factories.load_defaults()
    table = [["name", "code"], *([f"Фирма {at}", f"K{at}" if at % 50 else "x" * 40] for at in range(ROWS))]
    run = prepared(tmp_path, table, kind="customer")
    return running.start(kind="import", user=None, arguments={"run": run.pk})


def test_a_killed_import_goes_on_behind_its_last_commit(job, monkeypatch):
    monkeypatch.setattr(importing, "ROWS_A_CHUNK", CHUNK)
    for state, rows in (
        ("checking", CHUNK),
        ("checking", 10 * CHUNK),
        ("importing", CHUNK),
        ("importing", 10 * CHUNK),
    ):
        process = worker(job, SLOWED)
        wait_until(importing.ImportRun.objects.filter(state=state, read__gte=rows).exists, process)
        assert Job.objects.get().state == "running"
        kill(process, job)
        assert running.take_up() == [job.pk]
    done = Counterparty.objects.count()
    assert 0 < done < ROWS
    assert running.run(job).state == "done"
    run = importing.ImportRun.objects.get()
    assert balance(run) == {"read": ROWS, "created": ROWS - 12, "failed": 12}
    assert Counterparty.objects.count() == ROWS - 12
    assert run.rows.count() == ROWS
    assert run.rows.filter(record_id__in=Counterparty.objects.values("pk")).count() == ROWS - 12
    assert Change.objects.filter(table="counterparties_counterparty", run=f"job:{job.pk}").count() == ROWS - 12


def test_a_living_worker_is_left_alone(job):
    process = worker(job, SLOWED)
    wait_until(StagedRow.objects.exists, process)
    assert running.take_up() == []
    assert running.run(Job.objects.get()).state == "running"
    kill(process, job)


def test_a_cancelled_import_keeps_what_it_did_and_says_so(job, monkeypatch):
    monkeypatch.setattr(importing, "ROWS_A_CHUNK", CHUNK)
    monkeypatch.setattr(running, "SECONDS_BETWEEN_SIGNS", 0)
    take = importing.Writing.take

    def take_and_cancel(passing, *chunk):
        take(passing, *chunk)
        if passing.run.read == 3 * CHUNK:
            running.cancel(job=Job.objects.get())

    monkeypatch.setattr(importing.Writing, "take", take_and_cancel)
    done = running.run(job)
    run = importing.ImportRun.objects.get()
    assert (done.state, run.state) == ("cancelled", "cancelled")
    assert balance(run) == {"read": 60, "created": 58, "failed": 2}
    assert Counterparty.objects.count() == 58
    assert run.rows.count() == 60
    assert "after line 61: 58 created" in done.message and f"the other {ROWS - 60} rows" in done.message
    assert done.done == 60
