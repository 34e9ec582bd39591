"""A document from its form to its number: masked everywhere, shown to who asks, and the history says so."""

import csv
import datetime
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from counterparties.models import Counterparty, NumberShown, PersonalDocument, Scan
from counterparties.personal_documents.saving import same_number, save_document, show_number
from history.models import Change
from reference.stopping import stop
from screens.forms import ScreenForm, texts
from screens.registry import screens
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db
NUMBER = "731952846"


@pytest.fixture
def user():
    return f.administrator(username="rada")


@pytest.fixture
def client(user):
    return client_of(user)


@pytest.fixture
def owner(user) -> Counterparty:
    return f.counterparty(name="Алфа ООД")


@pytest.fixture
def document(owner) -> PersonalDocument:
    return f.personal_document(owner, number=NUMBER, issuer="МВР София")


def address(view: str, owner: Counterparty, record: PersonalDocument | None = None) -> str:
    return screens["personal-documents"].url(view, record, owner)


def number_url(record: PersonalDocument) -> str:
    return reverse("personal-document-number", args=[record.counterparty_id, record.pk])


def form_data(user, record, **values) -> dict:
    form = ScreenForm(screens["personal-documents"], user, record)
    data = {each.name: texts(form[each.name].value()) for each in form.attributes}
    return {name: value for name, value in data.items() if value} | {"base": form.initial["base"]} | values


def test_no_page_and_no_export_shows_the_number_unasked(client, owner, document):
    document.issuer = "МВР Варна"
    save_document(user=f.superuser(), record=document, values={"number": "731952847", "issuer": "МВР Варна"})
    document.refresh_from_db()
    export = reverse("exchange:export", args=["personal-documents"])
    pages = (
        *(address("list", owner), address("edit", owner, document), address("history", owner, document)),
        *(document.get_absolute_url(), reverse("all-personal-documents-list")),
        *(reverse("counterparty-changes", args=[owner.pk]), reverse("timeline", args=[owner.pk])),
        *(f"{export}?parent={owner.pk}&format=csv", f"{export}?all=1&format=csv"),
        reverse("exchange:export", args=["all-personal-documents"]) + "?format=csv",
    )
    for page in pages:
        response = client.get(page)
        text = (response.getvalue() if response.streaming else response.content).decode()
        assert "••••••847" in text, page
        assert NUMBER not in text and "731952847" not in text, page


def test_the_search_column_does_not_hold_it(owner, document):
    assert NUMBER not in Counterparty.objects.get(pk=owner.pk).search
    assert not Counterparty.objects.found_by(NUMBER).exists()


def test_who_asks_is_shown_it_and_stands_in_the_history(client, user, owner, document):
    response = client.post(number_url(document), headers={"HX-Request": "true"})
    assert NUMBER in response.content.decode() and "no-store" in response["Cache-Control"]
    assert NumberShown.objects.get().user == user
    change = Change.objects.get(table=NumberShown._meta.db_table)
    assert (change.user_id, change.owner_id, change.after["document_id"]) == (user.pk, owner.pk, document.pk)
    for page in (address("history", owner, document), reverse("counterparty-changes", args=[owner.pk])):
        said = " ".join(BeautifulSoup(client.get(page).content, "html.parser").get_text(" ").split())
        assert re.search("Number shown: [^:]+ ••••••846", said)


def test_each_asking_is_written_down(client, document):
    for _time in range(3):
        assert client.post(number_url(document)).status_code == 200
    assert NumberShown.objects.count() == 3


def test_without_script_the_page_shows_it(client, document):
    assert NUMBER in client.post(number_url(document)).content.decode()
    assert client.get(number_url(document)).status_code == 405


def test_a_form_that_is_left_alone_keeps_the_number(client, user, owner, document):
    data = form_data(user, document, issuer="МВР Русе")
    assert data["number"] == ["••••••846"]
    assert client.post(address("edit", owner, document), data).status_code == 302
    document.refresh_from_db()
    assert (document.number, document.issuer) == (NUMBER, "МВР Русе")


