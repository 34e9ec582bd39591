"""A big file is examined on all processors, with the same result, and takes no more memory than a small one."""

import os
import subprocess
import sys
from pathlib import Path
from select import select
from signal import SIGKILL
from socket import MSG_DONTWAIT

import pytest
from django.db import connection

from counterparties.models import Counterparty
from counterparties.tests.importing import balance, done, prepared, reasons
from exchange import abreast, running
from exchange.reading import Row
from exchange.running import children
from exchange.running.chunks import SIGNS_A_CHUNK, chunks
from exchange.running.examining import Examiner
from tests import factories

ROWS, CHUNK = 60, 7
TABLE = [
    ["name", "uic", "alias"],
    *([f"Фирма {at}" if at % 10 else "", factories.uic(1 + at % 50), "a\tb\\c\nd"] for at in range(ROWS)),
]


@pytest.fixture
def big(transactional_db, monkeypatch):
    """From now on every file is one for child processes, which are waited for."""
    factories.load_defaults()
    monkeypatch.setattr(children.Child, "has_spoken", lambda child: select([child.line], [], []))
    monkeypatch.setattr(children, "ROWS_WORTH_IT", 0)
    monkeypatch.setattr(running, "ROWS_A_CHUNK", CHUNK)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})


def found(run):
    return balance(run), reasons(run), list(run.rows.order_by("line").values_list("line", "outcome", "cells", "keys"))


def test_children_find_the_same(big, tmp_path, monkeypatch):
    together = found(done(prepared(tmp_path, TABLE), write=False))
    monkeypatch.setattr(children, "ROWS_WORTH_IT", ROWS + 1)
    alone = prepared(tmp_path, TABLE)
    assert found(done(alone, write=False)) == together
    assert balance(done(alone))["created"] == Counterparty.objects.count() == together[0]["created"]


def test_what_children_judged_with_rights_is_written_as_it_was_kept(big, tmp_path):
    run = prepared(tmp_path, TABLE, user=factories.administrator())
    done(run, write=False)
    run.refresh_from_db()
    assert run.basis, "each process writes the rights down alike"


@pytest.mark.parametrize("lanes", [1, 2])
def test_two_connections_write_what_one_does(big, tmp_path, monkeypatch, lanes):
    monkeypatch.setattr(abreast, "ROWS_WORTH_IT", 0)
    monkeypatch.setattr(abreast, "MOST_LANES", lanes)
    links = factories.feature(code="above", data_type="counterparty")
    table = [
        ["name", "code", "alias", f"f.{links.code}"],
        *([f"Фирма {at}", f"K{at % 50}", f"{at}", f"K{at - 9}" if at > 9 else ""] for at in range(ROWS)),
    ]
    run = done(prepared(tmp_path, table))
    assert balance(run) == {"read": ROWS, "created": 50, "failed": 10} and run.last_line == ROWS + 1
    rows = {row.code: row for row in Counterparty.objects.all()}
    assert len(rows) == 50
    for at in range(10, 50):
        assert rows[f"K{at}"].features == {str(links.pk): rows[f"K{at - 9}"].pk}, "earlier chunks are there by then"
    assert not any(rows[f"K{at}"].features for at in range(10))


def test_a_child_that_is_killed_is_done_without(big, tmp_path, monkeypatch):
    started = children.Children.__enter__

    def start_and_kill(those):
        os.killpg(started(those).process.pid, SIGKILL)
        return those

    monkeypatch.setattr(children.Children, "__enter__", start_and_kill)
    assert balance(done(prepared(tmp_path, TABLE), write=False))["read"] == ROWS


def test_a_small_file_is_examined_without_children(transactional_db, tmp_path, monkeypatch):
    factories.load_defaults()
    monkeypatch.setattr(running, "ROWS_A_CHUNK", CHUNK)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.delattr(children.Children, "__enter__")
    assert balance(done(prepared(tmp_path, TABLE), write=False))["read"] == ROWS


def test_children_end_with_the_check(big, tmp_path, monkeypatch):
    ends = []
    heard = children.Child.hear_greeting
    monkeypatch.setattr(children.Child, "hear_greeting", lambda child: ends.append(child.line.dup()) or heard(child))
    done(prepared(tmp_path, TABLE), write=False)
    assert len(ends) == 2, "one a processor"
    assert [end.recv(1, MSG_DONTWAIT) for end in ends] == [b"", b""], "nobody holds the other end any more"


def test_rows_are_examined_here_until_all_children_have_started(big, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(children.Children, "have_started", lambda _those: len(asked) >= 3)
    examine = Examiner.examine
    monkeypatch.setattr(Examiner, "examine", lambda self, rows: asked.append(len(rows)) or examine(self, rows))
    monkeypatch.setattr(children.Children, "examine", lambda _those, _rows: None)
    assert balance(done(prepared(tmp_path, TABLE), write=False))["read"] == ROWS
    assert sum(asked) == ROWS, "each row once"


def test_long_rows_make_short_chunks():
    rows = [Row(at, ["x" * (SIGNS_A_CHUNK // 4)]) for at in range(2, 12)]
    assert [len(chunk) for chunk in chunks(rows, 5000)] == [5, 5]
    assert [len(chunk) for chunk in chunks(rows, 3)] == [3, 3, 3, 1]
    assert [len(chunk) for chunk in chunks(rows, 5000, whole=True)] == [10]


PEAK = """
import resource, sys
import pytest  # the settings take the database of the tests when they see it
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from jobs.models import Job
from jobs.running import run
assert run(Job.objects.get(pk=sys.argv[2])).state == "done"
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(run):
    """Megabytes that a process takes which checks the file and imports it."""
    job = running_job(run)
    environment = {"DJANGO_SETTINGS_MODULE": "primio_crm.settings"} | dict(os.environ)
    arguments = [sys.executable, "-c", PEAK, connection.settings_dict["NAME"], str(job.pk)]
    return int(subprocess.check_output(arguments, env=environment, cwd=Path(__file__).parents[2]))


def running_job(run):
    from jobs.running import start

    return start(kind="import", user=None, arguments={"run": run.pk}, foreground=True)


def test_memory_does_not_grow_with_the_file(transactional_db, tmp_path):
    factories.load_defaults()
    peaks = []
    for rows in (10_000, 60_000):
        table = [["name", "note"], *(["", f"{at} {'x' * 200}"] for at in range(rows))]
        peaks.append(peak(prepared(tmp_path, table)))
    assert peaks[1] < peaks[0] + 30
