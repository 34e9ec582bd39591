"""A person ticks rows, looks at what a change would do to them, changes them, and takes that back."""

import pytest
from playwright.sync_api import Page, expect

from counterparties.models import Counterparty
from tests import factories
from tests.browser.looking import looks_good
from tests.browser.register import work

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/counterparties/kind/customer/?size=20"


@pytest.fixture
def office(signed_in: Page) -> Page:
    factories.load_defaults()
    factories.status(code="good", name_en="Good")
    for number in range(25):
        factories.counterparty(name=f"Firm {number:02}")
    signed_in.emulate_media(reduced_motion="reduce")
    return signed_in


def ticked(page: Page) -> list[str]:
    names = page.locator("#rows tbody tr:has([name=row]:checked) .pr-name").all_inner_texts()
    return [name.strip() for name in names]


def box(page: Page, number: int):
    return page.get_by_label(f"Tick Firm {number:02}")


def test_rows_are_ticked_with_mouse_and_keys(office: Page):
    page = office
    page.goto(LIST)
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    box(page, 1).click()
    box(page, 3).click(modifiers=["Shift"])
    expect(bar).to_contain_text("Ticked: 3")
    assert ticked(page) == ["Firm 01", "Firm 02", "Firm 03"]
    box(page, 2).click()
    expect(bar).to_contain_text("Ticked: 2")
    page.get_by_role("link", name="Firm 05", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+Space")
    assert ticked(page) == ["Firm 01", "Firm 03", "Firm 05", "Firm 06", "Firm 07"]


def test_ticks_stay_while_one_pages_and_go_with_the_filter(office: Page):
    page = office
    page.goto(LIST)
    bar = page.locator("#bulk")
    box(page, 3).click()
    box(page, 7).click(modifiers=["Shift"])
    page.get_by_role("link", name="Next").click()
    expect(box(page, 24)).to_be_visible()
    expect(bar).to_contain_text("Ticked: 5")
    page.get_by_label("Tick all rows of this page").click()
    expect(bar).to_contain_text("Ticked: 10")
    page.get_by_role("link", name="Previous").click()
    expect(box(page, 5)).to_be_checked()
    assert len(ticked(page)) == 5
    page.reload()
    expect(bar).to_contain_text("Ticked: 10")
    page.locator("#q").fill("Firm 2")
    expect(box(page, 5)).to_have_count(0)
    expect(bar).to_be_hidden()
    page.locator("#q").fill("")
    expect(box(page, 5)).to_be_visible()
    expect(bar).to_be_hidden()
    box(page, 4).click()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    assert not ticked(page)


def test_all_that_match_are_changed_and_taken_back(office: Page):
    page = office
    page.goto(LIST)
    page.get_by_label("Tick all rows of this page").click()
    page.get_by_role("button", name="Take all 25 that match").click()
    expect(page.locator("#bulk")).to_contain_text("All that match: 25")
    page.get_by_role("button", name="Edit…").click()
    page.get_by_label("Status: what to do").select_option(label="Set to")
    page.get_by_label("Status", exact=True).last.select_option(label="Good")
    looks_good(page)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("link", name="To be changed 25")).to_be_visible()
    looks_good(page)
    page.get_by_role("button", name="Change 25 records").click()
    expect(page.get_by_text("Waits for the worker.")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="25 of 25 records changed")).to_be_visible()
    looks_good(page)
    assert Counterparty.objects.filter(status__code="good").count() == 25
    page.get_by_role("button", name="Undo…").click()
    work()
    page.reload()
    page.get_by_role("button", name="Reverse 25 records").click()
    work()
    expect(page.get_by_role("heading", name="25 of 25 records reversed")).to_be_visible()
    assert Counterparty.objects.filter(status=None).count() == 25
    page.goto(LIST)
    expect(page.locator("#bulk")).to_be_hidden()


def test_one_is_archived_on_a_phone(office: Page):
    page = office
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(LIST)
    box(page, 3).click()
    looks_good(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Tick the page").click()
    expect(page.get_by_role("button", name="Take all 25 that match")).to_be_visible()
    page.get_by_role("button", name="Untick all").click()
    box(page, 3).click()
    page.get_by_role("button", name="Archive…").click()
    page.get_by_role("button", name="Archive: 1 record").click()
    work()
    expect(page.get_by_role("heading", name="1 of 1 record changed")).to_be_visible()
    assert Counterparty.objects.get(name="Firm 03").archived_at is not None


def test_ticked_rows_go_out_as_a_file(office: Page):
    page = office
    page.goto(LIST)
    box(page, 3).click()
    box(page, 5).click()
    page.locator("#bulk").get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.locator("#bulk").get_by_role("button", name="CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    assert "Firm 03" in text and "Firm 05" in text and "Firm 04" not in text
