"""The pages of bulk edits: from the ticked rows of a list to the result, for whoever has a script and who has none."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from access.models import Action
from counterparties.models import Counterparty
from exchange import paging
from exchange.bulk import views
from exchange.bulk.models import BulkEdit
from jobs.models import Job
from jobs.running import cancel, run
from reference.kinds import Kind
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db
BEGIN = "/bulk/counterparties/"


@pytest.fixture
def client() -> Client:
    return client_of(f.superuser())


def begun(client, records, **data):
    answer = client.post(BEGIN, {"rows": ",".join(str(each.pk) for each in records)} | data)
    assert answer.status_code == 302
    return BulkEdit.objects.latest("pk")


def chosen(client, edit, **data):
    return client.post(reverse("exchange:bulk_changes", args=[edit.pk]), data)


def page(client, edit, query=""):
    answer = client.get(edit.get_absolute_url() + query)
    assert answer.status_code == 200
    return " ".join(BeautifulSoup(answer.content, "html.parser").select_one("main").get_text(" ").split())


def worked():
    for job in Job.objects.filter(state="waiting").order_by("pk"):
        assert run(job).state == "done", job.message


def test_from_the_ticked_rows_to_the_result(client) -> None:
    status, record = f.status(code="good", name_en="Good"), f.counterparty(name="Alpha")
    archived = f.counterparty(name="Beta", archived_at="2026-01-01T00:00:00Z")
    edit = begun(client, [record, archived, record])
    assert edit.ids == [record.pk, archived.pk]
    assert "Leave as it is" in page(client, edit)
    answer = chosen(client, edit, **{"how.status": "set", "status": status.pk})
    assert answer.status_code == 302
    preview = page(client, edit)
    assert (
        "Status: set to “Good”" in preview
        and "To be changed 1" in preview
        and "Status : — Good" in preview.replace("Status:", "Status :")
    )
    assert "archived: 1" in preview and "Change 1 record" in preview
    assert "is archived: activate it first" in page(client, edit, "?outcome=refused")
    client.post(reverse("exchange:bulk_start", args=[edit.pk]))
    assert "Waits for the worker" in page(client, edit)
    worked()
    result = page(client, edit)
    assert "1 of 2 records changed" in result and "Changed 1" in result and "Undo" in result
    file = client.get(reverse("exchange:bulk_refused", args=[edit.pk, "csv"])).getvalue().decode()
    assert "Beta" in file and "activate it first" in file and "Alpha" not in file
    assert Counterparty.objects.get(pk=record.pk).status == status


def test_without_script_the_boxes_are_sent(client) -> None:
    records = [f.counterparty(), f.counterparty()]
    table = BeautifulSoup(client.get(reverse("counterparties-list")).content, "html.parser")
    boxes = table.select("#rows [name=row]")
    assert {box["form"] for box in boxes} == {"bulk"} and table.select_one("form#bulk")["action"] == BEGIN
    client.post(BEGIN, {"query": "", "rows": "", "row": [each.pk for each in records]})
    assert BulkEdit.objects.get().ids == [each.pk for each in records]


def test_all_that_match_are_meant_by_the_address(client) -> None:
    one = f.status(code="one")
    for name in ("A", "B"):
        f.counterparty(name=name, status=one)
    f.counterparty()
    client.post(BEGIN, {"query": "?status=one&after=whatever", "all": "1"})
    edit = BulkEdit.objects.get()
    assert edit.ids is None and "Change all 2 that match" in page(client, edit)
    chosen(client, edit, **{"how.alias": "set", "alias": "x"})
    edit.refresh_from_db()
    assert (edit.found, edit.changed) == (2, 2)


def test_archive_is_checked_at_once_and_says_its_verb(client) -> None:
    edit = begun(client, [f.counterparty()], deed="archive")
    assert "Archive: 1 record" in page(client, edit)
    client.post(reverse("exchange:bulk_start", args=[edit.pk]))
    worked()
    assert Counterparty.objects.get().archived_at is not None


def test_what_is_wrong_is_said_at_the_fields(client) -> None:
    edit = begun(client, [f.counterparty()])
    answer = chosen(client, edit)
    assert answer.status_code == 422 and "Choose what is to be changed." in answer.content.decode()
    answer = chosen(client, edit, **{"how.status": "set", "how.email": "set", "email": "nonsense", "how.note": ""})
    said = BeautifulSoup(answer.content, "html.parser").select_one("#form-errors").text
    assert answer.status_code == 422
    assert "Status: Choose or enter a value." in said and "E-mail" in said
    assert chosen(client, edit, **{"how.alias": "clear", "email": "nonsense"}).status_code == 302


def test_features_are_offered_as_far_as_the_types_of_the_rows_have_them(client) -> None:
    f.feature(code="of_all"), f.feature(code="of_banks", types=[f.kind_type(Kind.BANK)])
    edit = begun(client, [f.counterparty()])
    offered = client.get(edit.get_absolute_url()).content.decode()
    assert "how.f.of_all" in offered and "how.f.of_banks" not in offered
    edit = begun(client, [f.counterparty(types=[Kind.BANK])])
    assert "how.f.of_banks" in client.get(edit.get_absolute_url()).content.decode()


def test_nothing_ticked_leads_back_to_the_list(client) -> None:
    answer = client.post(BEGIN, {"rows": "", "query": "?status=-"}, follow=True)
    assert "Tick the rows that are to be changed." in answer.content.decode()
    assert answer.request["QUERY_STRING"] == "status=-"
    assert client.post(BEGIN, {"rows": "1", "deed": "join"}, follow=True).status_code == 200
    assert client.get(BEGIN).status_code == 302
    assert client.post("/bulk/statuses/", {"rows": "1"}).status_code == 404
    assert client.post("/bulk/nonsense/", {"rows": "1"}).status_code == 404


def test_somebody_elses_edit_is_not_mine_to_begin(client) -> None:
    edit = begun(client, [f.counterparty()])
    other, administrator = Client(), Client()
    other.force_login(f.reader())
    administrator.force_login(f.administrator())
    for path in (edit.get_absolute_url(), reverse("exchange:bulk_progress", args=[edit.pk])):
        assert other.get(path).status_code == 404
    assert administrator.post(reverse("exchange:bulk_start", args=[edit.pk])).status_code == 404
    assert administrator.get(edit.get_absolute_url()).status_code == 200


def test_who_may_not_edit_is_offered_no_edit() -> None:
    user = f.limited_user(Kind.CUSTOMER, actions=(Action.SEE, Action.EXPORT))
    reading = Client()
    reading.force_login(user)
    f.counterparty()
    bar = BeautifulSoup(reading.get(reverse("counterparties-list")).content, "html.parser").select_one("#bulk")
    assert "Edit" not in bar.text and "Archive" not in bar.text and "XLSX" in bar.text


def test_a_page_shows_fifty_and_leads_on(client, monkeypatch) -> None:
    monkeypatch.setattr(paging, "ROWS_A_PAGE", 2)
    records = [f.counterparty(name=f"Row {at}") for at in range(5)]
    edit = begun(client, records)
    chosen(client, edit, **{"how.alias": "set", "alias": "x"})
    first = page(client, edit, "?outcome=changed")
    assert "Row 1" in first and "Row 2" not in first and "Next" in first and "Previous" not in first
    middle = page(client, edit, f"?outcome=changed&after={records[1].pk}")
    assert "Row 2" in middle and "Row 4" not in middle and "Previous" in middle and "Next" in middle
    back = page(client, edit, f"?outcome=changed&before={records[2].pk}")
    assert "Row 0" in back and "Row 2" not in back and "Previous" not in back and "Next" in back
    assert client.get(edit.get_absolute_url() + "?outcome=nonsense").status_code == 404


def test_a_cancelled_check_leads_back_to_the_choice(client, monkeypatch) -> None:
    monkeypatch.setattr(views.ordering, "ROWS_AT_ONCE", 0)
    edit = begun(client, [f.counterparty()])
    chosen(client, edit, **{"how.alias": "set", "alias": "x"})
    cancel(job=Job.objects.get())
    assert "Cancelled before it began." in page(client, edit)
    assert chosen(client, edit, **{"how.alias": "set", "alias": "y"}).status_code == 302
    worked()
    assert "To be changed 1" in page(client, edit)
