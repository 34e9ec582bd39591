"""A process that does a job as the worker's would, to be killed in the midst of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from jobs import running
from jobs.models import Job

WORKER = """
import sys, time
import pytest  # the settings take the database of the tests when they see it
import django
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"], settings.MEDIA_ROOT = sys.argv[1:3]
from jobs.models import Job
from jobs.running import run
def slow(owner, name):
    done = getattr(owner, name)
    def slowly(*given, **named):
        done(*given, **named)
        time.sleep(0.05)
    setattr(owner, name, slowly)
exec(sys.argv[4])
run(Job.objects.get(pk=sys.argv[3]))
"""


def worker(job: Job, slowed: str) -> subprocess.Popen[bytes]:
    """Starts a process that does the job; `slowed` is Python that makes its steps small and `slow`."""
    where = [connection.settings_dict["NAME"], str(settings.MEDIA_ROOT)]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *where, str(job.pk), slowed],
        env={"DJANGO_SETTINGS_MODULE": "primio_crm.settings"} | os.environ,
        cwd=Path(__file__).parents[1],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def wait_until(reached: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Waits while the process lives; one that ends before it has come so far is told with what it said."""
    deadline = time.monotonic() + 60
    while not reached():
        assert process.poll() is None and process.stderr, process.stderr and process.stderr.read().decode()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def kill(process: subprocess.Popen[bytes], job: Job) -> None:
    """Kills the process; the server notices the end of a killed client at its next read."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 10
    while job.pk in running.alive():
        assert time.monotonic() < deadline
        time.sleep(0.01)