def test_another_number_is_typed_over_the_dots(client, user, owner, document):
    data = form_data(user, document, number="аb 765 43 21")
    assert client.post(address("edit", owner, document), data).status_code == 302
    document.refresh_from_db()
    assert document.number == "AB7654321"


@pytest.mark.parametrize("typed", ["••••••847", "•", "7••••••846"])
def test_dots_that_hide_nothing_are_refused(user, document, typed):
    with pytest.raises(ValidationError) as refused:
        save_document(user=user, record=document, values={"number": typed})
    assert "number" in refused.value.error_dict
    document.refresh_from_db()
    assert document.number == NUMBER


def test_a_change_of_the_number_is_taken_back_unseen(client, user, owner, document):
    save_document(user=user, record=document, values={"number": "111222333"})
    change = Change.objects.filter(table=PersonalDocument._meta.db_table, action="U").latest("pk")
    response = client.post(reverse("take-change-back", args=[owner.pk, change.pk]) + "?place=number")
    assert response.status_code < 400 and NUMBER not in response.content.decode()
    document.refresh_from_db()
    assert document.number == NUMBER


def test_it_expires_after_it_was_issued(user, document):
    days = {"issued_on": datetime.date(2026, 5, 2), "valid_until": datetime.date(2026, 5, 1)}
    with pytest.raises(ValidationError, match="expires before it is issued"):
        save_document(user=user, record=document, values=days)


def test_the_holder_is_a_contact_person_of_the_counterparty(user, owner, document):
    own, foreign = f.contact_person(owner), f.contact_person()
    with pytest.raises(ValidationError) as refused:
        save_document(user=user, record=document, values={"person": foreign})
    assert "person" in refused.value.error_dict
    document.refresh_from_db()
    assert save_document(user=user, record=document, values={"person": own}).person == own


def test_a_stopped_kind_stays_and_is_not_newly_chosen(user, owner, document):
    visa = f.personal_document_kind(code="visa")
    for kind in (visa, document.kind):
        stop(record=kind)
    save_document(user=user, record=document, values={"kind": document.kind, "note": "stays"})
    with pytest.raises(ValidationError) as refused:
        save_document(user=user, record=document, values={"kind": visa})
    assert "kind" in refused.value.error_dict


def doubts(client, owner, **values) -> str:
    url = reverse("personal-document-doubts", args=[owner.pk])
    response = client.post(url, values)
    assert response.status_code == 200
    return response.content.decode()


def test_the_same_number_is_warned_of_and_saved(client, owner, document):
    other = f.counterparty(name="Бета ООД")
    asked = {"kind": document.kind_id, "country": "BG"}
    assert "Алфа ООД" in doubts(client, other, number="731 952 846", **asked)
    assert doubts(client, other, number=NUMBER, **asked | {"country": "DE"}).strip() == ""
    assert doubts(client, other, number="••••••846", **asked).strip() == ""
    made = f.personal_document(other, number=NUMBER, kind=document.kind)
    assert "Бета ООД" in client.get(document.get_absolute_url()).content.decode()
    assert same_number(made, f.superuser()) == ([document], False)


def test_of_a_holder_that_one_may_not_see_nothing_is_told(document):
    supplier = f.counterparty(name="Гама ООД")
    made = f.personal_document(supplier, number=NUMBER, kind=document.kind)
    stranger = f.user()
    assert same_number(made, stranger) == ([], False)


@pytest.mark.parametrize("odd", ["", "x", "9" * 30, "-1"])
def test_odd_questions_of_doubt_are_answered(client, owner, document, odd):
    assert doubts(client, owner, kind=odd, country=odd, number=odd).strip() == ""


def test_found_by_the_whole_number_or_by_words(client, owner, document):
    f.personal_document(owner, number="999888777", issuer="МВР Русе")

    def found(text: str) -> int:
        page = client.get(address("list", owner), {"q": text})
        return len(BeautifulSoup(page.content, "html.parser").select("#rows tbody tr"))

    sought = {NUMBER: 1, "731 952 846": 1, "73195284": 0, "846": 0, "мвр софия": 1, "мвр": 2}
    assert {text: found(text) for text in sought} == sought


