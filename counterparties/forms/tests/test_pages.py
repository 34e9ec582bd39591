"""The page of a filled form, its paper, its history."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from counterparties.archiving import archive_counterparty
from counterparties.changes import changes_of_file
from counterparties.forms.filling import save_form
from counterparties.forms.printing import MOST_BOXES
from counterparties.forms.tests.filled import answers, filled
from counterparties.models import FilledForm
from counterparties.printing.file_paper import Choice
from counterparties.printing.making import print_file
from counterparties.taking_back import take_back
from history.models import Change
from history.recording import recorded
from tests import factories

pytestmark = pytest.mark.django_db


def test_its_page_says_everything_and_offers_a_new_one_from_it(client, clerk, owner, survey):
    row = filled(owner, clerk, template=survey, **answers(clerk, survey, 0))
    page = BeautifulSoup(client.get(row.get_absolute_url()).content, "html.parser")
    facts = page.select_one(".pr-facts").get_text(" ", strip=True)
    assert "Алфа; „x“" in facts and "One, Two" in facts and "Alpha" in facts and "20 Nov 2026" in facts
    again = page.find("a", string=lambda text: text and "New from this one" in text) or page.select_one(
        f"a[href*='like={row.pk}']"
    )
    form = BeautifulSoup(client.get(again["href"]).content, "html.parser")
    assert form.select_one("[name='f.text']")["value"] == "Алфа; „x“"
    data = {
        field["name"]: field.get("value", "")
        for field in form.select("#main input[name]")
        if field["name"][:2] == "f."
    }
    answer = client.post(again["href"], data | {"date": "2026-11-22", "f.yes_no": "yes"})
    copy = FilledForm.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, copy.get_absolute_url())
    assert (copy.number, copy.template) == (2, survey) and "Алфа; „x“" in copy.features.values()


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("screen", ["forms", "all-forms"])
def test_who_has_saved_a_form_stands_on_its_page_or_still_on_the_list_beside(client, clerk, owner, screen, beside):
    row = filled(owner, clerk)
    parent = [owner.pk] if screen == "forms" else []
    data = {"date": "2026-11-22", "f.flight-number": "FB 2", "f.date": "2026-11-20", "f.from": "A", "f.to": "B"}
    headers = {"HX-Request": "true", "HX-Target": "slide-body"} if beside else {}
    address = reverse(f"{screen}-edit", args=[*parent, row.pk])
    answer = client.post(address, data | {"f.passenger": "Ada"}, headers=headers)
    if beside:
        assert answer.status_code == 204 and "results-changed" in answer["HX-Trigger"]
        return
    assert answer["Location"] == row.get_absolute_url()
    page = client.get(answer["Location"]).content.decode()
    assert "Flight form No. 1 is saved." in page and "New from this one" in page


def test_a_reader_sees_and_prints_but_does_not_change(clerk, owner):
    row, client = filled(owner, clerk), Client()
    client.force_login(factories.reader())
    page = client.get(row.get_absolute_url()).content.decode()
    assert "FB 1" in page and "New from this one" not in page and "/edit/" not in page
    assert client.get(reverse("print-form", args=[owner.pk, row.pk])).status_code == 200
    assert client.get(reverse("forms-edit", args=[owner.pk, row.pk])).status_code == 403


def text_of(client: Client, address: str, language: str) -> str:
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer["Content-Type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.getvalue())).pages)


@pytest.mark.parametrize(("language", "said"), [("en", "Passenger"), ("bg", "Пътник")])
def test_it_is_printed_in_the_language_of_the_page(client, clerk, owner, language, said):
    row = filled(owner, clerk, **{"f.passenger": "Иван Ёж"})
    with translation.override(language):
        text = text_of(client, reverse("print-form", args=[owner.pk, row.pk]), language)
        empty = text_of(client, reverse("empty-form", args=[owner.pk]) + "?of=flight-form", language)
    assert "Иван Ёж" in text and "Alpha" in text and said in text
    assert "Иван Ёж" not in empty and "Alpha" in empty and said in empty


def boxes_of(client: Client, address: str) -> tuple[int, str]:
    """How many boxes a paper draws, and the text that is ticked in them."""
    pages = PdfReader(BytesIO(client.get(address).getvalue())).pages
    drawn = sum(page.get_contents().get_data().count(b" re S") for page in pages)
    return drawn, " ".join(" ".join(page.extract_text() for page in pages).split())


def test_what_is_chosen_has_boxes_on_paper_and_what_is_answered_is_ticked(client, clerk, owner, survey):
    empty = reverse("empty-form", args=[owner.pk]) + "?of=every"
    number, text = boxes_of(client, empty)
    assert number == 4 and "×" not in text and all(word in text for word in ("Yes", "No", "One", "Two"))
    values = answers(clerk, survey, 0) | {"f.yes_no": False}
    row = filled(owner, clerk, template=survey, **values)
    number, text = boxes_of(client, reverse("print-form", args=[owner.pk, row.pk]))
    assert number == 4 and "Yes × No" in text and "× One × Two" in text
    items = survey.fields.get(code="nomenclature").nomenclature
    for place in range(MOST_BOXES):
        factories.item(items, name_en=f"Item {place}")
    number, text = boxes_of(client, reverse("print-form", args=[owner.pk, row.pk]))
    assert number == 2 and "One, Two" in text, "of many items those that are chosen are told"


def test_history_tells_the_fields_by_their_labels_and_takes_one_back(clerk, owner):
    row = filled(owner, clerk)
    with recorded(user_id=clerk.pk, run="web:2"):
        save_form(user=clerk, record=FilledForm.objects.get(pk=row.pk), values={"f.to": "London", "f.notes": "New"})
    entries, _older = changes_of_file(owner, clerk, limit=50)
    lines = [line for entry in entries for line in entry.lines]
    told = {line.label: (line.before, line.after) for line in lines}
    assert told["Flight form No. 1, to"] == ("Varna", "London") and told["Flight form No. 1, notes"] == ("", "New")
    line = next(line for line in lines if line.label.endswith(", to"))
    change = Change.objects.get(pk=line.change)
    assert take_back(user=clerk, record=owner, change=change, place=line.place) == "To"
    row.refresh_from_db()
    assert "Varna" in row.features.values() and "New" in row.features.values()


def test_forms_are_archived_and_come_back_with_their_counterparty(clerk, owner):
    row = filled(owner, clerk)
    archive_counterparty(user=clerk, record=owner)
    row.refresh_from_db()
    assert row.archived_at is not None


def test_a_file_costs_no_more_for_its_forms(client, clerk, owner):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("contact-persons-list", args=[owner.pk])).status_code == 200
        return len(queries)

    asked()
    before = asked()
    for _each in range(3):
        filled(owner, clerk)
    assert asked() == before <= 15


def test_the_paper_of_the_whole_file_has_every_answer(clerk, owner):
    filled(owner, clerk, **{"f.notes": "Late"})
    written = BytesIO()
    print_file(written, record=owner, user=clerk, choice=Choice(["forms"]))
    text = "\n".join(page.extract_text() for page in PdfReader(written).pages)
    assert "Passenger: Ada" in text and "Notes: Late" in text
