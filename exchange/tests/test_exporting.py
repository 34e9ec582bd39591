"""An export is the list at one moment, and a whole file or none."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from counterparties.models import Counterparty
from exchange import exporting, writing
from exchange.exporting import export, list_of, screen_of
from jobs import running
from jobs.models import Job
from tests import factories
from tests.workers import kill, wait_until, worker

ROWS = 60
SLOWED = """
from exchange import exporting
from jobs import running
exporting.ROWS_A_STEP, running.SECONDS_BETWEEN_SIGNS = 1, 0
slow(running.Progress, "step")
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
    process = worker(job, SLOWED)
    wait_until(Job.objects.filter(pk=job.pk, done__gte=ROWS // 3).exists, process)
    kill(process, job)
    assert [path.suffix for path in folder.iterdir()] == [writing.PART]
    assert running.take_up() == [job.pk]
    done = running.run(job)
    assert (done.state, done.result["rows"], done.result["in_order"]) == ("done", ROWS, True)
    assert [path.name for path in folder.iterdir()] == [f"{job.pk}.csv"]
    assert sorted(lines(folder / f"{job.pk}.csv")[1:]) == sorted(codes)
