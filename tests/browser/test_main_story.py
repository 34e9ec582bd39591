"""The main job in a real browser: a register comes in, somebody is found, worked on, and goes out again."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from counterparties.accounts import spaced
from counterparties.models import Counterparty
from tests import factories
from tests.browser import register
from tests.browser.looking import press

pytestmark = pytest.mark.django_db(transaction=True)
SHELL = "SHELL MOBILITY ITALIA S.R.L."


def test_a_register_comes_in_is_found_worked_on_and_goes_out(signed_in: Page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    register.configure()
    bring_in(signed_in)
    find_a_greek_name(signed_in)
    find_shell(signed_in)
    add_a_contact(signed_in)
    add_an_account(signed_in)
    change_the_status(signed_in)
    take_out(signed_in, tmp_path / "customers.xlsx")


def bring_in(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Choose a file").click()
    register.choose(page)
    register.map_columns(page)
    register.work()
    expect(page.get_by_text("they should be 54")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Failed")).click()
    expect(page.get_by_role("cell", name="The check digits of 39120001Z9GOWMYW0G44 are wrong")).to_be_visible()
    register.import_rows(page)
    register.work()
    expect(page.get_by_role("heading", name="500 rows read")).to_be_visible()
    page.get_by_role("link", name="To the list").click()
    expect(page.locator("h1")).to_contain_text("499")


def find_a_greek_name(page: Page) -> None:
    greek = Counterparty.objects.filter(name__regex="[Α-Ω]{5}").first()
    assert greek
    latin = next(word for word in greek.search.split() if len(word) > 6)
    press(page, "Control+k")
    page.keyboard.type(latin)
    page.get_by_role("option", name=greek.name).click()
    expect(page.locator("h1")).to_have_text(greek.name)
    expect(page.locator("dt:text-is('Sectors') + dd")).not_to_have_text("—")


def find_shell(page: Page) -> None:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Customers").click()
    page.get_by_label("Name, alias, UIC, VAT, phone, address").fill("shell ital")
    expect(page.locator("#count")).to_have_text("1")
    page.get_by_role("link", name=SHELL, exact=True).click()
    expect(page.locator("h1")).to_have_text(SHELL)


def add_a_contact(page: Page) -> None:
    page.get_by_role("link", name="Contacts").click()
    page.get_by_role("link", name="New contact person").first.click()
    slide = page.locator("#slide")
    for name, text in (("first_name", "Ana"), ("last_name", "Petrova"), ("phone", "+359 888 123 456")):
        slide.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="Save contact person").click()
    expect(slide).not_to_be_visible()
    expect(page.get_by_role("link", name="Contact persons 1")).to_be_visible()
    row = page.get_by_role("row", name="Ana Petrova")
    expect(row.get_by_role("link", name="+359 88 812 3456")).to_be_visible()
    expect(page.get_by_role("complementary", name="History")).to_contain_text("Ana Petrova: added")


def add_an_account(page: Page) -> None:
    iban = spaced(factories.iban(77))
    page.get_by_role("link", name=re.compile("^Bank accounts")).click()
    page.get_by_role("link", name="New bank account").first.click()
    slide = page.locator("#slide")
    slide.get_by_label("IBAN").fill(iban[:-1] + "0")
    page.get_by_role("button", name="Save bank account").click()
    expect(slide.get_by_role("alert")).to_be_focused()
    slide.get_by_label("IBAN").fill(iban.lower())
    page.get_by_role("button", name="Save bank account").click()
    expect(slide).not_to_be_visible()
    expect(page.get_by_role("row", name=iban).get_by_role("cell", name="UNCRBGSF")).to_be_visible()


def change_the_status(page: Page) -> None:
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Status").select_option(label="Active")
    page.get_by_role("button", name="Save counterparty").click()
    expect(page.locator(".pr-file-head .pr-status")).to_have_text("Active")
    page.get_by_role("navigation", name="Parts of the file").get_by_role("link", name="History").click()
    story = page.locator(".pr-hist-page li", has_text="Status")
    expect(story).to_contain_text("maria")
    expect(story).to_contain_text("Active")


def take_out(page: Page, path: Path) -> None:
    page.goto("/counterparties/kind/customer/?q=shell&columns=name&columns=status&columns=lei&columns=f.sectors")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="This list as XLSX").click()
    download.value.save_as(path)
    head, *rows = openpyxl.load_workbook(path, read_only=True).active.values
    assert head == ("Name", "Status", "LEI", "Sectors")
    found = {row[0]: row for row in rows}
    assert len(found) == 4
    assert found[SHELL][1] == "active" and found[SHELL][2] and found[SHELL][3]
