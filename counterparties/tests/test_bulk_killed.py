"""A worker that is killed in the midst of a bulk edit: the next one goes on, no record is lost, none is done twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from counterparties.models import Counterparty
from exchange.bulk import running as changing
from exchange.bulk.changes import SET, Change
from exchange.bulk.models import BulkEdit
from exchange.bulk.ordering import begin, order_check, order_run
from history.models import Change as Changed
from jobs import running
from jobs.models import Job
from screens.registry import screens
from tests import factories

ROWS, CHUNK = 120, 5
WORKER = """
import sys, time
import pytest  # the settings take the database of the tests when they see it
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from exchange.bulk import running as changing
from jobs.models import Job
from jobs.running import run
changing.ROWS_A_CHUNK = int(sys.argv[3])
class Slow(changing.Passage):
    def take(self, *chunk):
        super().take(*chunk)
        time.sleep(0.05)
changing.Passage = Slow
run(Job.objects.get(pk=sys.argv[2]))
"""


@pytest.fixture
def job(transactional_db):
    factories.load_defaults()
    for _each in range(ROWS):
        factories.counterparty()
    edit = begin(user=factories.superuser(), screen=screens["counterparties"])
    return order_run(edit=order_check(edit=edit, changes=[Change("alias", SET, "x")]))


def worker(job):
    """A process that does the job, as the worker's would."""
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "primio_crm.settings")
    arguments = [connection.settings_dict["NAME"], str(job.pk), str(CHUNK)]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *arguments],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def kill_after(process, rows):
    """Kills the process as soon as so many records are changed and committed."""
    deadline = time.monotonic() + 60
    while BulkEdit.objects.get().changed < rows or BulkEdit.objects.get().state != "running":
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()


def wait_until_dead(job):
    """The server notices the end of a killed client at its next read."""
    deadline = time.monotonic() + 10
    while job.pk in running._alive():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def changes_of(job):
    return Changed.objects.filter(table="counterparties_counterparty", run=f"job:{job.pk}")


def test_a_killed_edit_goes_on_behind_its_last_commit(job, monkeypatch):
    monkeypatch.setattr(changing, "ROWS_A_CHUNK", CHUNK)
    for rows in (CHUNK, 10 * CHUNK):
        process = worker(job)
        kill_after(process, rows)
        assert Job.objects.get(pk=job.pk).state == "running"
        wait_until_dead(job)
        assert running.take_up() == [job.pk]
    done = Counterparty.objects.filter(alias="x").count()
    assert 0 < done < ROWS and done == BulkEdit.objects.get().changed == changes_of(job).count()
    assert running.run(job).state == "done"
    edit = BulkEdit.objects.get()
    assert (edit.found, edit.changed, edit.remaining, edit.meanwhile) == (ROWS, ROWS, 0, 0)
    assert Counterparty.objects.filter(alias="x", version=2).count() == ROWS == changes_of(job).count()


def test_a_cancelled_edit_keeps_what_it_did_and_says_so(job, monkeypatch):
    monkeypatch.setattr(changing, "ROWS_A_CHUNK", CHUNK)
    monkeypatch.setattr(running, "SECONDS_BETWEEN_SIGNS", 0)
    take = changing.Passage.take

    def take_and_cancel(passage, *chunk):
        take(passage, *chunk)
        if passage.edit.judged == 3 * CHUNK:
            running.cancel(job=Job.objects.get(pk=job.pk))

    monkeypatch.setattr(changing.Passage, "take", take_and_cancel)
    done, edit = running.run(job), BulkEdit.objects.get()
    assert (done.state, edit.state) == ("cancelled", "cancelled")
    assert (edit.changed, edit.remaining) == (15, ROWS - 15)
    assert edit.done_rows.count() == 15 == Counterparty.objects.filter(alias="x").count()
    assert "15 changed" in done.message and "the other 105 stay" in done.message
