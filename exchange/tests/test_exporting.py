"""An export is the list at one moment, and a whole file or none."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from openpyxl import load_workbook

from counterparties.models import Counterparty
from exchange import exporting, writing
from exchange.exporting import export, list_of, screen_of
from jobs import running
from jobs.models import Job
from tests import factories

ROWS = 60
WORKER = """
import sys, time
import pytest  # the settings take the database of the tests when they see it
import django
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"], settings.MEDIA_ROOT = sys.argv[1], sys.argv[3]
from exchange import exporting
from jobs.models import Job
from jobs.running import Progress, run
exporting.ROWS_A_STEP = 1
step = Progress.step
def slow(self, *, done):
    self.told_at = 0
    step(self, done=done)
    time.sleep(0.05)
Progress.step = slow
run(Job.objects.get(pk=sys.argv[2]))
"""


def query_of(columns="code"):
    return list_of(screen=screen_of("counterparties"), user=factories.superuser(), query=f"columns={columns}")


def lines(path):
    return path.read_text(encoding="utf-8-sig").splitlines()


@pytest.mark.django_db(transaction=True)
def test_it_is_the_list_at_one_moment(tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "ROWS_A_STEP", 1)
    records = [factories.counterparty() for _each in range(3)]
    path = tmp_path / "list.csv"

    def change(done):
        Counterparty.objects.filter(pk=records[-1].pk).update(code="CHANGED")
        factories.counterparty()

    assert export(query=query_of(), path=path, format="csv", step=change) == 3
    assert lines(path)[1:] == [record.code for record in records]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_stops_leaves_nothing(tmp_path, monkeypatch, format):
    monkeypatch.setattr(exporting, "ROWS_A_STEP", 1)
    factories.counterparty()

    def stop(done):
        assert [path.name.startswith("list.") for path in tmp_path.iterdir()] == [True]
        raise running.Cancelled

    with pytest.raises(running.Cancelled):
        export(query=query_of(), path=tmp_path / f"list.{format}", format=format, step=stop)
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_export_keeps_no_file_and_says_so(settings, monkeypatch):
    monkeypatch.setattr(exporting, "ROWS_A_STEP", 1)
    monkeypatch.setattr(running, "SECONDS_BETWEEN_SIGNS", 0)
    for _each in range(3):
        factories.counterparty()
    arguments = {"screen": "counterparties", "query": "columns=code", "parent": None, "format": "csv"}
    job = running.start(kind="export", user=factories.superuser(), arguments=arguments)
    step = running.Progress.step

    def cancel(progress, *, done):
        running.cancel(job=Job.objects.get())
        step(progress, done=done)

    monkeypatch.setattr(running.Progress, "step", cancel)
    done = running.run(job)
    assert (done.state, done.done, done.message) == ("cancelled", 1, "Cancelled: no file is kept.")
    assert not list((Path(settings.MEDIA_ROOT) / "exports").iterdir())


@pytest.mark.django_db
def test_a_full_sheet_is_followed_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_A_SHEET", 3)
    for _each in range(5):
        factories.counterparty()
    path = tmp_path / "list.xlsx"
    assert export(query=query_of(), path=path, format="xlsx") == 5
    assert len(load_workbook(path).sheetnames) == writing.sheets_of(5, "xlsx") == 3
    assert [sheet.cell(1, 1).value for sheet in load_workbook(path)] == ["Code"] * 3


@pytest.mark.django_db
def test_a_text_that_no_cell_holds_is_told(tmp_path):
    factories.counterparty(note="x" * 40_000)
    path = tmp_path / "list.xlsx"
    with pytest.raises(exporting.ValidationError, match="Export as CSV"):
        export(query=query_of("note"), path=path, format="xlsx")
    assert not list(tmp_path.iterdir())
    assert export(query=query_of("note"), path=path.with_suffix(".csv"), format="csv") == 1


@pytest.mark.django_db(transaction=True)
def test_a_killed_export_begins_anew_and_ends_whole(settings):
    folder = Path(settings.MEDIA_ROOT) / "exports"
    codes = [factories.counterparty().code for _each in range(ROWS)]
    arguments = {"screen": "counterparties", "query": "columns=code", "parent": None, "format": "csv"}
    job = running.start(kind="export", user=factories.superuser(), arguments=arguments)
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(job.pk), str(settings.MEDIA_ROOT)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "primio_crm.settings"},
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
    )
    while not Job.objects.filter(pk=job.pk, done__gte=ROWS // 3).exists():
        assert process.poll() is None, process.stderr.read().decode()
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert [path.suffix for path in folder.iterdir()] == [writing.PART]
    while not running.take_up():
        time.sleep(0.02)
    done = running.run(job)
    assert (done.state, done.result["rows"], done.result["in_order"]) == ("done", ROWS, True)
    assert [path.name for path in folder.iterdir()] == [f"{job.pk}.csv"]
    assert sorted(lines(folder / f"{job.pk}.csv")[1:]) == sorted(codes)
