"""Lists come out as files: the same rows, columns and order, and never more than the user may export."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from access.models import Action
from exchange import export_views
from exchange.reading import inspected, rows_of
from exchange.tests.working import LEI_1, LEI_2, text_of
from jobs.models import Job
from jobs.running import run as run_job
from jobs.running import start
from reference.kinds import Kind
from screens.listing import ListQuery
from tests import factories

pytestmark = pytest.mark.django_db


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
    address, params = reverse("exchange:export", args=["counterparties"]), {"format": "csv", "columns": "name"}
    assert "1 of 2 rows may be exported" in text_of(client.get(address, params))
    assert exported(client.post(address, params), tmp_path, "csv")[1] == [["Exported"]]
    nothing = text_of(client.get(reverse("exchange:export", args=["counterparties-supplier"]), params))
    assert "0 of 1 rows" in nothing
    assert "Export 0" not in nothing


@pytest.mark.django_db(transaction=True)
def test_a_job_tells_that_not_all_rows_may_be_exported(client, tmp_path, monkeypatch):
    monkeypatch.setattr(export_views, "ROWS_AT_ONCE", 1)
    factories.counterparty(types=[Kind.SUPPLIER])
    factories.counterparty()
    factories.counterparty()
    customer, supplier = factories.kind_type(Kind.CUSTOMER), factories.kind_type(Kind.SUPPLIER)
    role = factories.role({customer: [Action.SEE, Action.EXPORT], supplier: [Action.SEE]})
    client.force_login(factories.user(roles=[role]))
    page = client.post(reverse("exchange:export", args=["counterparties"]), {"format": "csv"}).url
    assert run_job(Job.objects.get()).result["rows"] == 2
    assert "2 of 3 rows may be exported" in text_of(client.get(page))


def test_who_may_not_export_is_offered_none_and_gets_none(client):
    person = factories.contact_person()
    client.force_login(factories.limited_user(Kind.CUSTOMER, actions=[Action.SEE, Action.EDIT]))
    address = reverse("exchange:export", args=["counterparties"])
    assert address not in text_of(client.get(reverse("counterparties-list")))
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    tab = reverse("exchange:export", args=["contact-persons"])
    assert client.get(tab, {"parent": person.counterparty_id}).status_code == 403
    assert client.get(reverse("exchange:export", args=["types"])).status_code == 403
    client.force_login(factories.limited_user(Kind.CUSTOMER))
    assert address in text_of(client.get(reverse("counterparties-list")))


def test_a_tab_of_a_counterparty_that_may_not_be_exported_is_forbidden(client):
    person = factories.contact_person(factories.counterparty(types=[Kind.SUPPLIER]))
    customer, supplier = factories.kind_type(Kind.CUSTOMER), factories.kind_type(Kind.SUPPLIER)
    role = factories.role({customer: [Action.SEE, Action.EXPORT], supplier: [Action.SEE]})
    client.force_login(factories.user(roles=[role]))
    tab = reverse("exchange:export", args=["contact-persons"])
    assert client.get(tab, {"parent": person.counterparty_id}).status_code == 403


def test_a_right_that_is_lost_meanwhile_fails_the_job(client):
    factories.counterparty()
    user = factories.limited_user(Kind.CUSTOMER, actions=[Action.SEE])
    arguments = {"screen": "counterparties", "query": "", "parent": None, "format": "csv"}
    job = run_job(start(kind="export", user=user, arguments=arguments))
    assert (job.state, job.message) == ("failed", "You may not export this list.")


def test_an_export_of_a_tab(client, user, tmp_path):
    person = factories.contact_person(first_name="Мария")
    factories.contact_person()
    address = reverse("exchange:export", args=["contact-persons"])
    answer = client.get(address, {"format": "csv", "parent": person.counterparty_id, "columns": "first_name"})
    assert exported(answer, tmp_path, "csv")[1] == [["Мария"]]
    for parent in ("", "²", "9" * 30):
        assert client.get(address, {"format": "csv", "parent": parent}).status_code == 404


def test_a_wrong_export_is_told(client, user):
    address = reverse("exchange:export", args=["counterparties"])
    assert client.get(address, {"strange": "1"}).status_code == 400
    assert client.get(address, {"format": "exe"}).status_code == 404
    assert client.get(reverse("exchange:export", args=["strange"])).status_code == 400


@pytest.mark.django_db(transaction=True)
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


def test_with_script_two_clicks_do(client, user, tmp_path, monkeypatch):
    address, script = reverse("exchange:export", args=["counterparties"]), {"HX-Request": "true"}
    factories.counterparty(name="Alpha")
    small = client.post(address, {"format": "csv", "columns": "name"}, headers=script)["HX-Redirect"]
    assert exported(client.get(small), tmp_path, "csv")[1] == [["Alpha"]]
    monkeypatch.setattr(export_views, "ROWS_AT_ONCE", 0)
    big = client.post(address, {"format": "csv", "columns": "name"}, headers=script)["HX-Redirect"]
    assert big == reverse("exchange:exported", args=[Job.objects.get().pk])
    wrong = client.post(address, {"strange": "1"}, headers=script)
    assert "strange" in wrong["HX-Trigger"]


@pytest.mark.django_db(transaction=True)
def test_who_waits_is_given_the_file_and_told_until_when_it_stays(client, user, tmp_path, monkeypatch, settings):
    monkeypatch.setattr(export_views, "ROWS_AT_ONCE", 0)
    settings.KEEP_FILES_DAYS = 3
    factories.counterparty(name="Alpha")
    client.post(reverse("exchange:export", args=["counterparties"]), {"format": "csv", "columns": "name"})
    job = Job.objects.get()
    progress, file = (reverse(f"exchange:{name}", args=[job.pk]) for name in ("exported_progress", "exported_file"))
    assert client.get(file).status_code == 404
    waiting = client.get(progress)
    assert (waiting.status_code, "HX-Trigger" in waiting) == (200, False)
    run_job(job)
    done = client.get(progress)
    assert (done.status_code, file in done["HX-Trigger"]) == (286, True)
    day = date_format(timezone.localdate() + timedelta(days=3), "DATE_FORMAT")
    assert f"until {day}" in text_of(done)
    answer = client.get(file, headers={"Range": "bytes=3-6"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"Name")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_ticked_rows_alone_are_exported(client, user, tmp_path):
    first, second, _third = (factories.counterparty(name=name) for name in ("Alpha", "Beta", "Gamma"))
    gone = factories.counterparty(name="Delta", archived_at=timezone.now())
    address, params = reverse("exchange:export", args=["counterparties"]), {"format": "csv", "columns": "name"}
    ticked = params | {"row": [second.pk, first.pk, gone.pk, 10**12]}
    assert exported(client.post(address, ticked), tmp_path, "csv")[1] == [["Alpha"], ["Beta"]]
    with_archived = exported(client.post(address, ticked | {"archived": "1"}), tmp_path, "csv")[1]
    assert with_archived == [["Alpha"], ["Beta"], ["Delta"]]
    assert client.post(address, params | {"row": "x"}).status_code == 400


def test_ticked_rows_that_the_user_does_not_see_are_not_exported(client, tmp_path):
    supplier, customer = (factories.counterparty(types=[kind]) for kind in (Kind.SUPPLIER, Kind.CUSTOMER))
    client.force_login(factories.limited_user(Kind.CUSTOMER))
    params = {"format": "csv", "columns": "code", "row": [supplier.pk, customer.pk]}
    answer = client.post(reverse("exchange:export", args=["counterparties"]), params)
    assert exported(answer, tmp_path, "csv")[1] == [[customer.code]]


def test_so_many_rows_are_not_sorted_and_the_pages_say_so(client, user, tmp_path, monkeypatch):
    for name in ("Gamma", "Alpha", "Beta"):
        factories.counterparty(name=name)
    monkeypatch.setattr(ListQuery, "count", (2, True))
    address, params = reverse("exchange:export", args=["counterparties"]), {"format": "csv", "columns": "name"}
    assert exported(client.get(address, params), tmp_path, "csv")[1] == [["Gamma"], ["Alpha"], ["Beta"]]
    monkeypatch.setattr(export_views, "ROWS_AT_ONCE", 0)
    assert "in which they were entered" in text_of(client.get(address, params))
