"""Workers that die: a process does a job as the worker would and is killed, or loses its database, at a statement."""

import os
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.signals import connection_created

from exchange.abreast import Overtaken
from jobs import running
from jobs.models import Job

LOST = (psycopg.OperationalError, Overtaken)
"What a worker ends with whose database has gone away."
SECONDS = 30
"The longest that anything here may take."


@dataclass(frozen=True)
class Moment:
    """When and how a worker dies: at its so-manieth statement, ahead of it or behind it."""

    at: int
    behind: bool
    deed: Callable[[], None]


def kill() -> None:
    """As `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def end_session() -> None:
    """As a restart of the database does to everybody who is connected."""
    settings = connection.settings_dict
    address = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    number = connection.connection.info.backend_pid
    with psycopg.connect(
        dbname=settings["NAME"], password=settings["PASSWORD"] or None, autocommit=True, **address
    ) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", [number])


def work(job: Job, moment: Moment | None = None) -> int:
    """Does the job in a process of its own; returns how many statements that took, -1 where it was killed."""
    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _work(job.pk, moment, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        number, _line, error = told.read().partition("\n")
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or not os.WEXITSTATUS(status), f"the worker itself failed: {error}"
    return int(number or -1)


def _work(pk: int, moment: Moment | None, writing: int) -> None:
    """The life of the child, which never returns into the tests."""
    done, code, said = 0, 1, ""

    def count(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        done += 1
        strikes = moment is not None and done == moment.at
        if moment and strikes and not moment.behind:
            moment.deed()
        result = execute(sql, params, many, context)
        if moment and strikes and moment.behind:
            moment.deed()
        return result

    def follow(connection: Any, **_signal: Any) -> None:
        connection.execute_wrappers[:] = [count]

    connection_created.connect(follow)
    try:
        running.run(Job.objects.get(pk=pk))
        code = 0
    except BaseException as error:
        # A worker whose database went away ends so, and the job is taken up.
        gone = isinstance(error, LOST) or isinstance(error.__cause__, LOST)
        code = 0 if moment and gone else 1
        said = traceback.format_exc()
    finally:
        os.write(writing, f"{done}\n{said}".encode())
        os._exit(code)


def die_again_and_again(job: Job, deed: Callable[[], None], *, times: int, statements: int, chance: Random) -> int:
    """Has so many workers die at random moments, and the job taken up after each; returns how many did."""
    died = 0
    for _time in range(times):
        reach = max(2, 2 * statements // times)
        work(job, Moment(chance.randint(1, reach), chance.random() < 0.5, deed))
        wait_until_left(job)
        job.refresh_from_db()
        if job.finished:
            break
        died += 1
        if job.state == Job.State.RUNNING:
            assert running.take_up() == [job.pk]
    return died


def wait_until_left(job: Job) -> None:
    """The server notices the end of a killed client at its next read."""
    deadline = time.monotonic() + SECONDS
    while job.pk in running.alive():
        assert time.monotonic() < deadline
        time.sleep(0.005)
