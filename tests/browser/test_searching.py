"""The search everywhere, by keyboard alone: Ctrl K, arrows, Enter, Escape, Ctrl Enter; and what a list understands."""

import re

import pytest
from playwright.sync_api import Page, expect

from counterparties.word_list import refresh_words
from tests import factories
from tests.browser.looking import no_violations, press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shell(signed_in: Page) -> Page:
    """Three files with a contact person; the page of the first."""
    for name in ("Пловдив Мебел ООД", "Пловдив Тур ЕООД", "Щастливеца АД"):
        factories.counterparty(name=name)
    person = factories.contact_person(first_name="Зорница", last_name="Петрова")
    refresh_words(whole=True)
    signed_in.goto(f"/counterparties/{person.counterparty_id}/")
    return signed_in


def search(page: Page, text: str) -> None:
    press(page, "Control+k")
    expect(page.get_by_role("combobox", name="Search everywhere")).to_be_focused()
    page.keyboard.type(text)


def test_a_file_is_opened_by_arrows_and_enter(shell: Page):
    search(shell, "plovdiv")
    field = shell.get_by_role("combobox", name="Search everywhere")
    expect(shell.get_by_role("option")).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    no_violations(shell)
    shell.keyboard.press("ArrowDown")
    shell.keyboard.press("ArrowDown")
    chosen = shell.get_by_role("option", name="Пловдив Тур ЕООД")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    shell.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    shell.keyboard.press("ArrowUp")
    expect(shell.get_by_role("option", name="Show all with")).to_have_attribute("aria-selected", "true")
    shell.keyboard.press("ArrowUp")
    shell.keyboard.press("Enter")
    expect(shell.get_by_role("heading", level=1)).to_have_text("Пловдив Тур ЕООД")


def test_a_person_leads_to_the_tab_and_a_command_to_its_page(shell: Page):
    search(shell, "зорн петр")
    expect(shell.get_by_role("group", name="Contact persons").get_by_role("option")).to_have_count(1)
    shell.keyboard.press("ArrowUp")
    shell.keyboard.press("Enter")
    expect(shell).to_have_url(re.compile(r"/contact-persons/$"))
    search(shell, "new sup")
    expect(shell.get_by_role("option", name="New supplier")).to_be_visible()
    shell.keyboard.press("ArrowDown")
    shell.keyboard.press("Enter")
    expect(shell).to_have_url(re.compile(r"/kind/supplier/add/$"))


def test_arrows_pass_results_that_lead_to_one_page(shell: Page):
    firm = factories.counterparty(name="Вега")
    for name in ("Колева", "Колчева", "Колчакова"):
        factories.contact_person(firm, first_name="Зорница", last_name=name)
    search(shell, "зорница кол")
    people = shell.get_by_role("group", name="Contact persons").get_by_role("option")
    expect(people).to_have_count(3)
    for key, at in (("ArrowUp", 2), ("ArrowUp", 1), ("ArrowUp", 0), ("ArrowDown", 1), ("ArrowDown", 2)):
        shell.keyboard.press(key)
        expect(people.nth(at)).to_have_attribute("aria-selected", "true")


def test_one_letter_chooses_nothing(shell: Page):
    search(shell, "п")
    expect(shell.get_by_text("Type two letters or more.")).to_be_visible()
    expect(shell.get_by_role("group", name="Opened last").get_by_role("option")).to_have_count(1)
    expect(shell.locator("[role=option][aria-selected=true]")).to_have_count(0)


def test_control_and_enter_open_a_new_tab(shell: Page):
    before = shell.url
    search(shell, "щастлив")
    expect(shell.get_by_role("option", name="Щастливеца АД")).to_be_visible()
    shell.keyboard.press("ArrowDown")
    with shell.context.expect_page() as opened:
        shell.keyboard.press("Control+Enter")
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Щастливеца АД")
    assert shell.url == before


def test_an_empty_field_offers_what_was_opened_last(shell: Page):
    shell.keyboard.press("Control+k")
    expect(shell.get_by_role("group", name="Opened last").get_by_role("option")).to_have_count(1)
    no_violations(shell)


def test_the_wrong_layout_is_understood_and_small_errors_lead_on(shell: Page):
    shell.goto("/counterparties/")
    shell.keyboard.press("/")
    shell.keyboard.type("gkjdlbd")
    expect(shell.get_by_role("status").filter(has_text="Shown for “пловдив”")).to_be_visible()
    expect(shell.locator("tbody tr")).to_have_count(2)
    no_violations(shell)
    shell.get_by_role("link", name="Search for “gkjdlbd” as typed").press("Enter")
    expect(shell).to_have_url(re.compile(r"q=gkjdlbd&literal=gkjdlbd$"))
    expect(shell.locator("tbody tr")).to_have_count(0)
    shell.locator("#q").fill("щастлвеца")
    shell.get_by_role("link", name="Щастливеца").press("Enter")
    expect(shell.locator("#q")).to_have_value("Щастливеца")
    expect(shell.locator("tbody tr")).to_have_count(1)
