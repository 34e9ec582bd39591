"""An import is taken back: what it made goes, what it changed is as before, what people edited since stays."""

import pytest

from counterparties.models import Counterparty, CounterpartyType
from exchange.undoing.models import Undoing
from exchange.undoing.ordering import check_undo, start_undo
from jobs.models import Job
from jobs.running import run as run_job
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return factories.administrator()


def work(undoing: Undoing) -> Undoing:
    """What the worker does."""
    job = run_job(undoing.work)
    assert job.state == Job.State.DONE, job.message
    undoing.refresh_from_db()
    return undoing


def undone(job: Job, user) -> Undoing:
    """The undoing of a job, after a check that said the same."""
    checked = work(check_undo(user=user, job=job))
    foretold = {name: getattr(checked, name) for name in ("found", "reversed", "kept", "failed")}
    done = work(start_undo(user=user, job=job))
    assert done.pk == checked.pk
    assert foretold == {name: getattr(done, name) for name in ("found", "reversed", "kept", "failed")}
    return done


def outcomes(undoing: Undoing) -> dict[str, int]:
    return {name: number for name in ("reversed", "kept", "failed") if (number := getattr(undoing, name))}


def reasons(undoing: Undoing) -> dict[int, str]:
    return dict(undoing.rows.exclude(reason="").values_list("record_id", "reason"))


def image(record) -> dict:
    """All columns but the version, and the ticks."""
    values = Counterparty.objects.filter(pk=record.pk).values().get()
    return values | {"version": 0, "ticks": sorted(record.types.values_list("pk", flat=True))}


def test_what_an_import_created_goes(load, admin):
    before = factories.counterparty(name="Before")
    run = load(["name", "types"], ["Alpha", "customer"], ["Beta", "supplier"], user=admin)
    done = undone(run.job, admin)
    assert outcomes(done) == {"reversed": 2}
    assert list(Counterparty.objects.all()) == [before]
    assert CounterpartyType.objects.exclude(counterparty=before).count() == 0


def test_what_an_import_changed_is_as_before(load, admin):
    record = factories.counterparty(name="Alpha", code="A1", phone="+359888123456", alias="a")
    before = image(record)
    run = load(["code", "name", "alias", "types"], ["A1", "Омега", "o", "supplier"], user=admin)
    assert image(record) != before
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}
    assert image(record) == before
