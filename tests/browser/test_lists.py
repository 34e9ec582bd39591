"""Lists by keyboard and by click: filters that are added, ranges, orders, letters, columns; and without script."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from reference.models.features import DataType
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(signed_in: Page) -> Page:
    """Three customers by turnover, one of them without."""
    money = factories.feature_group(name_en="Money")
    factories.feature(code="turnover", name_en="Turnover", data_type=DataType.NUMBER, decimals=2, group=money)
    factories.feature(code="note", name_en="Note")
    for name, turnover in (("Alpha", Decimal(1000)), ("Beta", Decimal(5_000_000)), ("Gamma", None)):
        factories.counterparty(name=name, features={"f.turnover": turnover} if turnover else None)
    signed_in.goto("/counterparties/")
    return signed_in


def names(page: Page) -> list[str]:
    return page.locator("tbody .pr-name").all_inner_texts()


def test_a_filter_is_added_and_filled_in_by_keyboard(rows: Page):
    rows.get_by_role("button", name="More filters").press("Enter")
    expect(rows.get_by_label("Find a filter")).to_be_focused()
    rows.keyboard.type("turn")
    expect(rows.get_by_role("button", name="Note", exact=True)).to_be_hidden()
    rows.keyboard.press("Enter")
    expect(rows.get_by_label("From")).to_be_focused()
    expect(rows).to_have_url(re.compile(r"/counterparties/\?filter=f\.turnover$"))
    rows.keyboard.type("1 000 000")
    rows.keyboard.press("Enter")
    expect(rows).to_have_url(re.compile(r"/counterparties/\?f\.turnover\.min=1000000$"))
    expect(rows.locator("[data-chip='f.turnover'] b")).to_have_text(": from 1,000,000")
    assert names(rows) == ["Beta"]
    expect(rows.locator("[data-chip='f.turnover'] > button")).to_be_focused()
    rows.keyboard.press("Enter")
    rows.get_by_label("To", exact=True).fill("5")
    rows.keyboard.press("Enter")
    expect(rows.get_by_role("alert")).to_contain_text("Nothing lies between 1,000,000 and 5: swap them.")
    rows.get_by_role("button", name="Remove filter Turnover").press("Enter")
    expect(rows).to_have_url(re.compile(r"/counterparties/$"))
    expect(rows.locator("[data-chip='f.turnover']")).to_have_count(0)
    assert names(rows) == ["Alpha", "Beta", "Gamma"]


def test_heads_letters_and_columns_are_chosen_by_click(rows: Page):
    rows.get_by_role("button", name="Columns").click()
    rows.keyboard.type("turn")
    rows.get_by_label("Turnover").check()
    expect(rows).to_have_url(re.compile(r"columns=phone&columns=f\.turnover$"))
    rows.keyboard.press("Escape")
    rows.get_by_role("link", name="Turnover").click()
    expect(rows).to_have_url(re.compile(r"sort=f\.turnover&"))
    assert names(rows) == ["Gamma", "Alpha", "Beta"]
    rows.get_by_role("link", name="Turnover").click()
    expect(rows).to_have_url(re.compile(r"sort=-f\.turnover&"))
    assert names(rows) == ["Beta", "Alpha", "Gamma"]
    rows.get_by_role("button", name="A–Z").click()
    rows.get_by_role("link", name="B", exact=True).click()
    expect(rows).to_have_url(re.compile(r"\?letter=B&sort=-f\.turnover&"))
    assert names(rows) == ["Beta"]


def test_no_letter_moves_when_one_is_chosen(rows: Page):
    place = rows.get_by_role("link", name="M", exact=True).bounding_box()
    rows.get_by_role("link", name="B", exact=True).click()
    expect(rows).to_have_url(re.compile(r"\?letter=B$"))
    expect(rows.get_by_role("link", name="B", exact=True)).to_have_attribute("aria-current", "true")
    assert rows.get_by_role("link", name="M", exact=True).bounding_box() == place


def test_the_chosen_letter_stays_marked_beside_the_other_alphabet(rows: Page):
    rows.goto("/counterparties/?letter=B")
    chosen = rows.get_by_role("link", name="B", exact=True)
    expect(chosen).to_have_count(1)
    rows.get_by_role("button", name="А–Я").click()
    expect(rows.get_by_role("link", name="Ж", exact=True)).to_be_visible()
    expect(chosen).to_have_attribute("aria-current", "true")
    rows.get_by_role("button", name="A–Z").click()
    expect(chosen).to_have_count(1)
    rows.get_by_role("link", name="All", exact=True).click()
    rows.get_by_role("button", name="А–Я").click()
    expect(chosen).to_have_count(0)


PAINTED = "cell => getComputedStyle(cell).backgroundColor"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_ticked_row_has_one_colour_from_end_to_end(rows: Page, theme: str):
    rows.emulate_media(color_scheme=theme)
    rows.goto("/counterparties/")
    row = rows.locator("tbody tr").first
    row.get_by_role("checkbox").check()
    rows.mouse.move(0, 0)
    colour = row.evaluate(PAINTED)
    assert row.locator("th").evaluate(PAINTED) == colour and "/ 0" not in colour
    assert row.locator("td.over").evaluate(PAINTED) == "rgba(0, 0, 0, 0)", (
        "the row shines through, nothing is painted twice"
    )


def test_the_filters_stand_in_one_row_and_saved_views_beside_the_title(rows: Page):
    rows.set_viewport_size({"width": 1440, "height": 900})
    rows.goto("/counterparties/?filter=country&country=BG&archived=1")
    tops = {round(rows.locator(each).bounding_box()["y"] / 20) for each in ("#q", ".pr-chip.added", "#more-filters")}
    columns = rows.get_by_role("button", name="Columns").bounding_box()
    assert tops == {round(columns["y"] / 20)}
    rows.set_viewport_size({"width": 390, "height": 844})
    rows.goto("/counterparties/kind/customer/")
    views = rows.get_by_role("button", name="Saved views").bounding_box()
    add = rows.get_by_role("link", name="New customer").bounding_box()
    assert abs(views["y"] + views["height"] / 2 - add["y"] - add["height"] / 2) < 8


def test_the_cursor_stays_on_its_record_when_the_rows_are_read_anew(rows: Page):
    rows.keyboard.press("j")
    rows.keyboard.press("j")
    expect(rows.get_by_role("link", name="Beta", exact=True)).to_be_focused()
    factories.counterparty(name="Also")
    rows.evaluate("htmx.trigger(document.body, 'results-changed')")
    expect(rows.locator("tbody .pr-name")).to_have_text(["Alpha", "Also", "Beta", "Gamma"])
    expect(rows.get_by_role("link", name="Beta", exact=True)).to_be_focused()
    rows.keyboard.press("j")
    expect(rows.get_by_role("link", name="Gamma", exact=True)).to_be_focused()


def test_the_cursor_goes_on_to_the_next_record_when_its_own_leaves_the_list(rows: Page):
    for left, focused in (("Beta", "Gamma"), ("Gamma", "Alpha")):
        row = rows.get_by_role("row", name=left)
        row.get_by_role("link", name=f"Archive {left}").press("Enter")
        rows.get_by_role("button", name="Archive", exact=True).press("Enter")
        expect(row).to_have_count(0)
        expect(rows.get_by_role("link", name=focused, exact=True)).to_be_focused()


def test_a_change_leaves_one_on_the_page_of_the_list(rows: Page):
    for number in range(25):
        factories.counterparty(name=f"Omega {number:02}")
    rows.goto("/counterparties/?size=20")
    rows.get_by_role("link", name="Next").click()
    expect(rows.locator("tbody .pr-name").first).to_have_text("Omega 17")
    page = rows.url
    factories.counterparty(name="Omega 18a")
    rows.evaluate("htmx.trigger(document.body, 'results-changed')")
    expect(rows.locator("tbody .pr-name").nth(2)).to_have_text("Omega 18a")
    assert rows.url == page and "after=" in page
    rows.locator("#q").fill("omega")
    expect(rows.locator("tbody .pr-name").first).to_have_text("Omega 00")
    assert "after=" not in rows.url


def test_a_list_is_not_read_once_more_when_its_search_field_is_left(rows: Page):
    rows.locator("#q").press_sequentially("al")
    expect(rows.locator("tbody .pr-name")).to_have_text(["Alpha"])
    asked: list[str] = []
    rows.on("request", lambda request: asked.append(request.url))
    box = rows.locator("tbody").get_by_role("checkbox")
    box.hover()
    rows.mouse.down()
    box.evaluate("box => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    rows.mouse.up()
    expect(box).to_be_checked()
    assert asked == []


def test_a_filter_keeps_no_columns_that_a_link_has_brought(rows: Page):
    rows.goto("/counterparties/?columns=name&columns=uic")
    rows.locator("#q").fill("al")
    expect(rows.locator("tbody .pr-name")).to_have_text(["Alpha"])
    rows.goto("/counterparties/")
    expect(rows.get_by_role("columnheader", name="Phone")).to_be_visible()
    rows.get_by_role("button", name="Columns").click()
    rows.get_by_role("checkbox", name="Phone").uncheck()
    expect(rows.get_by_role("columnheader", name="Phone")).to_have_count(0)
    rows.locator("#q").fill("al")
    expect(rows.locator("tbody .pr-name")).to_have_text(["Alpha"])
    rows.goto("/counterparties/")
    expect(rows.get_by_role("columnheader", name="Phone")).to_have_count(0)


def test_filters_work_without_script(rows: Page, browser: Browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=rows.context.storage_state()
    )
    page = context.new_page()
    page.goto("/counterparties/")
    page.get_by_role("button", name="More filters").focus()
    page.get_by_role("button", name="Turnover").click()
    expect(page).to_have_url(re.compile(r"/counterparties/\?filter=f\.turnover$"))
    page.locator("[data-chip='f.turnover'] button").focus()
    page.get_by_label("To", exact=True).fill("2 000")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/counterparties/\?f\.turnover\.max=2000$"))
    assert names(page) == ["Alpha"]
    page.get_by_role("button", name="Remove filter Turnover").click()
    expect(page).to_have_url(re.compile(r"/counterparties/\?$"))
    assert names(page) == ["Alpha", "Beta", "Gamma"]
    context.close()


def test_the_keys_of_neighbours_are_left_to_whoever_types(rows: Page):
    rows.get_by_role("link", name="Beta", exact=True).click()
    expect(rows.get_by_role("heading", level=1)).to_have_text("Beta")
    page = rows.url
    rows.get_by_role("combobox", name="Search everywhere").focus()
    rows.keyboard.press("Alt+ArrowDown")
    rows.get_by_role("heading", level=1).focus()
    assert rows.url == page
    rows.evaluate("document.activeElement.blur()")
    rows.keyboard.press("Alt+ArrowDown")
    expect(rows.get_by_role("heading", level=1)).to_have_text("Gamma")
