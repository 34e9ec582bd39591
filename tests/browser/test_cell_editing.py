"""Cells of a list edited by keyboard alone: every data type, what is refused, what somebody else has changed, Undo."""

import re
from collections.abc import Collection

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from history.models import Change
from reference.models import Feature, Status
from reference.models.features import DataType
from tests import factories
from tests.browser.looking import no_violations

pytestmark = pytest.mark.django_db(transaction=True)
COLUMNS = ("name", "alias", "status", "f.turnover", "f.since", "f.insured", "f.line", "f.lines", "f.payer", "f.remark")
SHOWN = "&".join(f"columns={name}" for name in COLUMNS)


@pytest.fixture
def rows(signed_in: Page) -> Page:
    """Three customers in a list with a column of every kind."""
    factories.status(code="negotiating", name_en="Negotiating")
    goods = factories.nomenclature(items=("Fruit", "Fish", "Bread"))
    for code, data_type, more in (
        ("turnover", DataType.NUMBER, {"decimals": 2, "maximum": "1000000"}),
        ("since", DataType.DATE, {}),
        ("insured", DataType.YES_NO, {}),
        ("line", DataType.NOMENCLATURE, {"nomenclature": goods}),
        ("lines", DataType.NOMENCLATURE, {"nomenclature": goods, "multiple": True}),
        ("payer", DataType.COUNTERPARTY, {}),
        ("remark", DataType.LONG_TEXT, {}),
    ):
        factories.feature(code=code, name_en=code.title(), data_type=data_type, **more)
    for name in ("Alpha", "Beta", "Gamma"):
        factories.counterparty(name=name)
    signed_in.goto(f"/counterparties/?{SHOWN}")
    return signed_in


def cell(page: Page, name: str, column: str) -> Locator:
    row = page.locator("tbody tr", has=page.locator(".pr-name", has_text=name))
    return row.locator("td, th").nth(page.locator("thead th").evaluate_all(WHERE, column))


WHERE = "(heads, name) => heads.findIndex(head => head.dataset.name === name)"


COVERED = """() => {
  const pencil = document.querySelector('[data-pencil]'), value = document.createRange();
  value.selectNodeContents(pencil.parentElement);
  value.setEndBefore(pencil);
  return value.getBoundingClientRect().right - pencil.querySelector('i').getBoundingClientRect().left;
}"""


def stand(page: Page, column: str) -> None:
    """From the name of the first row by arrow keys to this column."""
    page.get_by_role("link", name="Alpha", exact=True).focus()
    for _each in range(COLUMNS.index(column)):
        page.keyboard.press("ArrowRight")
    expect(cell(page, "Alpha", column)).to_be_focused()


def stored(name: str) -> Counterparty:
    return Counterparty.objects.get(name=name)


def feature(name: str, code: str):
    return stored(name).features.get(str(Feature.objects.get(code=code).pk))


def test_the_table_is_one_stop_and_arrows_move_within_it(rows: Page):
    grid = rows.get_by_role("grid")
    expect(grid.locator("[tabindex='0']")).to_have_count(1)
    stand(rows, "status")
    rows.keyboard.press("ArrowDown")
    expect(cell(rows, "Beta", "status")).to_be_focused()
    rows.keyboard.press("End")
    expect(rows.get_by_role("link", name="Archive Beta")).to_be_focused()
    rows.keyboard.press("Control+Home")
    rows.keyboard.press("ArrowRight")
    expect(rows.get_by_role("link", name="Alpha", exact=True)).to_be_focused()
    rows.keyboard.press("ArrowUp")
    expect(rows.get_by_role("link", name="Name")).to_be_focused()
    rows.keyboard.press("Tab")
    expect(grid.locator(":focus")).to_have_count(0)
    rows.keyboard.press("Shift+Tab")
    expect(rows.get_by_role("link", name="Name")).to_be_focused()
    no_violations(rows)


def test_enter_saves_and_goes_down_tab_goes_on_escape_leaves(rows: Page):
    stand(rows, "alias")
    rows.keyboard.press("F2")
    expect(rows.get_by_label("Alias of Alpha")).to_be_focused()
    no_violations(rows)
    rows.keyboard.type("First")
    rows.keyboard.press("Enter")
    expect(cell(rows, "Alpha", "alias")).to_have_text("First")
    expect(cell(rows, "Beta", "alias")).to_be_focused()
    expect(rows.locator(".pr-toast")).to_contain_text("Alias of Alpha: First")
    rows.keyboard.press("Enter")
    rows.keyboard.type("Second")
    rows.keyboard.press("Tab")
    expect(rows.get_by_label("Status of Beta")).to_be_focused()
    rows.keyboard.press("Shift+Tab")
    expect(rows.get_by_label("Alias of Beta")).to_have_value("Second")
    expect(rows.locator(".pr-toast")).to_have_text(re.compile("Alias of Beta: Second"))  # in the place of the first
    rows.keyboard.type("Third")
    rows.keyboard.press("Escape")
    expect(cell(rows, "Beta", "alias")).to_be_focused()
    expect(cell(rows, "Beta", "alias")).to_have_text("Second")
    assert (stored("Alpha").alias, stored("Beta").alias) == ("First", "Second")
    change = Change.objects.filter(record_id=stored("Alpha").pk, action="U").get()
    assert change.after == {"alias": "First"} and change.run.startswith("web:")


