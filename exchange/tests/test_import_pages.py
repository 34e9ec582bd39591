"""The way of a file through the browser, and who may go it."""

import csv
import io
from pathlib import Path

import pytest
from django.urls import reverse

from access.models import Ability
from counterparties.models import Counterparty
from exchange import views
from exchange.models import ImportRun, Profile
from exchange.tests.working import FILE, LEI_WRONG, text_of, work
from jobs.models import Job
from jobs.running import run as run_job
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_file_goes_all_the_way(client, upload, user):
    answer = upload()
    run = ImportRun.objects.get()
    assert answer.url == run.get_absolute_url()
    page = client.get(answer.url)
    assert page.context["page"].mapped == 3
    assert [row for row, _cells in page.context["page"].rows] == [2, 3, 5]
    columns = {"map-0": "name", "map-1": "lei", "map-2": "country", "kind": "customer", "remember": "Monthly"}
    assert client.post(reverse("exchange:columns", args=[run.pk]), columns).url == run.get_absolute_url()
    assert "every 1s" in text_of(client.get(run.get_absolute_url()))
    work()
    preview = client.get(run.get_absolute_url())
    assert "Import 2 rows" in text_of(preview)
    assert "every row is taken as a new one" not in text_of(preview), "the LEI says which record is meant"
    assert "check digits" in text_of(preview)
    assert Counterparty.objects.count() == 0
    assert client.post(reverse("exchange:start", args=[run.pk])).url == run.get_absolute_url()
    work()
    result = text_of(client.get(run.get_absolute_url()))
    assert "4 rows read" in result
    assert {row.name: (row.country.code, row.kinds) for row in Counterparty.objects.all()} == {
        "Alpha": ("IT", ["customer"]),
        "Gamma": ("DE", ["customer"]),
    }
    run.refresh_from_db()
    assert run.counts == {"read": 4, "created": 2, "updated": 0, "same": 0, "skipped": 1, "failed": 1}
    assert Profile.objects.get().name == "Monthly"


def test_progress_is_polled_until_the_page_is_loaded_anew(client, upload):
    upload()
    run = ImportRun.objects.get()
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name"})
    address = reverse("exchange:progress", args=[run.pk])
    assert client.get(address).status_code == 200
    work()
    finished = client.get(address)
    assert (finished.status_code, finished["HX-Refresh"]) == (286, "true")
    preview = text_of(client.get(run.get_absolute_url()))
    assert "every row is taken as a new one" in preview, "a name alone means nobody who is there"


@pytest.mark.parametrize(("matched", "warned"), [("match_email", False), ("match_phone", True)])
def test_a_file_that_is_matched_by_what_it_has_brings_not_only_new_rows(client, upload, matched, warned):
    upload("name;email\nAlpha;a@b.bg\n")
    run = ImportRun.objects.get()
    columns = {"map-0": "name", "map-1": "email", "kind": "customer", matched: "1"}
    client.post(reverse("exchange:columns", args=[run.pk]), columns)
    work()
    assert ("every row is taken as a new one" in text_of(client.get(run.get_absolute_url()))) == warned


def test_the_result_leads_to_the_records_of_this_import(client, upload):
    factories.counterparty(name="Another")
    upload("name\nAlpha\nBeta\n")
    run = ImportRun.objects.get()
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name"})
    work()
    client.post(reverse("exchange:start", args=[run.pk]))
    work()
    result = client.get(run.get_absolute_url())
    assert '<a class="btn btn-primary" href="?outcome=created#rows">' in text_of(result)
    assert "pr-balance" not in text_of(result), "the tiles give the counts"
    for shown in (result, client.get(run.get_absolute_url(), {"outcome": "created"})):
        assert [str(line.record) for line in shown.context["page"].lines] == ["Alpha", "Beta"]
        assert all(line.url in text_of(shown) for line in shown.context["page"].lines)


