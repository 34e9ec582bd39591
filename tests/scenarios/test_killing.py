"""Ten workers die at random moments of each long work, by `kill -9` or with their database: no row is lost or doubled.

A failure tells its seed; KILL_SEED in the environment repeats it.
"""

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random, randrange
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Count

import exchange.running as importing
from counterparties.models import Counterparty
from counterparties.tests.importing import done, prepared
from exchange import abreast, exporting
from exchange.balancing import prove
from exchange.bulk import ordering as bulk_ordering
from exchange.bulk import running as editing
from exchange.bulk.changes import Change as BulkChange
from exchange.models import ImportRun
from exchange.undoing import running as undoing
from exchange.undoing.models import Undoing
from exchange.undoing.ordering import start_undo
from history.models import Change
from jobs import running
from jobs.models import Job
from screens.registry import screens
from tests import factories
from tests.scenarios.killing import die_again_and_again, end_session, kill, work

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, CHUNK, TIMES = 120, 10, 10
TABLE = "counterparties_counterparty"


@dataclass(frozen=True)
class Case:
    """A job that may be begun several times, each time for work that is its own, and what must be true behind it."""

    begin: Callable[[], Job]
    prove: Callable[[Job], None]


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch, tmp_path):
    monkeypatch.setattr(running, "SECONDS_BETWEEN_SIGNS", 0)
    # Ten deaths in a row are chance here, and no sign of a job that kills its worker.
    monkeypatch.setattr(running, "ATTEMPTS", 3 * TIMES)
    # Two connections write, as for many rows: what one alone does is a part of that.
    monkeypatch.setattr(abreast, "ROWS_WORTH_IT", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    for module in (importing, editing, undoing):
        monkeypatch.setattr(module, "ROWS_A_CHUNK", CHUNK)
    monkeypatch.setattr(exporting, "ROWS_A_STEP", CHUNK)
    monkeypatch.setattr(settings, "MEDIA_ROOT", str(tmp_path / "media"))


@pytest.fixture
def chance():
    seed = int(os.environ.get("KILL_SEED") or randrange(10**9))
    print(f"KILL_SEED={seed}")
    return Random(seed)


@pytest.fixture
def user(transactional_db):
    return factories.administrator()


def loaded(folder: Path, user: Any, mark: str) -> ImportRun:
    """A file whose every tenth row fails and every twentieth is blank."""
    rows = [
        [f"{mark} {at}", f"{mark}{at}" if at % 10 else "x" * 40] if at % 20 != 5 else ["", ""] for at in range(ROWS)
    ]
    return prepared(folder, [["name", "code"], *rows], user=user, kind="customer")


@pytest.fixture
def imports(user, tmp_path):
    def begin() -> Job:
        run = loaded(tmp_path, user, f"I{ImportRun.objects.count()}x")
        run.job = running.start(kind="import", user=user, arguments={"run": run.pk})
        run.save()
        return run.job

    def prove_it(job: Job) -> None:
        run = ImportRun.objects.get(job=job)
        assert run.state == ImportRun.State.DONE
        failed, blank = ROWS // 10, ROWS // 20
        assert (run.read, run.failed, run.skipped) == (ROWS, failed, blank)
        assert run.created == ROWS - failed - blank
        assert prove(run).holds
        assert run.rows.values("line").distinct().count() == run.rows.count()
        assert once(job, Change.Action.INSERT) == run.created
        codes = run.rows.filter(outcome="created").values_list("record_id", flat=True)
        assert Counterparty.objects.filter(pk__in=codes, kinds=["customer"]).count() == run.created

    return Case(begin, prove_it)


@pytest.fixture
def bulk_edits(user, tmp_path):
    done(loaded(tmp_path, user, "B"))
    records = Counterparty.objects.count()

    def begin() -> Job:
        changes = [BulkChange("alias", "set", f"Edited {Job.objects.count()}")]
        edit = bulk_ordering.begin(user=user, screen=screens["counterparties"])
        bulk_ordering.order_check(edit=edit, changes=changes)
        return bulk_ordering.order_run(edit=edit)

    def prove_it(job: Job) -> None:
        edit = bulk_ordering.BulkEdit.objects.get(job=job)
        assert (edit.state, edit.changed, edit.remaining) == ("done", records, 0)
        assert once(job, Change.Action.UPDATE) == records
        assert Counterparty.objects.filter(alias=edit.changes[0]["text"]).count() == records

    return Case(begin, prove_it)


@pytest.fixture
def exports(user, tmp_path):
    done(loaded(tmp_path, user, "E"))

    def begin() -> Job:
        wanted = {"screen": "counterparties", "query": "", "parent": None, "format": "csv"}
        return running.start(kind="export", user=user, arguments=wanted)

    def prove_it(job: Job) -> None:
        file = Path(settings.MEDIA_ROOT) / job.result["file"]
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.reader(opened))
        assert len(rows) - 1 == job.result["rows"] == Counterparty.objects.count()
        assert len({tuple(row) for row in rows}) == len(rows)
        beside = [path.name for path in file.parent.iterdir() if path.name.startswith(f"{job.pk}.")]
        assert beside == [file.name], "what a killed worker left half-written is cleared away"

    return Case(begin, prove_it)


