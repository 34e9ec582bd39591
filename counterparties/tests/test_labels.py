"""Labels: the lines as the post wants them, the fields on their sheets, the page that asks."""

from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from access.models import Role
from counterparties.labels import printing, views
from counterparties.labels.drawing import LEADING, SMALLEST, draw, fitted
from counterparties.labels.postal import postal_lines
from counterparties.labels.sheets import SHEETS
from counterparties.models import Address
from jobs.models import Job
from jobs.running import run as run_job
from reference.file_tabs.placing import open_to
from reference.models import FileTab
from tests import factories
from tests.clients import client_of


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        (
            {"country": "BG", "settlement": "София", "postal_code": "1000", "street": "ул. Шипка", "number": "5"},
            ["Алфа ООД", "ул. Шипка 5", "1000 София"],
        ),
        (
            {"country": "BG", "settlement": "Иваново", "area": "Русе", "neighbourhood": "кв. Изток", "block": "3"},
            ["Алфа ООД", "кв. Изток", "бл. 3", "Иваново", "Русе"],
        ),
        (
            {"country": "BG", "settlement": "Русе", "mailbox": "12", "street": "left out", "number": "1"},
            ["Алфа ООД", "пощ. кутия 12", "Русе"],
        ),
        (
            {"country": "DE", "settlement": "Berlin", "postal_code": "10115", "street": "Torstr.", "number": "7"},
            ["Алфа ООД", "Torstr. 7", "10115 Berlin", "GERMANY"],
        ),
        (
            {"country": "FR", "settlement": "Paris", "postal_code": "75001", "street": "rue X", "number": "7"},
            ["Алфа ООД", "7 rue X", "75001 Paris", "FRANCE"],
        ),
        (
            {"country": "US", "settlement": "Austin", "area": "TX", "postal_code": "73301", "street": "Elm St"},
            ["Алфа ООД", "Elm St", "Austin, TX 73301", "UNITED STATES OF AMERICA"],
        ),
        (
            {"country": "GB", "settlement": "London", "postal_code": "N1 9GU", "street": "Elm Rd", "number": "2"},
            ["Алфа ООД", "2 Elm Rd", "London", "N1 9GU", "UNITED KINGDOM"],
        ),
        ({"country": "BG", "free_text": "Под липите\nдо реката"}, ["Алфа ООД", "Под липите", "до реката"]),
    ],
)
def test_each_country_has_its_order(values, lines):
    assert postal_lines(Address(**values), "Алфа ООД") == lines


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_fields_of_a_sheet_lie_on_the_page_and_apart(sheet):
    corners = [sheet.corner(place) for place in range(sheet.places)]
    assert len(set(corners)) == sheet.places
    for left, top in corners:
        assert left >= 0 and left + sheet.size[0] <= sheet.page[0] + 0.01
        assert top >= 0 and top + sheet.size[1] <= sheet.page[1] + 0.01
    across, down = sheet.step or sheet.size
    assert across >= sheet.size[0] and down >= sheet.size[1]


@given(st.lists(st.text(st.characters(categories=["L", "N", "Zs"], max_codepoint=0x4FF), max_size=200), max_size=12))
def test_whatever_is_written_fits(lines):
    size, broken = fitted(lines, 150, 80)
    assert size >= SMALLEST and len(broken) * size * LEADING <= 80 + size * LEADING


