"""Pages of jobs say what is so at that moment: a plan is no deed, and counts are those of the rows that are done."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import Ability
from counterparties.models import Counterparty
from counterparties.tests.importing import done, prepared
from counterparties.tests.undoing import people
from exchange.bulk.changes import Change
from exchange.bulk.ordering import begin, edit_now
from exchange.models import BulkEdit, ImportRun
from exchange.tests.working import text_of, work
from exchange.undoing.models import Undoing
from jobs.models import Job
from jobs.registry import names_of
from reference.kinds import Kind
from reference.models import Status
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db


def running(kind, user, **arguments):
    return Job.objects.create(
        kind=kind, user=user, arguments=arguments, state="running", stage="Checking the rows", done=2000, expected=9000
    )


def progress(client, address):
    return " ".join(BeautifulSoup(client.get(address).content, "html.parser").get_text(" ").split())


def an_import(user, state, kind, **counts):
    run = ImportRun.objects.create(target="counterparties", user=user, name="a.csv", state=state, **counts)
    run.job = running(kind, user, run=run.pk)
    run.save()
    return reverse("exchange:progress", args=[run.pk])


def test_a_check_of_a_file_tells_a_plan(client, user):
    told = progress(client, an_import(user, "checking", "check", read=3000, created=2900, same=100))
    assert "To be created 2,900 To be updated 0" in told
    assert "3,000 of 9,000 rows" in told, "as many as the counts are of"


def test_an_import_begins_with_no_counts_and_goes_on_with_those_of_its_rows(client, user):
    told = progress(client, an_import(user, "checked", "import", read=9000, created=9000))
    assert "Created" not in told and "To be created" not in told
    told = progress(client, an_import(user, "importing", "import", read=5000, created=5000))
    assert "Created 5,000" in told and "5,000 of 9,000 rows" in told


@pytest.mark.parametrize(
    ("state", "kind", "shown", "missing"),
    [
        ("checking", "bulk-check", "To be changed 8,000", ">Changed"),
        ("running", "bulk-edit", "Changed 8,000", "To be changed"),
        ("checked", "bulk-edit", "2,000 of 9,000 rows", "Changed 8,000"),
    ],
)
def test_a_bulk_edit_tells_counts_of_its_stage(client, user, state, kind, shown, missing):
    edit = BulkEdit.objects.create(
        screen="counterparties", user=user, state=state, found=9000, changed=8000, remaining=1000
    )
    edit.job = running(kind, user, edit=edit.pk)
    edit.save()
    told = progress(client, reverse("exchange:bulk_progress", args=[edit.pk]))
    assert shown in told and missing not in told
    if state != "checked":
        assert "8,000 of 9,000 rows" in told


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("check-undo", "Will be reversed 1,000 Kept: edited since 0 Cannot be reversed 0"),
        ("undo", "Reversed 1,000 Kept: edited since 0 Could not be reversed 0"),
    ],
)
def test_an_undoing_that_is_only_checked_has_reversed_nothing(client, user, kind, shown):
    of = Job.objects.create(kind="import", user=user, state="done", arguments={"run": 0})
    state = "checking" if kind == "check-undo" else "undoing"
    undoing = Undoing.objects.create(job=of, user=user, state=state, found=9000, position=1000, reversed=1000)
    undoing.work = running(kind, user, undoing=undoing.pk)
    undoing.work.done = 0
    undoing.work.save()
    undoing.save()
    told = progress(client, reverse("exchange:undoing_progress", args=[undoing.pk]))
    assert shown in told and "1,000 of 9,000 rows" in told


def test_an_undoing_counts_no_ticks(client, user):
    factories.counterparty(name="Alpha", types=[Kind.CUSTOMER])
    people()
    edit = edit_now(user=user, screen="counterparties", changes=[Change("types", "add", "supplier")])
    people()
    client.post(f"/undo/job/{edit.job_id}/")
    work()
    (line,) = client.get(Undoing.objects.get().get_absolute_url()).context["page"].lines
    assert (line.name, line.parts) == ("Alpha", "")


@pytest.mark.parametrize("content", ["not an excel", "Name\nnot an excel\n"])
def test_a_text_with_the_name_of_a_workbook_is_no_spreadsheet(upload, content):
    answer = upload(content, "bad.xlsx")
    assert answer.status_code == 422
    assert "not a spreadsheet of Excel" in text_of(answer)


def test_a_table_of_text_is_read_whatever_its_name(upload):
    assert upload("Name;Alias\nA;B\n", "table.xlsx").status_code == 302


def test_an_unknown_status_names_those_there_are(client, user, tmp_path):
    for at in range(12):
        factories.status(code=f"s{at:02}", name_en=f"Status {at:02}", position=at)
    run = done(prepared(tmp_path, [["name", "status"], ["Alpha", "nothing"]], user=user, kind="customer"))
    page = text_of(client.get(run.get_absolute_url()))
    there = [str(status) for status in Status.objects.order_by("position", "pk") if status.stopped_at is None]
    told = f"There is no “nothing” in Status. There are: {', '.join(there[:10])} and {len(there) - 10} more."
    assert told in page


def test_the_list_of_jobs_names_what_each_was_about(client, user, tmp_path):
    factories.counterparty(name="Alpha")
    people()
    run = done(prepared(tmp_path, [["name"], ["Beta"]], user=user, kind="customer"))
    people()
    edit = edit_now(user=user, screen="counterparties", changes=[Change("note", "set", "x")])
    people()
    client.post(f"/undo/job/{run.job_id}/")
    work()
    undoing = Undoing.objects.get()
    rows = {named.name: named.url for _job, named in client.get(reverse("jobs:list")).context["rows"]}
    assert rows == {
        f"Import “{run.name}”": run.get_absolute_url(),
        f"Check of a bulk edit {edit.pk}": edit.get_absolute_url(),
        f"Bulk edit {edit.pk}": edit.get_absolute_url(),
        f"Check of an undoing: Import “{run.name}”": undoing.get_absolute_url(),
    }
    other = factories.limited_user(Kind.CUSTOMER, abilities=[Ability.CONFIGURE])
    assert names_of([run.job], other)[run.job_id].name == str(run.job), "who may not import sees no file"


def test_many_jobs_are_named_at_once(user):
    edit = begin(user=user, screen=screens["counterparties"], ids=[1])
    jobs = [running("bulk-edit", user, edit=edit.pk) for _each in range(9)]
    names_of(jobs, user)
    with CaptureQueriesContext(connection) as one:
        names_of(jobs[:1], user)
    with CaptureQueriesContext(connection) as many:
        names_of(jobs, user)
    assert len(many) == len(one)


def test_a_row_names_its_record_once_and_tells_the_rest_across(client, user, tmp_path):
    factories.counterparty(name="Alpha", code="A1")
    run = done(prepared(tmp_path, [["code", "name", "note"], ["A1", "Alpha", "x"]], user=user, kind="supplier"))
    answer = client.get(f"{run.get_absolute_url()}?outcome=updated")
    page = BeautifulSoup(answer.content, "html.parser")
    record = Counterparty.objects.get()
    assert [each["href"] for each in page.select(".pr-table td a")] == [record.get_absolute_url()]
    assert not answer.context["page"].linked
    assert "Types" in page.select_one("tr#line-2 + tr.pr-told li").text
