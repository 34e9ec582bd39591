"""Lists come out as files: the same rows, columns and order, and never more than the user may export."""

import pytest
from django.urls import reverse
from django.utils import timezone

from access.models import Action
from exchange import export_views
from exchange.reading import inspected, rows_of
from jobs.models import Job
from jobs.running import run as run_job
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db
LEI_1, LEI_2 = "213800OK2JEGZ4GE7M14", "391200J2KPJZYV13G604"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def user(client):
    user = factories.administrator()
    client.force_login(user)
    return user


def text_of(response):
    return response.content.decode()


def exported(answer, tmp_path, format):
    path = tmp_path / f"got.{format}"
    path.write_bytes(b"".join(answer.streaming_content))
    sheet = inspected(path)
    return sheet.headers, [row.cells for row in rows_of(path, sheet)]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_holds_what_the_list_shows(client, user, tmp_path, format):
    factories.counterparty(name="=2+3", lei=LEI_1)
    factories.counterparty(name="Beta", lei=LEI_2)
    factories.counterparty(name="Bank", types=[Kind.BANK])
    address = reverse("exchange:export", args=["counterparties-customer"])
    answer = client.get(address, {"format": format, "sort": "-name", "columns": ["lei", "name"], "q": ""})
    headers, rows = exported(answer, tmp_path, format)
    assert headers == ["LEI", "Name"]
    assert rows == [[LEI_2, "Beta"], [LEI_1, "=2+3"]]


def test_an_export_holds_only_what_the_user_may_export(client, tmp_path):
    factories.counterparty(name="Seen", types=[Kind.SUPPLIER])
    factories.counterparty(name="Exported")
    customer, supplier = factories.kind_type(Kind.CUSTOMER), factories.kind_type(Kind.SUPPLIER)
    role = factories.role({customer: [Action.SEE, Action.EXPORT], supplier: [Action.SEE]})
    client.force_login(factories.user(roles=[role]))
    answer = client.get(reverse("exchange:export", args=["counterparties"]), {"format": "csv", "columns": "name"})
    assert exported(answer, tmp_path, "csv")[1] == [["Exported"]]


def test_an_export_of_a_tab(client, user, tmp_path):
    person = factories.contact_person(first_name="Мария")
    factories.contact_person()
    address = reverse("exchange:export", args=["contact-persons"])
    answer = client.get(address, {"format": "csv", "parent": person.counterparty_id, "columns": "first_name"})
    assert exported(answer, tmp_path, "csv")[1] == [["Мария"]]
    assert client.get(address, {"format": "csv"}).status_code == 404


def test_a_wrong_export_is_told(client, user):
    address = reverse("exchange:export", args=["counterparties"])
    assert client.get(address, {"strange": "1"}).status_code == 400
    assert client.get(address, {"format": "exe"}).status_code == 404
    assert client.get(reverse("exchange:export", args=["strange"])).status_code == 400


def test_a_big_export_is_a_job(client, user, tmp_path, monkeypatch):
    monkeypatch.setattr(export_views, "ROWS_AT_ONCE", 1)
    factories.counterparty(name="Alpha")
    factories.counterparty(name="Beta")
    address = reverse("exchange:export", args=["counterparties"])
    question = client.get(address, {"format": "csv", "columns": ["name", "lei"]})
    assert "2 rows" in text_of(question)
    params = {}
    for name, value in question.context["params"]:
        params.setdefault(name, []).append(value)
    page = client.post(address, params).url
    assert "every 1s" in text_of(client.get(page))
    job = run_job(Job.objects.get())
    assert job.state == "done", job.message
    assert "2 rows written" in text_of(client.get(page))
    answer = client.get(reverse("exchange:exported_file", args=[job.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert exported(answer, tmp_path, "csv") == (["Name", "LEI"], [["Alpha", ""], ["Beta", ""]])
    client.force_login(factories.superuser())
    assert client.get(reverse("exchange:exported_file", args=[job.pk])).status_code == 404


def test_everything_is_exported_archived_ones_included(client, user, tmp_path):
    factories.counterparty(name="Gone", archived_at=timezone.now())
    answer = client.get(reverse("exchange:export", args=["counterparties"]), {"all": "1", "format": "csv"})
    headers, rows = exported(answer, tmp_path, "csv")
    assert "Gone" in rows[0]
    assert {"Name", "LEI", "Types", "Archived"} <= set(headers)