def choose(page: Page, column: str, words: Collection[str]) -> None:
    """Picks what begins with these words and goes on."""
    expect(page.get_by_role("combobox", name=f"{column} of Alpha")).to_be_focused()
    for word in words:
        page.keyboard.type(word)
        expect(page.locator(".ts-dropdown .option.active")).to_contain_text(word.title())
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")


def test_every_data_type_is_edited_by_keys(rows: Page):
    stand(rows, "status")
    rows.keyboard.press("Enter")
    expect(rows.get_by_label("Status of Alpha")).to_be_focused()
    rows.get_by_label("Status of Alpha").select_option("Negotiating")
    rows.keyboard.press("Tab")
    expect(rows.get_by_label("Turnover of Alpha")).to_be_focused()
    rows.keyboard.type("1 250,5")
    rows.keyboard.press("Tab")
    expect(rows.get_by_label("Since of Alpha")).to_be_focused()
    rows.get_by_label("Since of Alpha").fill("2026-11-20")
    rows.keyboard.press("Tab")
    expect(rows.get_by_label("Insured of Alpha")).to_be_focused()
    rows.keyboard.press("ArrowDown")
    rows.keyboard.press("Tab")
    for field, words in (("Line", ("fish",)), ("Lines", ("bread", "fruit")), ("Payer", ("gamma",))):
        choose(rows, field, words)
    expect(rows.get_by_label("Remark of Alpha")).to_be_focused()
    rows.keyboard.type("one")
    rows.keyboard.press("Shift+Enter")
    rows.keyboard.type("two")
    rows.keyboard.press("Enter")
    expect(cell(rows, "Alpha", "f.remark")).to_have_text("one two")
    shown = [cell(rows, "Alpha", name).inner_text() for name in COLUMNS[2:]]
    assert shown == ["Negotiating", "1,250.50", "20 Nov 2026", "Yes", "Fish", "Fruit, Bread", "Gamma", "one two"]
    assert feature("Alpha", "turnover") == "1250.5" and feature("Alpha", "remark") == "one\ntwo"
    assert feature("Alpha", "payer") == stored("Gamma").pk


def test_an_answer_that_comes_late_is_not_offered(rows: Page):
    late: list[Route] = []
    asked_for_all = re.compile(r"/lookup/.*[?&]q=(&|$)")
    rows.route(asked_for_all, lambda route: late.append(route))
    stand(rows, "f.payer")
    with rows.expect_request(asked_for_all):
        rows.keyboard.press("Enter")
    rows.keyboard.type("gamma")
    expect(rows.locator(".ts-dropdown .option.active")).to_contain_text("Gamma")
    with rows.expect_event("requestfinished"):
        late[0].continue_()
    expect(rows.locator(".ts-wrapper.loading")).to_have_count(0)
    expect(rows.locator(".ts-dropdown .option")).to_have_text(re.compile("Gamma"))


def test_what_is_refused_is_said_at_the_cell_and_stays_typed(rows: Page):
    stand(rows, "f.turnover")
    rows.keyboard.press("Enter")
    rows.keyboard.type("2000000")
    rows.keyboard.press("Enter")
    expect(rows.get_by_role("alert")).to_contain_text("Enter 1,000,000.00 or less.")
    field = rows.get_by_label("Turnover of Alpha")
    expect(field).to_be_focused()
    expect(field).to_have_value("2000000")
    no_violations(rows)
    rows.keyboard.press("Backspace")
    rows.keyboard.press("Enter")
    expect(cell(rows, "Alpha", "f.turnover")).to_have_text("200,000.00")