def test_expired_ones_are_marked_and_filtered(client, owner, document):
    today = timezone.localdate()
    for days in (-1, 20, 300):
        f.personal_document(owner, valid_until=today + datetime.timedelta(days=days))
    page = client.get(address("list", owner), {"expiry": ["expired", "soon"]})
    rows = BeautifulSoup(page.content, "html.parser").select("#rows tbody tr")
    assert [bool(row.select_one(".c-red")) for row in rows].count(True) == 1 and len(rows) == 2
    assert page.content.decode().count("pr-status c-amber") == 1


def test_all_documents_stand_the_most_urgent_first_and_those_without_a_day_last(client, owner, document):
    today = timezone.localdate()
    for days, number in ((300, "300300300"), (-1, "100100101")):
        f.personal_document(valid_until=today + datetime.timedelta(days=days), number=number)
    export = reverse("exchange:export", args=["all-personal-documents"]) + "?format=csv&columns=number"
    rows = list(csv.reader(io.StringIO(client.get(export).getvalue().decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["••••••101", "••••••300", "••••••846"]


# --- scans


def shown(client, address: str) -> list[str]:
    """The names of the scans on a page."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return [link.get_text(strip=True) for link in page.select("[data-previewed] .pr-name")]


def upload(client, document, name="Лице.txt", content=b"scan", **headers):
    url = reverse("scans-add", args=[document.counterparty_id]) + f"?document={document.pk}"
    return client.post(url, {"files": SimpleUploadedFile(name, content)}, headers=headers)


def test_a_scan_is_kept_shown_renewed_deleted_and_restored(client, owner, document):
    answer = upload(client, document, Accept="application/json").json()
    scan = Scan.objects.get(pk=answer["id"])
    assert scan.document == document and scan.content.attachment is None and scan.content.scan == scan
    page = document.get_absolute_url()
    assert shown(client, page) == ["Лице.txt"]
    assert b"".join(client.get(reverse("scans-content", args=[owner.pk, scan.pk])).streaming_content) == b"scan"
    version = reverse("scans-version", args=[owner.pk, scan.pk])
    assert client.post(version, {"files": SimpleUploadedFile("v2.txt", b"second")}).status_code == 302
    preview = client.get(scan.get_absolute_url()).content.decode()
    assert "Version 2" in preview and "second" in preview
    assert client.post(answer["undo"]).status_code == 302
    assert shown(client, page) == [] and shown(client, f"{page}?deleted=1") == ["Лице.txt"]
    client.post(reverse("scans-activate", args=[owner.pk, scan.pk]))
    assert shown(client, page) == ["Лице.txt"]


def test_scans_are_no_files(client, owner, document):
    f.scan(document, name="Zqxscan.txt")
    for page in (reverse("files-list", args=[owner.pk]), reverse("papers-list"), reverse("search") + "?q=zqxscan"):
        assert "Zqxscan.txt" not in client.get(page).content.decode(), page


def test_a_scan_belongs_to_a_document_of_the_file_that_may_change(client, owner, document):
    elsewhere = f.personal_document()
    for pk in (elsewhere.pk, 0):
        url = reverse("scans-add", args=[owner.pk]) + f"?document={pk}"
        assert client.post(url, {"files": SimpleUploadedFile("x.txt", b"x")}).status_code == 404
    PersonalDocument.objects.filter(pk=document.pk).update(archived_at=timezone.now())
    assert upload(client, document).status_code == 404
    assert not Scan.objects.exists()


def test_an_empty_scan_is_refused_and_nothing_kept(client, document):
    assert upload(client, document, content=b"", Accept="application/json").status_code == 422
    assert not Scan.objects.exists()


def test_who_has_no_right_is_shown_no_number(document):
    with pytest.raises(PermissionDenied):
        show_number(user=f.reader(), record=document)
    assert not NumberShown.objects.exists()
