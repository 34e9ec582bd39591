"""An administrator imports settlements and makes a country strict; an address is put right and printed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from counterparties.models import Address, Counterparty
from reference.models import Location
from tests import factories
from tests.browser import register
from tests.browser.looking import looks_good

pytestmark = pytest.mark.django_db(transaction=True)
FILE = "ЕКАТТЕ;Име;Name;Област;ПК\n63427;Русе;Ruse;Русе;7000\n32024;Иваново;Ivanovo;Русе;7088\n00000;Русчук;;Русе;\n"
WIDE = {"width": 1440, "height": 900}


@pytest.fixture
def office(signed_in: Page, settings, tmp_path: Path) -> Page:
    settings.MEDIA_ROOT = tmp_path / "media"
    factories.load_defaults()
    factories.location(level="area", name_bg="Русе", name_en="Ruse")
    (tmp_path / "settlements.csv").write_text(FILE, encoding="utf-8")
    return signed_in


def import_settlements(page: Page, file: Path) -> None:
    page.goto("/settings/locations/")
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("File, CSV or XLSX").set_input_files(file)
    page.get_by_role("button", name="Map columns").click()
    page.get_by_label("Level", exact=True).select_option("settlement")
    looks_good(page, narrow=False)
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    register.work()
    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    register.work()
    expect(page.get_by_role("heading", name="3 rows read")).to_be_visible()


def make_strict(page: Page) -> None:
    page.goto("/settings/address-rules/add/")
    page.get_by_label("Mode").select_option("strict")
    page.get_by_role("button", name="Save rule for addresses").click()
    expect(page.get_by_text("All countries, all types is saved.")).to_be_visible()
    looks_good(page)


def enter_address(page: Page, owner: Counterparty) -> None:
    """What is no settlement is refused, with nothing lost; the list offers what there is."""
    page.goto(f"/counterparties/{owner.pk}/addresses/")
    page.get_by_role("link", name="New address").first.click()
    form = page.locator("#slide-body")
    form.get_by_label("Street", exact=True).fill("ул. Дунав")
    form.get_by_label("Settlement").fill("Атлантида")
    page.keyboard.press("Escape")
    form.get_by_role("button", name="Save address").click()
    expect(form.get_by_text("“Атлантида” is not in the list for Bulgaria").first).to_be_visible()
    expect(form.get_by_label("Street", exact=True)).to_have_value("ул. Дунав")
    form.get_by_label("Settlement").fill("русч")
    expect(form.get_by_role("option", name="Русчук")).to_be_visible()
    expect(form.get_by_text("Only what the list has")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(form.get_by_label("Settlement")).to_have_value("Русчук")
    expect(form.get_by_label("Area")).to_have_value("Ruse")
    form.get_by_role("button", name="Save address").click()
    expect(page.locator("#rows").get_by_text("Русчук")).to_be_visible()


def unite(page: Page) -> None:
    """The wrong settlement becomes another name of the right one."""
    page.goto(f"/settings/locations/{Location.objects.get(name_bg='Русчук').pk}/edit/")
    page.get_by_role("link", name="Replace by the right one…").click()
    expect(page.get_by_text("1 address has it")).to_be_visible()
    looks_good(page)
    page.set_viewport_size(WIDE)
    page.get_by_label("The right one").first.click()
    # What it offers without a text is there: what is typed now is asked for behind it.
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.type("Рус")
    page.get_by_role("option", name="Ruse (7000, Ruse)").click()
    page.get_by_role("button", name="Replace", exact=True).click()
    expect(page.get_by_text("“Русчук” is now another name of “Ruse”.")).to_be_visible()


def print_label(page: Page, path: Path) -> None:
    page.goto("/addresses/")
    looks_good(page)
    page.set_viewport_size(WIDE)
    page.locator("#rows [name=row]").check()
    page.get_by_role("button", name="Labels…").click()
    looks_good(page)
    page.get_by_label("First label at place").fill("3")
    with page.expect_download() as download:
        page.get_by_role("button", name="Print as PDF").click()
    download.value.save_as(path)


def test_from_the_list_of_settlements_to_the_label(office: Page, tmp_path: Path) -> None:
    page, owner = office, factories.counterparty(name="Дунавски вълни ООД")
    for step in (lambda: import_settlements(page, tmp_path / "settlements.csv"), lambda: make_strict(page)):
        page.set_viewport_size(WIDE)
        step()
    page.set_viewport_size(WIDE)
    enter_address(page, owner)
    unite(page)
    made = Address.objects.get()
    assert (made.settlement, made.postal_code) == ("Русе", "7000")
    print_label(page, tmp_path / "labels.pdf")
    text = PdfReader(tmp_path / "labels.pdf").pages[0].extract_text()
    assert "Дунавски вълни ООД" in text and "7000 Русе" in text and "ул. Дунав" in text


def test_suggestions_work_by_mouse_and_leave_other_text_alone(office: Page) -> None:
    page, owner = office, factories.counterparty()
    area = Location.objects.get()
    factories.location(name_bg="Русе", name_en="Ruse", postal_code="7000", parent=area)
    page.goto(f"/counterparties/{owner.pk}/addresses/add/")
    page.get_by_label("Settlement").fill("ру")
    page.get_by_role("option", name="Ruse").click()
    expect(page.get_by_label("Postal code")).to_have_value("7000")
    expect(page.get_by_label("Settlement")).to_be_focused()
    page.get_by_label("Settlement").fill("Друго място")
    expect(page.get_by_role("listbox")).to_have_count(0)
    looks_good(page)
    page.get_by_role("button", name="Save address").click()
    expect(page.locator("#rows").get_by_text("Друго място")).to_be_visible()
