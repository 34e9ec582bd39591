"""Two features from their definition to a spreadsheet and back: an administrator defines them, a clerk uses them."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from access.models import Role
from counterparties.models import Counterparty
from jobs.models import Job
from jobs.running import run
from reference.features.indexing import sync_indexes
from reference.models import Feature, NomenclatureItem
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
TURNOVER, REGION = "Annual turnover", "Region"


@pytest.fixture(autouse=True)
def leaves_no_index(transactional_db) -> Iterator[None]:
    """Rows are flushed after the test; the index of a feature would stay."""
    yield
    Feature.objects.all().delete()
    sync_indexes()


def test_features_from_their_definition_to_a_spreadsheet_and_back(
    context: BrowserContext, signed_in: Page, live_server, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    page = signed_in
    page.emulate_media(reduced_motion="reduce")
    factories.load_defaults()
    add_a_type(page)
    make_regions(page)
    define_turnover(page)
    define_region(page)
    work()
    be_a_clerk(context, live_server.url)
    for name, turnover, region in (
        ("Alpha", "2 500 000", "Plovdiv"),
        ("Beta", "3 000 000", "North"),
        ("Gamma", "9 000 000", "South"),
    ):
        fill(page, name, turnover, region)
    filter_both(page)
    change_in_a_spreadsheet(page, tmp_path / "list.csv")
    see_the_history(page)


def work() -> None:
    """What the worker does."""
    for job in Job.objects.filter(state="waiting").order_by("pk"):
        assert run(job).state == "done", job.message


def save(page: Page, what: str) -> None:
    page.get_by_role("button", name=f"Save {what}").click()
    expect(page.locator("#slide")).not_to_be_visible()


def add_a_type(page: Page) -> None:
    page.goto("/settings/reference/types/")
    row = page.get_by_role("row", name="Customer")
    row.get_by_role("link", name=re.compile("^Add a type")).click()
    page.locator("#slide").get_by_label("Name in English").fill("Wholesale")
    save(page, "type")


def make_regions(page: Page) -> None:
    page.get_by_role("link", name="Nomenclatures").first.click()
    page.get_by_role("link", name="Nomenclature", exact=True).click()
    page.locator("#slide").get_by_label("Name in English").fill(REGION)
    save(page, "nomenclature")
    page.get_by_role("link", name=REGION, exact=True).click()
    page.get_by_role("link", name="Several items").click()
    page.locator("#slide").get_by_role("textbox").fill("North\nSouth\n\tPlovdiv\n\tBurgas")
    page.locator("#slide").get_by_role("button", name=re.compile("^Add")).click()
    expect(page.locator("#slide")).not_to_be_visible()
    south = NomenclatureItem.objects.get(name_en="South")
    assert set(south.children.values_list("name_en", flat=True)) == {"Plovdiv", "Burgas"}


def define_turnover(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Features")).first.click()
    page.get_by_role("link", name="Feature", exact=True).click()
    slide = page.locator("#slide")
    slide.get_by_label("Name in English").fill(TURNOVER)
    slide.get_by_label("Data type").select_option("number")
    slide.get_by_label("Unit").fill("EUR")
    choose(slide, "Asked of", "Wholesale")
    slide.get_by_label("Quick to sort and filter").check()
    slide.get_by_label("Shown in the list by default").check()
    save(page, "feature")
    assert Feature.objects.get().indexed


def define_region(page: Page) -> None:
    page.get_by_role("link", name="Feature", exact=True).click()
    slide = page.locator("#slide")
    slide.get_by_label("Name in English").fill(REGION)
    slide.get_by_label("Data type").select_option("nomenclature")
    slide.get_by_label("Nomenclature", exact=True).select_option(label=REGION)
    choose(slide, "Asked of", "Wholesale")
    save(page, "feature")


def choose(within, label: str, text: str) -> None:
    """Picks an option by typing, as in every picker."""
    box = within.get_by_role("combobox", name=label)
    box.click()
    box.fill(text)
    within.page.get_by_role("option", name=text).first.click()
    within.page.keyboard.press("Tab")


def be_a_clerk(context: BrowserContext, address: str) -> None:
    """The same browser, with a clerk signed in."""
    clerk = factories.user(username="petar", roles=[Role.objects.get(code="clerk")])
    client = Client()
    client.force_login(clerk)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


def fill(page: Page, name: str, turnover: str, region: str) -> None:
    page.goto("/counterparties/kind/customer/add/")
    page.locator("[name=name]").fill(name)
    expect(page.get_by_label(f"{TURNOVER}, EUR")).to_have_count(0)
    page.get_by_label("Wholesale").check()
    page.get_by_label(f"{TURNOVER}, EUR").fill(turnover)
    choose(page.locator("#main"), REGION, region)
    page.get_by_role("button", name="Save customer").click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator(f"dt:has-text('{REGION}') + dd")).to_have_text(region)


def filter_both(page: Page) -> None:
    page.goto("/counterparties/kind/customer/")
    expect(page.get_by_role("columnheader", name=f"{TURNOVER}, EUR")).to_be_visible()
    add_filter(page, f"{TURNOVER}, EUR")
    page.get_by_role("textbox", name="From").fill("1 000 000")
    page.get_by_role("textbox", name="To", exact=True).fill("5 000 000")
    page.keyboard.press("Tab")
    expect(page.locator("#count")).to_have_text("2")
    add_filter(page, REGION)
    page.get_by_role("checkbox", name="South").check()
    expect(page.locator("#count")).to_have_text("1")
    expect(page.get_by_role("row", name=re.compile("Alpha"))).to_be_visible()
    assert "f.annual-turnover.min=1000000" in page.url and "f.region=south" in page.url


def add_filter(page: Page, label: str) -> None:
    page.get_by_role("button", name="More filters").click()
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.locator(".pr-chip", has_text=label).locator(".dropdown-menu")).to_be_visible()


def change_in_a_spreadsheet(page: Page, path: Path) -> None:
    query = page.url.partition("?")[2]
    page.goto(
        f"/counterparties/kind/customer/?{query}&columns=code&columns=name&columns=f.annual-turnover&columns=f.region"
    )
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="This list as CSV").click()
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    head, row = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))
    assert [row[1], row[2], row[3]] == ["Alpha", "2500000", "plovdiv"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, [*row[:2], "4 100 000", "Burgas"]])
    page.goto("/exchange/import/")
    page.get_by_label("File, CSV or XLSX").set_input_files(path)
    page.get_by_role("button", name="Map columns").click()
    expect(page.get_by_label(f"Field for the column {TURNOVER}, EUR")).to_have_value("f.annual-turnover")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    work()
    expect(page.get_by_role("cell", name="Burgas")).to_be_visible()
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="1 row read")).to_be_visible()


def see_the_history(page: Page) -> None:
    alpha = Counterparty.objects.get(name="Alpha")
    page.goto(f"/counterparties/{alpha.pk}/changes/")
    entry = page.locator(".pr-hist-page li", has_text="Burgas").first
    expect(entry).to_contain_text("petar")
    expect(entry).to_contain_text("Plovdiv")
    expect(entry).to_contain_text("4,100,000")
