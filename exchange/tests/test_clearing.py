"""Old files go, records and balances stay, and nothing goes that somebody still works with."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from exchange.clearing import forget_sources
from exchange.models import ImportRun, Source, StagedRow
from jobs.models import Job
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT, settings.KEEP_FILES_DAYS = tmp_path / "media", 30


@pytest.fixture
def clear(django_capture_on_commit_callbacks):
    def cleared():
        with django_capture_on_commit_callbacks(execute=True):
            app.tasks["exchange.clear_away"].func(0)

    return cleared


def run_of(state, days):
    job = Job.objects.create(kind="import", state="done", finished_at=timezone.now() - timedelta(days=days))
    run = ImportRun(target="counterparties", name="file.csv", state=state, job=job, read=2, created=1, failed=1)
    run.file.save("file.csv", ContentFile(b"Name\nA\nB\n"))
    Job.objects.filter(pk=job.pk).update(arguments={"run": run.pk})
    StagedRow.objects.create(run=run, line=3, outcome="failed", cells=["B"])
    return run


@pytest.mark.parametrize("state", ["done", "cancelled", "failed"])
def test_the_upload_of_an_old_finished_import_goes(client, clear, state):
    run, recent = run_of(state, 31), run_of(state, 29)
    path = Path(run.file.path)
    clear()
    run.refresh_from_db()
    assert (run.file.name, path.exists()) == ("", False)
    assert (run.counts["read"], run.rows.count()) == (2, 1)
    recent.refresh_from_db()
    assert Path(recent.file.path).exists()
    client.force_login(factories.superuser())
    assert "2 rows read" in client.get(run.get_absolute_url()).content.decode()
    assert client.get(reverse("exchange:file", args=[run.pk])).status_code == 404


@pytest.mark.parametrize("state", ["mapping", "checked", "importing"])
def test_the_upload_of_an_import_that_can_go_on_stays(clear, state):
    run = run_of(state, 100)
    clear()
    run.refresh_from_db()
    assert Path(run.file.path).exists()


def test_a_row_is_forgotten_when_no_record_can_be_the_same_as_it_again():
    records = [factories.counterparty() for _each in range(4)]
    hashes = [UUID(f"{number:x}{'0' * 15}{number:x}{'f' * 15}") for number in (0, 7, 15, 12)]
    Source.objects.bulk_create(
        Source(hash=hash, record_id=r.pk, version=1) for hash, r in zip(hashes, records, strict=True)
    )
    type(records[0]).objects.filter(pk__in=[records[1].pk, records[2].pk]).update(alias="edited")
    Source.objects.filter(hash=hashes[3]).update(record_id=10**9)
    assert [forget_sources(digit) for digit in "07fc"] == [0, 1, 1, 1]
    assert Source.objects.get().hash == hashes[0]


def export(user, settings, number, days):
    job = Job.objects.create(kind="export", user=user, state="done")
    job.result = {"file": f"exports/{job.pk}.csv", "name": "list.csv", "rows": number}
    job.save()
    path = settings.MEDIA_ROOT / job.result["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Name\n")
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return job


def test_an_old_export_goes_and_its_page_says_so(client, clear, settings):
    user = factories.superuser()
    old, recent = export(user, settings, 3, 31), export(user, settings, 4, 29)
    clear()
    client.force_login(user)
    assert [path.name for path in (settings.MEDIA_ROOT / "exports").iterdir()] == [f"{recent.pk}.csv"]
    page = client.get(reverse("exchange:exported", args=[old.pk])).content.decode()
    assert ("Export the list again" in page, "download" in page) == (True, False)
    assert "download" in client.get(reverse("exchange:exported", args=[recent.pk])).content.decode()
    assert client.get(reverse("exchange:exported_file", args=[old.pk])).status_code == 404


def test_no_days_keep_everything(clear, settings):
    settings.KEEP_FILES_DAYS = 0
    run, job = run_of("done", 1000), export(factories.superuser(), settings, 3, 1000)
    clear()
    run.refresh_from_db()
    assert Path(run.file.path).exists()
    assert (settings.MEDIA_ROOT / job.result["file"]).exists()
