"""An administrator makes a form of his own by keyboard; a clerk fills in a flight form, corrects it and prints it."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from access.models import Role
from counterparties.models import Counterparty, FilledForm
from counterparties.tests.test_files import picture
from reference.models import FormField, FormTemplate
from tests import factories
from tests.browser.looking import no_violations, press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(transactional_db) -> Counterparty:
    return factories.counterparty(name="Алфа ООД")


def test_a_form_is_made_filled_in_and_printed(signed_in: Page, context: BrowserContext, sign_in, owner: Counterparty):
    page = signed_in
    make_a_protocol(page)
    place_it_as_a_tab(page)
    sign_in(factories.user(roles=[Role.objects.get(code="clerk")], first_name="Rada"))
    fill_in_the_protocol(page, owner)
    fill_in_a_flight_form(page, owner)
    print_it(page, context, owner)
    find_it_among_all(page)


def make_a_protocol(page: Page) -> None:
    page.goto("/settings/reference/form-templates/")
    no_violations(page)
    page.keyboard.press("n")
    page.locator("#slide").get_by_label("Name in English").fill("Handover")
    page.get_by_role("button", name="Save form template").click()
    expect(page.locator("#quick-name")).to_be_visible()
    press(page, "n")
    expect(page.locator("#quick-name")).to_be_focused()
    for name, downs in (("Place", 0), ("Pieces", 2), ("Complete?", 4), ("Remarks", 1), ("Photo", 8)):
        type_a_field(page, name, downs, required=name == "Place")
    no_violations(page)
    rows = FormField.objects.filter(template__name_en="Handover").order_by("position")
    assert [(row.name_en, row.data_type, row.required) for row in rows] == [
        ("Place", "text", True),
        ("Pieces", "number", False),
        ("Complete?", "yes_no", False),
        ("Remarks", "long_text", False),
        ("Photo", "picture", False),
    ]
    page.get_by_role("button", name="Move Remarks up").press("Enter")
    expect(page.locator("tbody tr").nth(2)).to_contain_text("Remarks")


def type_a_field(page: Page, name: str, downs: int, *, required: bool) -> None:
    """By keyboard alone: the name, so many steps down the list of types, the box, Enter."""
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    for _each in range(downs):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    if required:
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.locator("#quick-name")).to_be_focused()


def place_it_as_a_tab(page: Page) -> None:
    page.goto("/settings/reference/file-tabs/")
    page.get_by_role("link", name="Add a tab under Contacts").click()
    slide = page.locator("#slide")
    slide.get_by_label("Interface").select_option(label="Form: Handover")
    slide.get_by_role("checkbox", name="Customer").check()
    page.get_by_role("button", name="Save tab").click()
    expect(slide).not_to_be_visible()


def fill_in_the_protocol(page: Page, owner: Counterparty) -> None:
    page.goto(f"/counterparties/{owner.pk}/contact-persons/")
    # There are more tabs than the line holds.
    page.locator(".pr-tabs2").get_by_role("button", name=re.compile("^More")).click()
    page.locator(".pr-tabs2").get_by_role("link", name=re.compile("^Handover")).click()
    page.get_by_role("link", name="New Handover").first.click()
    slide = page.locator("#slide")
    expect(slide.locator(":focus")).to_be_visible()
    slide.get_by_label("Pieces").fill("many")
    slide.get_by_label("Photo").set_input_files({"name": "ramp.png", "mimeType": "image/png", "buffer": picture()})
    page.keyboard.press("Control+Enter")
    expect(slide.get_by_role("alert")).to_contain_text("Place: Fill this in")
    expect(slide.get_by_role("alert")).to_contain_text("Pieces: Enter a number")
    expect(slide).to_contain_text("ramp.png is kept when you save")
    slide.get_by_label("Place").fill("Рампа 3")
    slide.get_by_label("Pieces").fill("1 250")
    slide.get_by_label("Complete?").select_option("yes")
    no_violations(page)
    page.keyboard.press("Control+Enter")
    expect(slide).not_to_be_visible()
    row = page.locator("#rows tbody tr")
    expect(row).to_contain_text("Рампа 3")
    expect(row).to_contain_text("1,250")
    row.get_by_role("link").first.click()
    shown = page.locator(".pr-facts").get_by_role("link", name="ramp.png")
    assert shown.locator("img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    no_violations(page)


def fill_in_a_flight_form(page: Page, owner: Counterparty) -> None:
    page.goto(f"/counterparties/{owner.pk}/forms/")
    page.locator("#new-form").click()
    page.locator(".dropdown-menu.show").get_by_role("link", name="Flight form").first.click()
    slide = page.locator("#slide")
    expect(slide.locator(":focus")).to_be_visible()
    answers = {"Flight number": "FB 437", "Date of flight": "2026-12-24", "From": "София", "To": "London"}
    for label, text in (answers | {"Passenger": "Ада Иванова"}).items():
        slide.get_by_label(label, exact=False).and_(slide.locator("input")).first.fill(text)
    page.get_by_role("button", name="Save Flight form").click()
    expect(slide).not_to_be_visible()
    assert FilledForm.objects.get(template=FormTemplate.objects.get(code="flight-form")).number == 1


def print_it(page: Page, context: BrowserContext, owner: Counterparty) -> None:
    page.get_by_role("link", name="Flight form", exact=True).click()
    expect(page.get_by_role("heading", name="Flight form No. 1")).to_be_visible()
    no_violations(page)
    page.locator("#sheet").get_by_role("link", name="Edit", exact=True).click()
    expect(page.locator("#slide :focus")).to_be_visible()
    page.locator("#slide").get_by_label("Aircraft registration").fill("LZ-BUR")
    page.get_by_role("button", name="Save form").click()
    expect(page.locator(".pr-facts")).to_contain_text("LZ-BUR")
    address = page.locator("#sheet").get_by_role("link", name="Print").get_attribute("href")
    paper = PdfReader(BytesIO(context.request.get(str(address)).body()))
    text = paper.pages[0].extract_text()
    assert "Ада Иванова" in text and "LZ-BUR" in text and "Алфа ООД" in text


def find_it_among_all(page: Page) -> None:
    page.get_by_role("link", name="Filled forms").click()
    page.locator("#which-forms").click()
    page.locator(".dropdown-menu.show").get_by_text("Flight form", exact=True).click()
    page.locator("#q").fill("ада")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    expect(page.locator("#rows thead")).to_contain_text("Passenger")
    no_violations(page)
