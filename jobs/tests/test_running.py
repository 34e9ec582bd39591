"""A job runs once, tells how far it is, can be cancelled, and is taken up when its worker is gone."""

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from jobs import registry, running
from jobs.models import Job
from jobs.registry import JobKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    """A function that makes a work the kind "try", and starts a job of it."""
    monkeypatch.setattr(running, "SECONDS_BETWEEN_SIGNS", 0)

    def started(work, **options):
        monkeypatch.setitem(registry.KINDS, "try", JobKind("try", "Try", work))
        return running.start(kind="try", user=None, arguments={}, **options)

    return started


def queued(job):
    return ProcrastinateJob.objects.filter(task_name="jobs.run", args__job_id=job.pk, status="todo").count()


def test_a_started_job_waits_in_the_queue(kind):
    job = kind(lambda progress: {})
    assert job.state == "waiting"
    assert queued(job) == 1


def test_a_job_in_the_queue_is_not_queued_twice(kind):
    job = kind(lambda progress: {})
    running.queue(job)
    assert queued(job) == 1


def test_a_job_of_a_command_is_not_queued(kind):
    assert queued(kind(lambda progress: {}, foreground=True)) == 0


def test_a_job_tells_its_progress_and_keeps_its_result(kind):
    seen = []

    def work(progress):
        progress.stage("Reading", expected=10)
        progress.step(done=4, created=3)
        seen.append(Job.objects.values_list("stage", "done", "expected", "state").get())
        return {"failed": 1}

    job = running.run(kind(work))
    assert seen == [("Reading", 4, 10, "running")]
    assert (job.state, job.result) == ("done", {"created": 3, "failed": 1})
    assert job.finished_at and job.seen_at and job.started_at


def test_a_finished_job_is_not_done_again(kind):
    runs = []
    job = running.run(kind(lambda progress: runs.append(1) or {}))
    running.run(job)
    assert runs == [1]


def test_a_refusal_is_the_message_of_the_job(kind):
    def work(progress):
        raise ValidationError("Choose another file.")

    job = running.run(kind(work))
    assert (job.state, job.message) == ("failed", "Choose another file.")


def test_a_fault_ends_the_job_without_a_traceback_for_people(kind):
    job = running.run(kind(lambda progress: 1 / 0))
    assert job.state == "failed"
    assert "division" not in job.message
    assert "log" in job.message


def test_a_cancelled_job_stops_at_its_next_step(kind):
    steps = []

    def work(progress):
        for done in range(10):
            progress.step(done=done)
            steps.append(done)
            if done == 3:
                running.cancel(job=Job.objects.get(pk=progress.job.pk))
        return {}

    job = running.run(kind(work))
    assert job.state == "cancelled"
    assert steps == [0, 1, 2, 3]


def test_a_waiting_job_is_cancelled_at_once(kind):
    runs = []
    job = kind(lambda progress: runs.append(1) or {})
    running.cancel(job=job)
    assert job.state == "cancelled"
    running.run(job)
    assert runs == []


def test_a_job_that_waits_to_go_on_ends_by_its_own_work(kind):
    def work(progress):
        progress.check()
        progress.step(done=5)
        return {}

    job = kind(work)
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now())
    running.cancel(job=job)
    assert (job.state, job.cancel_requested, job.message) == ("waiting", True, "")
    assert running.run(job).state == "cancelled"
    assert "stays" in job.message and job.done == 0


def test_a_worker_that_is_shut_down_gives_the_job_back(kind):
    job = running.run(kind(lambda progress: progress.step(done=5) or {}), stopping=lambda: True)
    job.refresh_from_db()
    assert (job.state, job.done) == ("waiting", 5)
    assert queued(job) == 1


def test_a_job_without_a_worker_is_taken_up(kind):
    job = kind(lambda progress: {})
    ProcrastinateJob.objects.none()
    Job.objects.filter(pk=job.pk).update(state="running")
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    assert running.take_up() == [job.pk]
    assert queued(job) == 1
    assert running.run(job).state == "done"
    assert running.take_up() == []


def test_a_job_whose_command_was_killed_is_reported_as_stopped(kind):
    job = kind(lambda progress: {}, foreground=True)
    Job.objects.filter(pk=job.pk).update(state="running")
    assert running.take_up() == []
    job.refresh_from_db()
    assert job.state == "failed"
    assert "stopped" in job.message


def test_a_running_job_is_left_alone(kind):
    taken = []
    job = running.run(kind(lambda progress: taken.extend(running.take_up()) or {}))
    assert taken == []
    assert job.state == "done"


def test_a_lock_in_another_database_of_the_server_means_nothing(kind):
    job = kind(lambda progress: {})
    Job.objects.filter(pk=job.pk).update(state="running")
    elsewhere = {**connection.get_connection_params(), "dbname": "postgres"}
    with psycopg.connect(
        **{name: elsewhere[name] for name in ("dbname", "user", "password", "host", "port") if name in elsewhere}
    ) as other:
        other.execute("select pg_advisory_lock(%s, %s)", [running.LOCKS, job.pk])
        assert running.take_up() == [job.pk]


def test_a_job_that_always_kills_its_worker_is_given_up(kind):
    job = kind(lambda progress: {})
    Job.objects.filter(pk=job.pk).update(state="running", attempts=running.ATTEMPTS)
    assert running.run(job).state == "failed"
    assert "5 times" in job.message


def test_the_rate_counts_from_where_the_stage_was_taken_up(kind):
    job = kind(lambda progress: {})
    job.stage_at = job.created_at
    job.seen_at = job.created_at + running.timezone.timedelta(seconds=10)
    job.stage_from, job.done, job.expected, job.state = 1000, 3000, 5000, "running"
    assert job.rate == 200
    assert job.remaining.total_seconds() == 10
    assert job.percent == 60


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (5000, ""),
        (4800, "1 second"),
        (3000, "10 seconds"),
        (-15_000, "1 minute"),
        (-1_447_000, "2 hours, 1 minute"),
    ],
)
def test_what_remains_is_said_in_words(kind, done, said):
    job = kind(lambda progress: {})
    job.stage_at = job.created_at
    job.seen_at = job.created_at + running.timezone.timedelta(seconds=10)
    job.stage_from, job.done, job.expected, job.state = done - 2000, done, 5000, "running"
    assert job.remaining_said.replace("\xa0", " ") == said
