"""A person brings in the real register, and takes a list out again."""

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from counterparties.models import Counterparty
from tests import factories
from tests.browser import register
from tests.browser.looking import looks_good

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(signed_in: Page, settings, tmp_path) -> Page:
    settings.MEDIA_ROOT = tmp_path / "media"
    register.configure()
    signed_in.emulate_media(reduced_motion="reduce")
    return signed_in


def test_the_register_comes_in_and_looks_good_on_the_way(office: Page):
    page = office
    page.goto("/exchange/")
    page.get_by_role("link", name="Import a file").first.click()
    register.choose(page)
    register.map_columns(page)
    looks_good(page)
    register.work()
    expect(page.get_by_role("button", name="Import 499 rows")).to_be_visible()
    looks_good(page, narrow=False)
    register.import_rows(page)
    register.work()
    expect(page.get_by_role("heading", name="500 rows read")).to_be_visible()
    looks_good(page)
    assert Counterparty.objects.filter(kinds=["customer"]).count() == 499


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
