"""A worker that is killed in the midst of an import: the next one goes on, no row is lost and none is doubled."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from counterparties.models import Counterparty
from counterparties.tests.importing import balance, prepared
from exchange import running as importing
from exchange.models import StagedRow
from history.models import Change
from jobs import running
from jobs.models import Job
from tests import factories

ROWS, CHUNK = 600, 20
WORKER = """
import sys, time
import pytest  # the settings take the database of the tests when they see it
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from exchange import running as importing
from jobs.models import Job
from jobs.running import run
importing.ROWS_A_CHUNK = int(sys.argv[3])
def slow(passage):
    take = passage.take
    def taking(self, *chunk):
        take(self, *chunk)
        time.sleep(0.05)
    passage.take = taking
slow(importing.Checking)
slow(importing.Writing)
run(Job.objects.get(pk=sys.argv[2]))
"""


@pytest.fixture
def job(transactional_db, tmp_path):
    factories.load_defaults()
    table = [["name", "code"], *([f"Фирма {at}", f"K{at}" if at % 50 else "x" * 40] for at in range(ROWS))]
    run = prepared(tmp_path, table, kind="customer")
    return running.start(kind="import", user=None, arguments={"run": run.pk})


def worker(job):
    """A process that does the job, as the worker's would."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "primio_crm.settings")
    }
    arguments = [connection.settings_dict["NAME"], str(job.pk), str(CHUNK)]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *arguments],
        env=environment,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def kill_after(process, state, rows):
    """Kills the process as soon as so many rows are committed in this state."""
    deadline = time.monotonic() + 60
    while not importing.ImportRun.objects.filter(state=state, read__gte=rows).exists():
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_import_goes_on_behind_its_last_commit(job, monkeypatch):
    monkeypatch.setattr(importing, "ROWS_A_CHUNK", CHUNK)
    for state, rows in (
        ("checking", CHUNK),
        ("checking", 10 * CHUNK),
        ("importing", CHUNK),
        ("importing", 10 * CHUNK),
    ):
        process = worker(job)
        kill_after(process, state, rows)
        assert Job.objects.get().state == "running"
        wait_until_dead(job)
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
    process = worker(job)
    while not StagedRow.objects.exists():
        assert process.poll() is None, process.stderr.read().decode()
        time.sleep(0.01)
    assert running.take_up() == []
    assert running.run(Job.objects.get()).state == "running"
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until_dead(job)


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


def wait_until_dead(job):
    """The server notices the end of a killed client at its next read."""
    deadline = time.monotonic() + 10
    while job.pk in running._alive():
        assert time.monotonic() < deadline
        time.sleep(0.01)
