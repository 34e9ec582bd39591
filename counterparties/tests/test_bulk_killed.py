"""A worker that is killed in the midst of a bulk edit: the next one goes on, no record is lost, none is done twice."""

import pytest

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
from tests.workers import kill, wait_until, worker

ROWS, CHUNK = 120, 5
SLOWED = f"""
from exchange.bulk import running as changing
changing.ROWS_A_CHUNK = {CHUNK}
slow(changing.Passage, "take")
"""


@pytest.fixture
def job(transactional_db):
    factories.load_defaults()
    for _each in range(ROWS):
        factories.counterparty()
    edit = begin(user=factories.superuser(), screen=screens["counterparties"])
    return order_run(edit=order_check(edit=edit, changes=[Change("alias", SET, "x")]))


def changes_of(job):
    return Changed.objects.filter(table="counterparties_counterparty", run=f"job:{job.pk}")


def test_a_killed_edit_goes_on_behind_its_last_commit(job, monkeypatch):
    monkeypatch.setattr(changing, "ROWS_A_CHUNK", CHUNK)
    for rows in (CHUNK, 10 * CHUNK):
        process = worker(job, SLOWED)
        wait_until(BulkEdit.objects.filter(state="running", changed__gte=rows).exists, process)
        assert Job.objects.get(pk=job.pk).state == "running"
        kill(process, job)
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
