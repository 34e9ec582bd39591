"""The pages of the jobs: one sees and stops one's own; with the right to edit settings, those of all."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from access.models import Role, User
from jobs.models import Job
from jobs.registry import KINDS, JobKind
from jobs.running import locked

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


@pytest.fixture
def administrator():
    user = User.objects.create_user("administrator")
    user.roles.add(Role.objects.create(code="configures", abilities=["configure"]))
    return user


@pytest.fixture
def job(administrator):
    return Job.objects.create(kind="try", user=administrator, state="running", expected=10, done=4)


def test_the_list_shows_ones_own_jobs(client, clerk, job):
    mine = Job.objects.create(kind="mine", user=clerk)
    client.force_login(clerk)
    page = client.get(reverse("jobs:list"))
    assert list(page.context["jobs"]) == [mine]


def test_somebodys_question_of_a_second_is_listed_when_asked_for(client, clerk, monkeypatch):
    monkeypatch.setitem(KINDS, "ask", JobKind("ask", "Ask", lambda progress: {}, brief=True))
    monkeypatch.setitem(KINDS, "long", JobKind("long", "Long", lambda progress: {}))
    long, brief = (Job.objects.create(kind=kind, user=clerk) for kind in ("long", "ask"))
    client.force_login(clerk)
    assert list(client.get(reverse("jobs:list")).context["jobs"]) == [long]
    assert list(client.get(reverse("jobs:list"), {"brief": "1"}).context["jobs"]) == [brief, long]


def test_who_edits_settings_sees_the_jobs_of_all(client, clerk, administrator, job):
    mine = Job.objects.create(kind="mine", user=clerk)
    client.force_login(administrator)
    assert list(client.get(reverse("jobs:list")).context["jobs"]) == [mine, job]


@pytest.mark.parametrize("name", ["detail", "progress", "cancel"])
def test_a_job_of_somebody_else_is_not_found(client, clerk, job, name):
    client.force_login(clerk)
    address = reverse(f"jobs:{name}", args=[job.pk])
    assert (client.post(address) if name == "cancel" else client.get(address)).status_code == 404


def test_cancelling_needs_a_post(client, administrator, job):
    client.force_login(administrator)
    assert client.get(reverse("jobs:cancel", args=[job.pk])).status_code == 405


def test_the_progress_is_polled_until_the_job_is_finished(client, administrator, job):
    client.force_login(administrator)
    address = reverse("jobs:progress", args=[job.pk])
    running = client.get(address)
    assert running.status_code == 200
    assert "every 1s" in running.content.decode()
    Job.objects.update(state="done")
    finished = client.get(address)
    assert finished.status_code == 286
    assert "every 1s" not in finished.content.decode()


def test_cancel_asks_the_job_to_stop(client, administrator, job):
    client.force_login(administrator)
    assert client.post(reverse("jobs:cancel", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.cancel_requested


def test_the_list_goes_on_with_older_jobs(client, administrator):
    jobs = Job.objects.bulk_create(Job(kind="try", user=administrator) for _ in range(60))
    client.force_login(administrator)
    first = client.get(reverse("jobs:list")).context
    assert len(first["jobs"]) == 50
    assert first["more"]
    rest = client.get(reverse("jobs:list"), {"before": first["jobs"][-1].pk}).context
    assert [job.pk for job in rest["jobs"]] == [job.pk for job in reversed(jobs[:10])]


def test_a_strange_page_is_the_first_page(client, administrator, job):
    client.force_login(administrator)
    for before in ("x" * 30, "9" * 30, "²", "-1"):
        assert list(client.get(reverse("jobs:list"), {"before": before}).context["jobs"]) == [job]


def test_a_job_that_waits_says_how_many_are_before_it(client, administrator, job):
    Job.objects.create(kind="mine", user=administrator, state="running", foreground=True)
    Job.objects.create(kind="mine", user=administrator, state="done")
    client.force_login(administrator)
    second, third = (Job.objects.create(kind="mine", user=administrator) for _each in range(2))
    told = [client.get(each.get_absolute_url()).content.decode() for each in (second, third)]
    assert "Waits for 1 job before it." in told[0] and "Waits for 2 jobs before it." in told[1]
    Job.objects.exclude(pk=third.pk).update(state="done")
    assert "Waits for the worker." in client.get(third.get_absolute_url()).content.decode()


def test_a_job_whose_worker_is_gone_promises_no_time(client, administrator, job):
    """What the worker told last stands in the row for ever, where nobody takes the job up."""
    at = timezone.now()
    Job.objects.update(stage_at=at - timedelta(seconds=10), seen_at=at)
    client.force_login(administrator)
    address = reverse("jobs:progress", args=[job.pk])
    gone = client.get(address).content.decode()
    assert "Nobody has worked on it since" in gone and "4 of 10 rows" in gone
    assert "about" not in gone and "a second" not in gone
    with locked(job):
        alive = client.get(address).content.decode()
    assert "about" in alive and "Nobody has worked" not in alive
