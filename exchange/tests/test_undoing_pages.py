"""The pages of an undoing: asked for behind an import, confirmed, told; for who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.models import Ability
from counterparties.models import ContactPerson, Counterparty
from counterparties.tests.importing import done, prepared
from counterparties.tests.undoing import people
from exchange.tests.working import text_of, work
from exchange.undoing.clearing import forget_checks
from exchange.undoing.models import Undoing, UndoneRow
from history.recording import recorded
from jobs.models import Job
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    made = factories.administrator(first_name="Ани")
    client.force_login(made)
    return made


@pytest.fixture
def run(user, tmp_path):
    table = [["code", "name"], ["A1", "Alpha"], ["B1", "Beta"], ["C1", "Gamma"]]
    made = done(prepared(tmp_path, table, user=user, kind="customer"))
    people()
    return made


def edit(user, code):
    with recorded(user_id=user.pk, run="web:test"):
        Counterparty.objects.filter(code=code).update(note="mine")
    people()


def test_an_import_is_undone_from_its_page(client, user, run):
    edit(user, "B1")
    assert "First you see what would happen." in text_of(client.get(run.get_absolute_url()))
    answer = client.post(f"/undo/job/{run.job_id}/")
    undoing = Undoing.objects.get()
    assert answer.url == undoing.get_absolute_url()
    assert "Waits for the worker" in text_of(client.get(answer.url))
    work()
    people()
    page = text_of(client.get(answer.url))
    assert "2 of 3 records would be reversed" in page
    assert "Reverse 2 records" in page
    assert "Beta" in page
    assert "Ани" in page
    assert Counterparty.objects.count() == 3
    assert client.post(f"{answer.url}start/").url == answer.url
    work()
    people()
    page = text_of(client.get(answer.url))
    assert "2 of 3 records reversed" in page
    assert "Alpha" in text_of(client.get(f"{answer.url}?outcome=reversed"))
    assert [row.code for row in Counterparty.objects.all()] == ["B1"]
    assert "2 records reversed, 1 kept" in text_of(client.get(run.get_absolute_url()))
    assert "Bring the changes back" in page


def test_progress_is_asked_for_until_it_is_done(client, run):
    client.post(f"/undo/job/{run.job_id}/")
    address = f"{Undoing.objects.get().get_absolute_url()}progress/"
    assert client.get(address).status_code == 200
    work()
    answer = client.get(address)
    assert (answer.status_code, answer["HX-Refresh"]) == (286, "true")


def test_everything_is_left_as_it_is(client, run):
    client.post(f"/undo/job/{run.job_id}/")
    work()
    undoing = Undoing.objects.get()
    with CaptureQueriesContext(connection) as asked:
        assert client.post(f"/undo/{undoing.pk}/leave/").url == run.get_absolute_url()
    assert not [each for each in asked if "undonerow" in each["sql"]], "there may be a million of them"
    assert client.post(f"/undo/{undoing.pk}/start/").url == undoing.get_absolute_url()
    assert Job.objects.latest("pk") == undoing.work and Counterparty.objects.count() == 3
    page = text_of(client.get(run.get_absolute_url()))
    assert "Undone by" not in page and "First you see what would happen." in page
    Job.objects.update(finished_at="2026-01-01T00:00:00Z")
    assert (forget_checks(days=0), forget_checks(days=30)) == (0, 1)
    assert not UndoneRow.objects.exists()


def test_a_repeated_check_forgets_in_its_job_what_the_first_has_found(client, user, run):
    client.post(f"/undo/job/{run.job_id}/")
    work()
    edit(user, "B1")
    with CaptureQueriesContext(connection) as asked:
        client.post(f"/undo/job/{run.job_id}/")
    assert not [each for each in asked if "undonerow" in each["sql"]]
    work()
    people()
    undoing = Undoing.objects.get()
    assert (undoing.found, undoing.reversed, undoing.kept, undoing.rows.count()) == (3, 2, 1, 3)


def test_pages_of_records(client, user, tmp_path):
    table = [["code", "name"], *([f"A{at}", f"Alpha {at:03}"] for at in range(120))]
    made = done(prepared(tmp_path, table, user=user, kind="customer"))
    client.post(f"/undo/job/{made.job_id}/")
    work()
    address = Undoing.objects.get().get_absolute_url()
    first = client.get(address)
    assert len(first.context["page"].lines) == 50
    second = client.get(f"{address}?outcome=reversed&after={first.context['page'].next}")
    assert len(second.context["page"].lines) == 50
    back = client.get(f"{address}?outcome=reversed&before={second.context['page'].previous}")
    assert back.context["page"].lines == first.context["page"].lines
    assert client.get(f"{address}?outcome=strange").status_code == 404


def test_another_user_neither_sees_nor_undoes_it(client, run):
    client.post(f"/undo/job/{run.job_id}/")
    undoing = Undoing.objects.get()
    work()
    client.force_login(factories.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT]))
    assert client.get(undoing.get_absolute_url()).status_code == 404
    assert client.post(f"/undo/{undoing.pk}/start/").status_code == 404
    assert client.post(f"/undo/job/{run.job_id}/").status_code == 404
    assert client.get(f"/undo/job/{run.job_id}/").status_code == 405


def test_what_is_done_does_not_begin_again(client, run):
    client.post(f"/undo/job/{run.job_id}/")
    work()
    address = Undoing.objects.get().get_absolute_url()
    client.post(f"{address}start/")
    work()
    client.post(f"{address}start/")
    assert Undoing.objects.count() == 1


def test_reasons_are_told_to_whom_they_were_found_for(client, user, tmp_path):
    his = factories.limited_user(Kind.CUSTOMER, Kind.HOLDING, abilities=[Ability.IMPORT])
    made = done(prepared(tmp_path, [["name", "types"], ["Alpha", "holding"]], user=his))
    people()
    factories.holding_member(Counterparty.objects.get(), factories.counterparty(name="Secret", types=[Kind.SUPPLIER]))
    people()
    client.post(f"/undo/job/{made.job_id}/")
    work()
    address = Undoing.objects.get().get_absolute_url()
    assert "Secret" in text_of(client.get(address))
    client.force_login(his)
    page = text_of(client.get(address))
    assert "Alpha" in page
    assert "Secret" not in page


def test_an_import_of_contact_persons_names_them(client, user, tmp_path):
    factories.counterparty(name="Alpha", code="A1")
    table = [["counterparty.code", "first_name"], ["A1", "Ana"], ["A1", "Ivo"]]
    made = done(prepared(tmp_path, table, user=user, target="contact-persons"))
    people()
    client.post(f"/undo/job/{made.job_id}/")
    work()
    page = text_of(client.get(Undoing.objects.get().get_absolute_url()))
    assert f"Undo: Import of contact persons “{made.name}”" in page
    assert "Contact persons: 2" in page and "To be put back as it was" in page
    client.post(f"/undo/{Undoing.objects.get().pk}/start/")
    work()
    assert not ContactPerson.objects.exists()
    client.post(f"/undo/job/{Undoing.objects.get().work_id}/")
    again = Undoing.objects.latest("pk")
    assert f"Bring back: Import of contact persons “{made.name}”" in text_of(client.get(again.get_absolute_url()))