def test_many_failed_rows_are_no_workbook(client, upload, monkeypatch):
    monkeypatch.setattr(views, "MOST_IN_XLSX", 0)
    upload()
    run = ImportRun.objects.get()
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name", "map-1": "lei"})
    work()
    address = reverse("exchange:failed", args=[run.pk, "xlsx"])
    assert "1 failed row, CSV" in text_of(shown := client.get(run.get_absolute_url()))
    assert address not in shown.text and client.get(address).status_code == 404


def test_failed_rows_come_back_corrected(client, upload):
    upload()
    run = ImportRun.objects.get()
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name", "map-1": "lei"})
    work()
    client.post(reverse("exchange:start", args=[run.pk]))
    work()
    answer = client.get(reverse("exchange:failed", args=[run.pk, "csv"]))
    assert answer["Content-Disposition"] == 'attachment; filename="file-errors.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Legal name", "LEI", "Държава", "Error"]
    assert rows[1][:3] == ["Beta", LEI_WRONG, "DE"]
    assert "check digits" in rows[1][3]
    upload(text.replace(LEI_WRONG, ""))
    again = ImportRun.objects.latest("pk")
    page = client.get(again.get_absolute_url()).context["page"]
    assert [choice.header for choice in page.choices] == ["Legal name", "LEI", "Държава"]


def test_settings_are_corrected(client, upload):
    upload("Име;ЕИК\nАлпи;1\n".encode("cp1251"))
    run = ImportRun.objects.get()
    assert run.reading.encoding == "cp1251"
    again = {"again": "1", "encoding": "cp1252", "separator": ";", "sheet": ""}
    client.post(reverse("exchange:columns", args=[run.pk]), again)
    run.refresh_from_db()
    assert run.reading.headers[0] == "Èìå"


def test_a_mapping_is_suggested_in_both_languages_and_remembered(client, upload):
    upload("Име,ЕИК/ЕГН,ДДС №,Тел.,Нещо\nА,1,2,3,4\n")
    run = ImportRun.objects.get()
    mapped = {choice.header: choice.attribute for choice in client.get(run.get_absolute_url()).context["page"].choices}
    assert mapped == {"Име": "name", "ЕИК/ЕГН": "uic", "ДДС №": "vat_number", "Тел.": "phone", "Нещо": ""}
    columns = {"map-0": "alias", "blank-0": "clear", "map-4": "note", "remember": "Mine"}
    client.post(reverse("exchange:columns", args=[run.pk]), columns)
    upload("ДДС №,Нещо,Име,ЕИК/ЕГН,Тел.\n1,2,3,4,5\n")
    again = client.get(ImportRun.objects.latest("pk").get_absolute_url()).context["page"]
    assert {choice.header: choice.attribute for choice in again.choices if choice.attribute} == {
        "Име": "alias",
        "Нещо": "note",
    }
    assert again.choices[2].blank == "clear"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"Name,Town\n", "no rows"),
        ("Name,To\0wn\nA,B\n".encode("utf-16"), "Line 1 has a null byte"),
        ("Name,Town\nA\0,B\n".encode("utf-16-le"), "Line 2 has a null byte"),
        (b"\x89PNG\r\n\x1a\n123", "PNG"),
        (b"Name,name\nA,B\n", "Several columns"),
        (b"PK\x03\x04damaged", "damaged"),
        (",".join(map(str, range(300))).encode() + b"\n1", "300 columns"),
    ],
)
def test_a_useless_file_is_refused_and_not_kept(upload, settings, content, sentence):
    answer = upload(content)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not ImportRun.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_null_deep_in_a_file_is_told_by_the_check(client, upload):
    upload(("Name\n" + "A\n" * 8 + "B\0\n").encode("utf-16"))
    client.post(reverse("exchange:columns", args=[ImportRun.objects.get().pk]), {"map-0": "name"})
    job = run_job(Job.objects.get())
    assert (job.state, "Line 10 has a null byte" in job.message) == ("failed", True)


def test_too_big_a_file_is_refused(upload, settings):
    settings.UPLOAD_MAX_SIZE = 10
    assert "at most" in text_of(upload())


def test_no_file_is_told(client, user):
    assert client.post(reverse("exchange:choose")).status_code == 422


