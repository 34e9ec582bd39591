"""What the tests of verbs that reach every record share: features, records with values, a worker that is killed."""

from typing import Any

import pytest

from counterparties.models import Counterparty
from history.models import Change
from jobs.models import Job
from jobs.running import run
from reference.features import rewriting
from reference.models import Feature
from tests import factories as f


class Killed(BaseException):
    """What a killed worker leaves behind: what it committed."""


def feature(code: str = "note", **values: Any) -> Feature:
    return f.feature(code=code, name_en=code.capitalize(), **values)


def carry(of: Feature, *stored: Any) -> list[Counterparty]:
    """New counterparties with these stored values; None for one without."""
    made = [f.counterparty() for _each in stored]
    for record, value in zip(made, stored, strict=True):
        if value is not None:
            put(record, of, value)
    return made


def put(record: Counterparty, of: Feature, value: Any) -> None:
    record.refresh_from_db()
    record.features[str(of.pk)] = value
    record.save(update_fields=["features"])


def values(of: Feature) -> list[Any]:
    """What the counterparties have stored, in the order in which they were made."""
    rows = Counterparty.objects.order_by("pk").values_list("features", flat=True)
    return [features.get(str(of.pk)) for features in rows]


def done(job: Job) -> Job:
    """The job after the worker has done it."""
    run(job)
    job.refresh_from_db()
    return job


def killed_after(monkeypatch: pytest.MonkeyPatch, job: Job, chunks: int) -> None:
    """Runs the job until so many chunks of two records are committed, as a worker that is killed then."""
    monkeypatch.setattr(rewriting, "ROWS_A_CHUNK", 2)
    left, step = [chunks], rewriting.JobWork.step

    def die(work: rewriting.JobWork, number: int) -> None:
        step(work, number)
        if work.progress.job.stage in STAGES and number:
            left[0] -= 1
            if not left[0]:
                raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("jobs.running.SECONDS_BETWEEN_SIGNS", 0)
        patch.setattr(rewriting.JobWork, "step", die)
        with pytest.raises(Killed):
            run(job)
    job.refresh_from_db()
    assert job.state == "running", "nobody has told the job that its worker is gone"


STAGES = ("Clearing the values", "Changing the values", "Replacing the item", "Refreshing the search")


def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes every number of records too many for a request."""
    for module in ("reference.deleting", "reference.items.replacing", "reference.features.views"):
        monkeypatch.setattr(f"{module}.AT_ONCE", -1)


def changes_of(record: Counterparty) -> list[tuple[Any, Any]]:
    """Before and after of the features in the history of a record, the newest first."""
    rows = Change.objects.filter(table="counterparties_counterparty", record_id=record.pk, action="U").order_by("-pk")
    return [(row.before["features"], row.after["features"]) for row in rows if "features" in row.after]
