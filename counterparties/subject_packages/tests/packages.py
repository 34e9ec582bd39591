"""Making a package and looking into it."""

import io
import json
import zipfile

from django.urls import reverse
from pypdf import PdfReader

from jobs.models import Job
from jobs.running import run as run_job

NUMBER = "8001010008"


def made_by(client, record, person=None, **asked) -> Job:
    names = ("person-package", [record.pk, person.pk]) if person else ("subject-package", [record.pk])
    answer = client.post(reverse(names[0], args=names[1]), asked)
    job = Job.objects.latest("pk")
    assert answer["Location"] == reverse("exchange:exported", args=[job.pk])
    run_job(job)
    assert job.state == Job.State.DONE, job.message
    return job


def opened(client, job) -> zipfile.ZipFile:
    file = client.get(reverse("exchange:exported_file", args=[job.pk]))
    found = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content)))
    assert found.testzip() is None
    return found


def data_of(package) -> dict:
    return json.loads(package.read("data.json"))


def readme_of(package) -> str:
    return package.read("README.txt").decode()


def paper_of(package) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(package.read("file.pdf"))).pages)
