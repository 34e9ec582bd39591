"""The way of a real register through the import, step by step, as stories of the browser tests go it."""

from pathlib import Path

from playwright.sync_api import Page, expect

from jobs.models import Job
from jobs.running import run
from tests import factories

REGISTER = Path(__file__).parents[2] / "counterparties" / "demonstration" / "gleif-500.csv"


def configure() -> None:
    """The defaults, and a feature that takes several items of an empty nomenclature."""
    factories.load_defaults()
    sectors = factories.nomenclature(code="sectors", name_en="Sectors")
    factories.feature(code="sectors", name_en="Sectors", data_type="nomenclature", nomenclature=sectors, multiple=True)


def work() -> None:
    """What the worker does."""
    for job in Job.objects.filter(state="waiting").order_by("pk"):
        assert run(job).state == "done", job.message


def choose(page: Page) -> None:
    """Step 1: the file. The columns are recognised."""
    page.get_by_label("File, CSV or XLSX").set_input_files(REGISTER)
    page.get_by_role("button", name="Map columns").click()
    expect(page.get_by_role("heading", name="How the file is read")).to_be_visible()
    expect(page.get_by_label("Field for the column Legal name")).to_have_value("name")
    expect(page.get_by_label("Field for the column Sectors")).to_have_value("f.sectors")


def map_columns(page: Page) -> None:
    """Step 2: sectors become items of the nomenclature, all rows become customers; the check is ordered."""
    page.get_by_label("Options for the column Sectors").click()
    row = page.locator("tr", has=page.get_by_label("Options for the column Sectors"))
    row.get_by_label("Several values in a cell are separated by").select_option(";")
    row.get_by_label("add unknown items").check()
    page.get_by_label("Kind to tick for every row").select_option("customer")
    page.get_by_label("Remember this mapping as").fill("Register")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()


def import_rows(page: Page) -> None:
    """Step 3: the preview is found good, the import is ordered."""
    page.get_by_role("button", name="Import 499 rows").click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
