"""A person brings in the real register, and takes a list out again."""

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from counterparties.models import Counterparty
from jobs.models import Job
from jobs.running import run
from tests import factories
from tests.browser.looking import no_violations

pytestmark = pytest.mark.django_db(transaction=True)
REGISTER = Path(__file__).parents[2] / "counterparties" / "demonstration" / "gleif-500.csv"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def office(signed_in: Page, maria) -> Page:
    factories.load_defaults()
    sectors = factories.nomenclature(code="sectors", name_en="Sectors")
    factories.feature(code="sectors", name_en="Sectors", data_type="nomenclature", nomenclature=sectors, multiple=True)
    return signed_in


def work() -> None:
    """What the worker does."""
    for job in Job.objects.filter(state="waiting").order_by("pk"):
        assert run(job).state == "done", job.message


def looks_good(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    for width, theme in ((390, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
        no_violations(page)


def test_the_register_comes_in(office: Page):
    page = office
    choose(page)
    map_columns(page)
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    looks_good(page)
    work()
    button = page.get_by_role("button", name="Import 499 rows")
    expect(button).to_be_visible()
    looks_good(page)
    button.click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="500 rows read")).to_be_visible()
    looks_good(page)
    assert Counterparty.objects.filter(kinds=["customer"]).count() == 499
    for address in ("/exchange/", "/jobs/"):
        page.goto(address)
        looks_good(page)


def choose(page: Page) -> None:
    page.goto("/exchange/")
    page.get_by_role("link", name="Import a file").first.click()
    looks_good(page)
    page.get_by_label("File, CSV or XLSX").set_input_files(REGISTER)
    page.get_by_role("button", name="Map columns").click()


def map_columns(page: Page) -> None:
    """The fields are suggested; the sectors are several in a cell, and new ones are to be added."""
    expect(page.get_by_label("Field for the column Legal name")).to_have_value("name")
    expect(page.get_by_label("Field for the column Sectors")).to_have_value("f.sectors")
    looks_good(page)
    options = page.get_by_label("Options for the column Sectors")
    options.click()
    row = page.locator("tr", has=options)
    row.get_by_label("Several values in a cell are separated by").select_option(";")
    row.get_by_label("add unknown items").check()
    page.get_by_label("Kind to tick for every row").select_option("customer")
    page.get_by_label("Remember this mapping as").fill("Register")
    page.get_by_role("button", name="Check the rows").click()


def test_the_list_goes_out_as_it_is_shown(office: Page, tmp_path):
    for name in ("Alpha", "Alpine", "Beta"):
        factories.counterparty(name=name)
    page = office
    page.goto("/counterparties/kind/customer/?sort=-name")
    page.locator("#q").fill("alp")
    expect(page.get_by_text("Beta")).to_have_count(0)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="This list as XLSX").click()
    path = tmp_path / "list.xlsx"
    download.value.save_as(path)
    rows = list(openpyxl.load_workbook(path, read_only=True).active.values)
    assert [row[0] for row in rows] == ["Name", "Alpine", "Alpha"]
