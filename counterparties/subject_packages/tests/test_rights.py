"""Who may make a package, where the way to it stands, and how long it lasts."""

import os
import zipfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse

from access.models import Action
from counterparties.models import SubjectPackage
from counterparties.subject_packages.tasks import make
from counterparties.subject_packages.tests.packages import made_by
from exchange.clearing import clear_away
from jobs.models import Job
from jobs.running import Progress
from jobs.running import run as run_job
from reference.kinds import Kind
from tests import factories as f


def test_it_needs_the_right_to_see_and_export_all(peter, maria):
    for user in (f.reader(), f.limited_user(Kind.CUSTOMER), f.limited_user(*Kind, actions=[Action.SEE])):
        stranger = Client()
        stranger.force_login(user)
        assert stranger.get(reverse("subject-package", args=[peter.pk])).status_code == 403
        assert stranger.post(reverse("person-package", args=[maria.counterparty_id, maria.pk])).status_code == 403
        assert "data-subject" not in stranger.get(peter.get_absolute_url()).content.decode()
    assert not Job.objects.exists()


def test_the_file_of_a_person_and_the_form_of_a_contact_lead_there(client, peter, maria):
    assert reverse("subject-package", args=[peter.pk]) in client.get(peter.get_absolute_url()).content.decode()
    form = client.get(reverse("contact-persons-edit", args=[maria.counterparty_id, maria.pk])).content.decode()
    assert reverse("person-package", args=[maria.counterparty_id, maria.pk]) in form
    company = client.get(maria.counterparty.get_absolute_url()).content.decode()
    assert "data-subject" not in company


def test_a_company_and_somebody_else_s_contact_have_none(client, peter, maria):
    assert client.get(reverse("subject-package", args=[maria.counterparty_id])).status_code == 404
    assert client.get(reverse("person-package", args=[peter.pk, maria.pk])).status_code == 404
    assert client.get(reverse("subject-package", args=[0])).status_code == 404


def test_a_right_that_was_taken_away_meanwhile_stops_the_job(client, officer, peter):
    client.post(reverse("subject-package", args=[peter.pk]))
    officer.roles.clear()
    job = run_job(Job.objects.latest("pk"))
    assert job.state == Job.State.FAILED and "see and export" in job.message
    assert not SubjectPackage.objects.exists()


def test_an_attempt_that_was_killed_behind_the_proof_is_not_repeated(client, peter):
    client.post(reverse("subject-package", args=[peter.pk]))
    job = Job.objects.latest("pk")
    made = make(Progress(job))
    job.refresh_from_db()
    assert run_job(job).result == made
    with zipfile.ZipFile(Path(settings.MEDIA_ROOT) / made["file"]) as package:
        manifest = package.read("manifest.json")
    assert SubjectPackage.objects.get().digest == sha256(manifest).hexdigest()


def test_the_package_goes_in_time_and_its_row_stays(client, peter):
    job = made_by(client, peter)
    path = Path(settings.MEDIA_ROOT) / job.result["file"]
    os.utime(path, (0, 0))
    clear_away(days=7)
    assert not path.exists() and SubjectPackage.objects.exists()
    assert client.get(reverse("exchange:exported_file", args=[job.pk])).status_code == 404
