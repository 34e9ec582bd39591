"""A file is printed, and a person gets all that is held on him: the package is opened and complete."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from counterparties.models import Counterparty, Event
from tests import factories
from tests.browser import register
from tests.browser.looking import looks_good

pytestmark = pytest.mark.django_db(transaction=True)
WIDE = {"width": 1440, "height": 900}


@pytest.fixture
def peter(signed_in: Page, settings, tmp_path: Path, maria) -> Counterparty:
    settings.MEDIA_ROOT = tmp_path / "media"
    factories.load_defaults()
    made = factories.counterparty(
        person_kind="natural", first_name="Петър", last_name="Петров", uic="8001010008", email="peter@example.com"
    )
    for number in range(3):
        factories.event(made, topic=f"Среща {number}", by=maria)
    factories.address(made)
    factories.attachment(made, name="Договор.txt", content=b"the contract")
    company = factories.counterparty(name="Гама ООД")
    factories.contact_person(company, first_name="Пепи", last_name="Петров", email="peter@example.com")
    return made


def saved(page: Page, press: str, path: Path, role: str = "button") -> Path:
    with page.expect_download() as download:
        page.get_by_role(role, name=press).click()
    download.value.save_as(path)
    return path


def test_the_file_is_printed(signed_in: Page, peter: Counterparty, tmp_path: Path) -> None:
    page = signed_in
    page.goto(peter.get_absolute_url())
    page.get_by_role("button", name="Print").click()
    sheet = PdfReader(saved(page, "Data sheet as PDF", tmp_path / "sheet.pdf", "link"))
    assert "Петър Петров" in sheet.pages[0].extract_text() and len(sheet.pages) == 1
    page.get_by_role("button", name="Print").press("Enter")
    page.get_by_role("link", name="Whole file or some tabs").press("Enter")
    expect(page.get_by_role("group", name="Tabs")).to_be_hidden()
    looks_good(page)
    page.set_viewport_size(WIDE)
    page.get_by_label("Some tabs").check()
    tabs = page.get_by_role("group", name="Tabs")
    for box in tabs.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("button", name="Print as PDF").click()
    expect(page.get_by_text("Tick at least one tab.")).to_be_visible()
    tabs.get_by_label("Events").check()
    paper = PdfReader(saved(page, "Print as PDF", tmp_path / "file.pdf"))
    text = "\n".join(sheet.extract_text() for sheet in paper.pages)
    assert all(f"Среща {number}" in text for number in range(3)) and "Договор" not in text
    assert "8001010008" not in text


def test_the_browser_prints_the_page_without_menus(signed_in: Page, peter: Counterparty) -> None:
    page = signed_in
    for address in (peter.get_absolute_url(), f"/counterparties/{peter.pk}/events/", "/counterparties/"):
        page.emulate_media(media="screen")
        page.goto(address)
        expect(page.locator(".pr-side")).to_be_visible()
        page.emulate_media(media="print")
        for hidden in (".pr-side", ".pr-top", ".pr-tabs1", ".pr-actions", ".pr-filter", ".pr-aside"):
            for each in page.locator(hidden).all():
                expect(each).to_be_hidden()
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_person_gets_all_that_is_held_on_him(signed_in: Page, peter: Counterparty, tmp_path: Path) -> None:
    page = signed_in
    page.goto(peter.get_absolute_url())
    page.get_by_role("button", name="Print").click()
    page.get_by_role("link", name="All we hold on this person").click()
    expect(page.get_by_text("Contact person of Гама ООД")).to_be_visible()
    looks_good(page)
    page.set_viewport_size(WIDE)
    page.get_by_label("Пепи Петров").check()
    page.get_by_role("button", name="Make the package").click()
    expect(page.get_by_text("Waits for the worker")).to_be_visible()
    with page.expect_download() as download:
        register.work()
    download.value.save_as(tmp_path / "package.zip")
    with zipfile.ZipFile(tmp_path / "package.zip") as package:
        complete(package, peter)
    page.goto(f"/counterparties/{peter.pk}/changes/")
    expect(page.locator("#sheet").get_by_text("Data-subject package Петър Петров: added")).to_be_visible()


def complete(package: zipfile.ZipFile, peter: Counterparty) -> None:
    """All that the manifest names is there as it says, and the data have as many rows as the database."""
    assert package.testzip() is None
    manifest, data = (json.loads(package.read(name)) for name in ("manifest.json", "data.json"))
    for part in manifest["parts"]:
        assert sha256(package.read(part["path"])).hexdigest() == part["sha256"]
    own, other = data["places"]
    assert len(own["tabs"]["events"]["rows"]) == Event.objects.filter(counterparty=peter).count() == 3
    assert own["data"]["uic"] == "8001010008" and other["tabs"]["contact-persons"]["rows"][0]["first_name"] == "Пепи"
    (file,) = own["tabs"]["files"]["files"]
    assert package.read(file["path"]) == b"the contract"
    assert "Made by maria" in package.read("README.txt").decode()
