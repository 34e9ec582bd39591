"""An own company is made ready for documents: paper, signatories, pictures, checklist, sample."""

import io
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from access.models import Role
from counterparties.changes import seen_changes
from counterparties.models import Address, Counterparty, NumberRun, Stationery
from counterparties.own_companies.checklist import checklist
from counterparties.own_companies.letterhead import letterhead_of, sample
from counterparties.own_companies.papers import Paper, keep_picture, save_stationery, stationery_of
from counterparties.taking_back import take_back
from history.models import Change
from reference.file_tabs.placing import open_to
from reference.models import FileTab
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def company() -> Counterparty:
    f.load_defaults()
    return f.own_company(name="Наша фирма ООД", name_latin="Nasha firma OOD", uic="175074752")


@pytest.fixture
def client(company: Counterparty) -> Client:
    return client_of(f.superuser())


def picture(form: str = "PNG", size: tuple[int, int] = (2400, 300), **saved: Any) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", size, "#206bc4").save(written, form, **saved)
    return SimpleUploadedFile(f"logo.{form.lower()}", written.getvalue())


def page_of(client: Client, name: str, *args: int) -> BeautifulSoup:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def missing(company: Counterparty) -> list[str]:
    return [point.text for point in checklist(Paper(company, TODAY)) if not point.done]


# --- what is still missing


def test_the_checklist_shrinks_as_things_are_entered(company):
    assert missing(company) == [
        "No logo",
        "No registered or main address that holds today",
        "No main account",
        "Nobody signs today",
        "No main series of numbers for invoices",
    ]
    keep_picture(user=f.superuser(), record=stationery_of(company), name="logo", file=picture())
    f.address(company)
    f.bank_account(company, main=True)
    f.signatory(company)
    f.number_series(company, kind="invoice", prefix="", digits=10)
    assert missing(company) == []


def test_the_page_leads_to_what_is_missing(client, company):
    page = page_of(client, "for-documents-list", company.pk)
    links = [link["href"] for link in page.select(".pr-checklist a")]
    assert len(links) == 5
    for link in links:
        assert client.get(link).status_code == 200
    client.force_login(f.reader())
    assert not page_of(client, "for-documents-list", company.pk).select(".pr-checklist a")


def test_the_page_keeps_its_price(client, company):
    for number in range(6):
        f.signatory(company)
        f.bank_account(company, main=number == 0)
        f.number_series(company)
    page_of(client, "for-documents-list", company.pk)
    with CaptureQueriesContext(connection) as captured:
        page_of(client, "for-documents-list", company.pk)
    assert len(captured) <= 15


def test_only_own_companies_with_the_tab_have_the_page(client, company):
    other = f.counterparty()
    names = ("for-documents-list", "for-documents-edit", "logo", "logo-picture", "document-sample")
    for name in names:
        assert client.get(reverse(name, args=[other.pk])).status_code == 404, name
    open_to(tab=FileTab.objects.get(code="for-documents"), roles=[Role.objects.get(code="reader")])
    client.force_login(f.user(roles=[Role.objects.get(code="clerk")]))
    for name in names:
        assert client.get(reverse(name, args=[company.pk])).status_code == 404, name


def test_what_stands_on_a_closed_page_is_told_nowhere(client, company):
    account = f.bank_account(company)
    values = {"accounts": [account], "footer_en": "Zqxfooter"}
    save_stationery(user=f.superuser(), record=stationery_of(company), values=values)
    clerk = f.user(roles=[Role.objects.get(code="clerk")])
    client.force_login(clerk)
    told = [row.table for row in seen_changes(company, clerk)]
    assert {"counterparties_stationery", "counterparties_stationeryaccount"} <= set(told)
    open_to(tab=FileTab.objects.get(code="for-documents"), roles=[Role.objects.get(code="reader")])
    assert "stationery" not in str([row.table for row in seen_changes(company, clerk)])
    assert "Zqxfooter" not in client.get(reverse("counterparty-changes", args=[company.pk])).content.decode()


# --- the paper


def test_what_is_left_empty_follows_from_the_file(company):
    f.address(company, settlement="Пловдив", kind=Address.Kind.DELIVERY)
    f.address(company, settlement="София", kind=Address.Kind.REGISTERED)
    main, other = f.bank_account(company, main=True), f.bank_account(company)
    head = letterhead_of(Paper(company, TODAY), "bg")
    assert head.name == "Наша фирма ООД" and "София" in head.lines[0] and "175074752" in head.lines[1]
    assert str(main) in head.lines[2] and len(head.lines) == 3
    chosen = Address.objects.get(settlement="Пловдив")
    values = {"address": chosen, "accounts": [other], "registration_en": "Registered in Sofia", "footer_en": "A\nB"}
    save_stationery(user=f.superuser(), record=stationery_of(company), values=values)
    head = letterhead_of(Paper(company, TODAY), "en")
    assert head.name == "Nasha firma OOD" and "Пловдив" in head.lines[0] and head.foot == ["A", "B"]
    assert head.lines[1] == "Registered in Sofia" and str(other) in head.lines[2]


def test_an_address_that_holds_no_more_yields_to_one_that_does(company):
    old = f.address(company, settlement="Варна", valid_to=TODAY - timedelta(days=1))
    f.address(company, settlement="Русе")
    save_stationery(user=f.superuser(), record=stationery_of(company), values={"address": old})
    assert "Русе" in letterhead_of(Paper(company, TODAY), "bg").lines[0]