def test_a_wrong_mapping_is_told(client, upload):
    upload()
    run = ImportRun.objects.get()
    answer = client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name", "map-1": "name"})
    assert answer.status_code == 422
    assert "both fill" in text_of(answer)
    assert client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "archived_at"}).status_code == 422
    assert client.post(reverse("exchange:columns", args=[run.pk]), {}).status_code == 422


def test_a_fault_deep_in_the_file_leads_back_to_the_columns(client, upload):
    upload('Name,Alias\nA,"B"\nC,"D\nE,F\n')
    run = ImportRun.objects.get()
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name"})
    assert run_job(Job.objects.get()).state == "failed"
    assert "quotation mark in line 3" in text_of(client.get(run.get_absolute_url()))


def test_an_import_starts_once(client, upload):
    upload()
    run = ImportRun.objects.get()
    client.post(reverse("exchange:start", args=[run.pk]))
    assert not Job.objects.exists()
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name", "map-1": "lei"})
    work()
    for _click in range(2):
        client.post(reverse("exchange:start", args=[run.pk]))
    assert Job.objects.filter(kind="import").count() == 1
    work()
    client.post(reverse("exchange:start", args=[run.pk]))
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "alias"})
    assert Job.objects.filter(kind="import").count() == 1


def test_a_file_is_discarded(client, upload, settings, django_capture_on_commit_callbacks):
    upload()
    run = ImportRun.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("exchange:discard", args=[run.pk]))
    assert not ImportRun.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_rows_are_paged_and_filtered(client, upload):
    upload("Name\n" + "".join(f"Name {at}\n" for at in range(120)))
    run = ImportRun.objects.get()
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name"})
    work()
    first = client.get(run.get_absolute_url()).context["page"]
    second = client.get(run.get_absolute_url(), {"after": first.next}).context["page"]
    back = client.get(run.get_absolute_url(), {"before": second.previous}).context["page"]
    assert [line.line for line in first.lines] == list(range(2, 52))
    assert [line.line for line in second.lines] == list(range(52, 102))
    assert back.lines == first.lines
    assert client.get(run.get_absolute_url(), {"outcome": "failed"}).context["page"].lines == []
    assert client.get(run.get_absolute_url(), {"outcome": "strange"}).status_code == 404


PAGES = [
    ("choose", [], "get"),
    ("run", [1], "get"),
    ("columns", [1], "get"),
    ("columns", [1], "post"),
    ("start", [1], "post"),
    ("progress", [1], "get"),
    ("discard", [1], "post"),
    ("failed", [1, "csv"], "get"),
    ("file", [1], "get"),
    ("forget", [1], "post"),
    ("form", ["counterparties", "csv"], "get"),
]


@pytest.mark.parametrize(("name", "arguments", "method"), PAGES)
def test_without_the_right_to_import_every_page_is_forbidden(client, name, arguments, method):
    client.force_login(factories.limited_user(Kind.CUSTOMER))
    assert getattr(client, method)(reverse(f"exchange:{name}", args=arguments)).status_code == 403


@pytest.mark.parametrize(("name", "arguments", "method"), [page for page in PAGES if page[1] and page[1][0] == 1][:8])
def test_the_import_of_somebody_else_is_not_found(client, upload, name, arguments, method):
    upload()
    run = ImportRun.objects.get()
    client.force_login(factories.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT]))
    address = reverse(f"exchange:{name}", args=[run.pk, *arguments[1:]])
    assert getattr(client, method)(address).status_code == 404


def test_the_file_comes_back_as_an_attachment(client, upload):
    upload()
    answer = client.get(reverse("exchange:file", args=[ImportRun.objects.get().pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).decode() == FILE


def test_an_empty_form_has_all_headers(client, user):
    answer = client.get(reverse("exchange:form", args=["counterparties", "csv"]))
    assert b"Name" in b"".join(answer.streaming_content)


def test_the_page_of_imports_and_exports(client, upload):
    factories.counterparty()
    upload()
    page = text_of(client.get(reverse("exchange:list")))
    assert "file.csv" in page
    assert "Export of everything" in page