@pytest.fixture
def undoings(user, tmp_path):
    def begin() -> Job:
        run = done(loaded(tmp_path, user, f"U{ImportRun.objects.count()}x"))
        kept = Counterparty.objects.filter(pk__in=run.rows.values("record_id")).first()
        Counterparty.objects.filter(pk=kept.pk).update(note="mine")
        return start_undo(user=user, job=run.job).work

    def prove_it(job: Job) -> None:
        found = Undoing.objects.get(work=job)
        created = ImportRun.objects.get(job=found.job).created
        assert (found.state, found.found, found.reversed, found.kept) == ("done", created, created - 1, 1)
        assert found.rows.filter(outcome="reversed").count() == found.reversed
        assert once(job, Change.Action.DELETE) == found.reversed
        gone = found.rows.filter(outcome="reversed").values("record_id")
        assert not Counterparty.objects.filter(pk__in=gone).exists()

    return Case(begin, prove_it)


@pytest.fixture
def edits_undone(bulk_edits):
    records = Counterparty.objects.count()

    def begin() -> Job:
        edit = bulk_edits.begin()
        assert running.run(edit).state == Job.State.DONE
        kept = Counterparty.objects.first()
        Counterparty.objects.filter(pk=kept.pk).update(alias="mine")
        return start_undo(user=edit.user, job=edit).work

    def prove_it(job: Job) -> None:
        found = Undoing.objects.get(work=job)
        assert (found.state, found.reversed, found.kept) == ("done", records - 1, 1)
        assert found.rows.filter(outcome="reversed").count() == found.reversed
        assert once(job, Change.Action.UPDATE) == found.reversed

    return Case(begin, prove_it)


def once(job: Job, action: str) -> int:
    """How many records the history says that the job has so treated, each of them once."""
    changes = Change.objects.filter(run=f"job:{job.pk}", table=TABLE, action=action)
    assert not changes.values("record_id").annotate(times=Count("pk")).filter(times__gt=1).exists()
    return changes.count()


@pytest.mark.parametrize("deed", [kill, end_session])
@pytest.mark.parametrize("name", ["imports", "bulk_edits", "exports", "undoings", "edits_undone"])
def test_ten_workers_die(name, deed, chance, request):
    case: Case = request.getfixturevalue(name)
    whole = case.begin()
    statements = work(whole)
    whole.refresh_from_db()
    assert whole.state == Job.State.DONE, whole.message
    case.prove(whole)
    died = 0
    while died < TIMES:
        job = case.begin()
        died += die_again_and_again(job, deed, times=TIMES - died, statements=statements, chance=chance)
        running.run(job)
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.message
        case.prove(job)
    assert running.take_up() == []
