"""What the tests of undoings share: a job that has written something, its undoing, and a record's whole state."""

from collections.abc import Callable
from typing import Any

from access.models import User
from counterparties.models import Counterparty, CounterpartyType, HoldingMember
from counterparties.models.records import SubRecord
from counterparties.saving import save_counterparty
from exchange.undoing.models import Outcome, Undoing
from exchange.undoing.ordering import check_undo, start_undo
from history.recording import recorded
from jobs.models import Job
from jobs.running import run as run_job

MODELS = (Counterparty, CounterpartyType, HoldingMember, *SubRecord.__subclasses__())
State = dict[tuple[str, int], dict[str, Any]]


def job_of(user: User | None, deed: Callable[[], Any], *, kind: str = "import") -> Job:
    """A finished job that has done this."""
    job = Job.objects.create(kind=kind, user=user, state=Job.State.DONE, arguments={})
    job.arguments = {"run": -job.pk, "edit": -job.pk}
    job.save()
    with recorded(user_id=user.pk if user else None, run=f"job:{job.pk}"):
        deed()
    people()
    return job


def people(user: User | None = None) -> None:
    """What follows in this test is done by people: within one transaction, it would count as the job's else."""
    with recorded(user_id=user.pk if user else None, run="web:test"):
        pass


def work(undoing: Undoing) -> Undoing:
    """What the worker does."""
    job = run_job(undoing.work)
    people()
    assert job.state == Job.State.DONE, job.message
    undoing.refresh_from_db()
    return undoing


def undone(job: Job, user: User) -> Undoing:
    """The undoing of a job, after a check that foretold the same."""
    names = ("found", *Outcome.values)
    before = state()
    checked = work(check_undo(user=user, job=job))
    assert state() == before, "a check writes nothing"
    foretold = {name: getattr(checked, name) for name in names}
    why = reasons(checked)
    done = work(start_undo(user=user, job=job))
    assert done.pk == checked.pk
    assert foretold == {name: getattr(done, name) for name in names}
    assert why == reasons(done)
    return done


def outcomes(undoing: Undoing) -> dict[str, int]:
    """The counts that are not 0."""
    return {name: number for name in Outcome.values if (number := getattr(undoing, name))}


def reasons(undoing: Undoing) -> dict[int, str]:
    """Why records were left, by id."""
    return dict(undoing.rows.exclude(reason="").values_list("record_id", "reason"))


def state() -> State:
    """All columns of all rows, derived ones included, but for the versions."""
    found = {}
    for model in MODELS:
        for row in model._base_manager.values():
            row.pop("version", None)
            found[model.__name__, row["id"]] = row
    return found


def change(record: Any, by: User, **values: Any) -> Counterparty:
    """An edit in the form."""
    people(by)
    types = values.pop("types", None)
    record.refresh_from_db()
    features = values.pop("features", None)
    return save_counterparty(user=by, record=record, values=values, types=types, features=features)