def test_two_people_see_each_others_values(rows: Page):
    stand(rows, "alias")
    rows.keyboard.press("Enter")
    expect(rows.get_by_label("Alias of Alpha")).to_be_focused()
    save_counterparty(user=factories.superuser(first_name="Rada"), record=stored("Alpha"), values={"alias": "Theirs"})
    rows.keyboard.type("Mine")
    rows.keyboard.press("Enter")
    expect(rows.get_by_role("alert")).to_contain_text("Theirs")
    expect(rows.get_by_role("button", name="Take theirs")).to_be_focused()
    no_violations(rows)
    rows.keyboard.press("Enter")
    expect(cell(rows, "Alpha", "alias")).to_have_text("Theirs")
    expect(cell(rows, "Alpha", "alias")).to_be_focused()
    rows.keyboard.press("Enter")
    expect(rows.get_by_label("Alias of Alpha")).to_be_focused()
    save_counterparty(user=factories.superuser(), record=stored("Alpha"), values={"alias": "Theirs again"})
    rows.keyboard.type("Mine")
    rows.keyboard.press("Enter")
    expect(rows.get_by_role("button", name="Take theirs")).to_be_focused()
    rows.keyboard.press("Tab")
    expect(rows.get_by_role("button", name="Keep mine")).to_be_focused()
    rows.keyboard.press("Enter")
    expect(cell(rows, "Alpha", "alias")).to_have_text("Mine")
    expect(cell(rows, "Alpha", "alias")).to_be_focused()
    rows.keyboard.press("ArrowDown")
    expect(cell(rows, "Beta", "alias")).to_be_focused()


def test_a_saved_cell_brings_its_row_up_to_date(rows: Page):
    stand(rows, "alias")
    rows.keyboard.press("Enter")
    expect(rows.get_by_label("Alias of Alpha")).to_be_focused()
    theirs = {"status": Status.objects.get(code="negotiating"), "alias": ""}
    save_counterparty(user=factories.superuser(), record=stored("Alpha"), values=theirs)
    rows.keyboard.type("First")
    rows.keyboard.press("Enter")
    expect(cell(rows, "Alpha", "status")).to_have_text("Negotiating")
    expect(cell(rows, "Beta", "alias")).to_be_focused()
    save_counterparty(user=factories.superuser(), record=stored("Alpha"), values={"status": None})
    rows.get_by_role("button", name="Undo").press("Enter")
    expect(cell(rows, "Alpha", "status")).to_have_text("")
    expect(cell(rows, "Alpha", "alias")).to_have_text("")


def test_undo_takes_back_only_what_nobody_has_changed_since(rows: Page):
    stand(rows, "alias")
    rows.keyboard.press("Enter")
    rows.keyboard.type("One")
    rows.keyboard.press("Enter")
    expect(cell(rows, "Beta", "alias")).to_be_focused()
    rows.get_by_role("button", name="Undo").press("Enter")
    expect(cell(rows, "Alpha", "alias")).to_have_text("")
    cell(rows, "Alpha", "alias").press("Enter")
    rows.keyboard.type("Two")
    rows.keyboard.press("Enter")
    expect(rows.locator(".pr-toast").last).to_contain_text("Two")
    expect(cell(rows, "Beta", "alias")).to_be_focused()
    save_counterparty(user=factories.superuser(), record=stored("Alpha"), values={"alias": "Theirs"})
    rows.get_by_role("button", name="Undo").last.press("Enter")
    expect(rows.locator(".pr-toast.c-red")).to_contain_text("Somebody has changed it since")
    assert stored("Alpha").alias == "Theirs"


def test_a_row_that_no_longer_fits_the_filter_is_marked(rows: Page):
    Counterparty.objects.update(status=Status.objects.get(code="negotiating"))
    rows.goto(f"/counterparties/?status=negotiating&{SHOWN}")
    stand(rows, "status")
    rows.keyboard.press("Enter")
    expect(rows.get_by_label("Status of Alpha")).to_be_focused()
    rows.get_by_label("Status of Alpha").select_option("")
    rows.keyboard.press("Enter")
    expect(rows.locator("tr.is-leaving")).to_contain_text("Alpha")
    expect(cell(rows, "Beta", "status")).to_be_focused()
    rows.get_by_role("button", name="Undo").press("Enter")
    expect(rows.locator("tr.is-leaving")).to_have_count(0)


def test_by_mouse_a_double_click_and_the_pencil_open_a_cell(rows: Page):
    status = cell(rows, "Beta", "status")
    status.evaluate("cell => { cell.textContent = 'In negotiations since long ago'; }")
    status.hover()
    assert rows.evaluate(COVERED) <= 0, "the pencil stands beside the value"
    cell(rows, "Beta", "alias").dblclick()
    expect(rows.get_by_label("Alias of Beta")).to_be_focused()
    rows.keyboard.type("Clicked")
    cell(rows, "Gamma", "alias").hover()
    rows.get_by_role("button", name="Edit (Enter)").click()
    expect(cell(rows, "Beta", "alias")).to_have_text("Clicked")
    expect(rows.get_by_label("Alias of Gamma")).to_be_focused()