def read(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_labels_begin_at_their_place_and_go_on_over_pages():
    target = BytesIO()
    labels = [[f"Фирма {at}", "ул. Щастие Ъ", "Ελλάδα"] for at in range(5)]
    assert draw(target, sheet=SHEETS["2x7"], labels=labels, start=12, title="Етикети") == 5
    pages = read(target.getvalue())
    assert len(pages) == 2 and "Фирма 2" in pages[0] and "Фирма 3" in pages[1] and "Щастие Ъ" in pages[1]
    size = PdfReader(target).pages[0].mediabox
    assert (round(size.width), round(size.height)) == (595, 842)
    fonts = PdfReader(target).pages[0]["/Resources"]["/Font"]
    assert any("Noto" in str(font.get_object()["/BaseFont"]) for font in fonts.values()), "the letters are in the file"


@pytest.fixture
def client(db) -> Client:
    return client_of(factories.superuser())


URL = "/addresses/labels/all-addresses/"


def test_ticked_addresses_are_printed_in_the_order_of_the_list(client):
    rows = [factories.address(settlement=name) for name in ("Ямбол", "Варна", "Русе")]
    ticked = {"rows": f"{rows[0].pk},{rows[1].pk}"}
    page = client.post(URL, ticked).content.decode()
    assert "<b>2</b> addresses" in page and f'value="{ticked["rows"]}"' in page
    answer = client.post(URL, ticked | {"print": "1", "sheet": "3x8", "start": "1"})
    assert answer["Content-Type"] == "application/pdf" and "attachment" in answer["Content-Disposition"]
    (text,) = read(b"".join(answer.streaming_content))
    assert text.index("Варна") < text.index("Ямбол") and "Русе" not in text
    assert rows[0].counterparty.name in text


def test_all_that_match_and_one_counterparty(client):
    rows = [factories.address(settlement=name) for name in ("Ямбол", "Варна")]
    asked = {"all": "1", "query": "?settlement=Вар", "print": "1", "sheet": "dl", "start": "1"}
    (text,) = read(b"".join(client.post(URL, asked).streaming_content))
    assert "Варна" in text
    tab = reverse("address-labels", args=["addresses"])
    asked = {"all": "1", "print": "1", "sheet": "c6", "start": "1"}
    answer = client.post(f"{tab}?parent={rows[0].counterparty_id}", asked)
    (text,) = read(b"".join(answer.streaming_content))
    assert "Ямбол" in text
    assert client.post(f"{tab}?parent=0", asked).status_code == 404


@pytest.mark.parametrize(("name", "value"), [("start", "25"), ("start", "0"), ("start", "x"), ("sheet", "letter")])
def test_a_wrong_choice_is_told_and_nothing_is_lost(client, name, value):
    row = factories.address()
    answer = client.post(URL, {"rows": str(row.pk), "print": "1", "sheet": "3x8", "start": "3", name: value})
    assert answer.status_code == 422 and b"invalid-feedback" in answer.content
    assert f'value="{row.pk}"' in answer.content.decode()


def test_nothing_ticked_nothing_allowed_and_too_many(client, monkeypatch):
    row = factories.address()
    assert client.post(URL, {"rows": ""}).status_code == 302
    assert client.get(URL).status_code == 302
    monkeypatch.setattr(printing, "MOST", 0)
    answer = client.post(URL, {"rows": str(row.pk)}, follow=True)
    assert "At most 0 labels" in answer.content.decode()
    reader = Client()
    reader.force_login(factories.reader())
    assert reader.post(URL, {"rows": str(row.pk)}).status_code == 403


def test_who_has_no_list_of_addresses_is_led_to_one_that_is_open(client):
    factories.load_defaults()
    clerk = factories.user(roles=[Role.objects.get(code="clerk")])
    open_to(tab=FileTab.objects.get(code="addresses"), roles=[Role.objects.get(code="reader")])
    client.force_login(clerk)
    for answer in (client.get(URL, follow=True), client.post("/addresses/labels/nothing/", follow=True)):
        assert answer.status_code == 200 and answer.redirect_chain[-1][0] == reverse("counterparties-list")


def test_many_are_drawn_by_a_job(client, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    rows = [factories.address() for _each in range(2)]
    asked = {"rows": ",".join(str(row.pk) for row in rows), "print": "1", "sheet": "3x8", "start": "24"}
    answer = client.post(URL, asked)
    job = Job.objects.latest("pk")
    assert answer["Location"] == reverse("exchange:exported", args=[job.pk])
    assert run_job(job).state == Job.State.DONE, job.message
    assert client.get(answer["Location"]).status_code == 200
    file = client.get(reverse("exchange:exported_file", args=[job.pk]))
    assert len(read(b"".join(file.streaming_content))) == 2
    assert (settings.MEDIA_ROOT, job.result["rows"]) == (settings.MEDIA_ROOT, 2)