def test_nothing_of_another_company_is_printed(company):
    with pytest.raises(ValidationError, match="Choose an address of this company"):
        save_stationery(user=f.superuser(), record=stationery_of(company), values={"address": f.address()})
    with pytest.raises(ValidationError, match="not in the file of this company"):
        save_stationery(user=f.superuser(), record=stationery_of(company), values={"accounts": [f.bank_account()]})
    assert Paper(company, TODAY).accounts == []


def test_the_form_saves_and_tells_what_somebody_else_has_changed(client, company):
    account = f.bank_account(company)
    url = reverse("for-documents-edit", args=[company.pk])
    form = {"base": page_of(client, "for-documents-edit", company.pk).select_one("[name=base]")["value"]}
    assert client.post(url, form | {"footer_bg": "Обслужва ви Лястовица", "accounts": [account.pk]}).status_code == 302
    stored = Stationery.objects.get()
    assert stored.footer_bg == "Обслужва ви Лястовица" and list(stored.accounts.all()) == [account]
    form = {"base": page_of(client, "for-documents-edit", company.pk).select_one("[name=base]")["value"]}
    save_stationery(user=f.superuser(), record=Stationery.objects.get(), values={"footer_bg": "Друго"})
    assert client.post(url, form | {"footer_bg": "Трето", "accounts": [account.pk]}).status_code == 409


# --- pictures


def test_a_logo_is_drawn_anew_shown_and_taken_away(client, company):
    url = reverse("logo", args=[company.pk])
    comment = picture("JPEG", comment=b"secret-of-the-camera")
    assert client.post(url, {"picture": comment}).status_code == 302
    shown = client.get(reverse("logo-picture", args=[company.pk]))
    assert shown.status_code == 200 and shown["Content-Type"] == "image/png"
    drawn = b"".join(shown.streaming_content)
    assert b"secret-of-the-camera" not in drawn
    assert Image.open(io.BytesIO(drawn)).size == (1200, 150)
    assert page_of(client, "for-documents-list", company.pk).select_one("img.pr-logo")
    assert client.post(url, {"remove": "1"}).status_code == 302
    assert client.get(reverse("logo-picture", args=[company.pk])).status_code == 404
    assert Stationery.objects.get().logo_id is None


def test_the_logo_of_before_comes_back_by_the_history(company):
    user = f.superuser()
    keep_picture(user=user, record=stationery_of(company), name="logo", file=picture())
    first = stationery_of(company).logo_id
    keep_picture(user=user, record=stationery_of(company), name="logo", file=picture(size=(10, 10)))
    change = Change.objects.filter(table=Stationery._meta.db_table, action="U").latest("id")
    take_back(user=user, record=company, change=change, place="logo_id")
    assert Stationery.objects.get().logo_id == first


@pytest.mark.parametrize("content", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused_with_a_sentence(client, company, content):
    response = client.post(reverse("logo", args=[company.pk]), {"picture": SimpleUploadedFile("x.png", content)})
    assert response.status_code == 422 and b'role="alert"' in response.content
    assert not Stationery.objects.exists()


def test_a_signature_stands_in_the_list_and_on_paper(client, company):
    row = f.signatory(company, name="Мария Колева", position="Управител")
    url = reverse("signature", args=[company.pk, row.pk])
    assert url in str(page_of(client, "signatories-list", company.pk))
    assert client.post(url, {"picture": picture(size=(300, 100))}).status_code == 302
    assert page_of(client, "signatories-list", company.pk).select_one("img.pr-signature")
    assert client.get(reverse("signature-picture", args=[company.pk, row.pk])).status_code == 200
    client.force_login(f.reader())
    assert client.post(url, {"remove": "1"}).status_code == 403


# --- the sample


@pytest.mark.parametrize(
    ("language", "name", "label"), [("bg", "Наша фирма ООД", "Фактура"), ("en", "Nasha", "Invoice")]
)
def test_the_sample_shows_the_paper_and_takes_no_number(company, language, name, label):
    f.address(company)
    f.signatory(company, name="Мария Колева", position="Управител")
    f.number_series(company, kind="invoice", prefix="", digits=10, next_number=77)
    keep_picture(user=f.superuser(), record=stationery_of(company), name="logo", file=picture())
    values = {"footer_bg": "Долен ред", "footer_en": "Bottom line"}
    save_stationery(user=f.superuser(), record=stationery_of(company), values=values)
    drawn = sample(company=company, kind="invoice", language=language, user=f.superuser())
    text = text_of(drawn)
    assert name in text and f"{label} № 0000000077" in text and "Мария Колева" in text
    assert ("Долен ред" if language == "bg" else "Bottom line") in text
    assert len(PdfReader(io.BytesIO(drawn)).pages[0].images) == 1
    assert not NumberRun.objects.exists()


def test_the_sample_of_a_company_with_nothing_is_drawn_too(client, company):
    response = client.get(reverse("document-sample", args=[company.pk]) + "?kind=offer&language=en")
    assert response["Content-Type"] == "application/pdf" and "Offer" in text_of(response.content)
    for wrong in ("kind=cheque&language=en", "kind=offer&language=de"):
        assert client.get(reverse("document-sample", args=[company.pk]) + f"?{wrong}").status_code == 404
