"""A passport that expires reminds; its number is asked for with the keyboard alone, and the history says so."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from counterparties.models import Counterparty, PersonalDocument
from counterparties.personal_documents.reminding import tell_of_documents
from tests import factories
from tests.browser.looking import no_violations, press
from tests.browser.test_files_story import drop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(transactional_db) -> Counterparty:
    factories.load_defaults()
    return factories.counterparty(name="Алфа ООД")


def test_a_passport_that_expires_reminds_and_its_number_is_shown_to_who_asks(signed_in: Page, owner):
    page = signed_in
    page.goto(f"/counterparties/{owner.pk}/personal-documents/")
    enter_passport(page, "731 952 846", timezone.localdate() + datetime.timedelta(days=20))
    row = page.locator("#rows tbody tr")
    expect(row).to_contain_text("••••••846")
    expect(row.locator(".pr-status.c-amber")).to_be_visible()
    no_violations(page)

    assert tell_of_documents() == 1
    page.goto("/notices/")
    page.get_by_role("button", name=re.compile("“Passport ••••••846” of Алфа ООД expires on")).click()
    expect(page.get_by_role("heading", level=2, name="Passport ••••••846")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("731952846")
    page.get_by_role("button", name=re.compile("^Show number")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pr-hidden-number")).to_have_text("731952846")
    expect(page.locator(".pr-hidden-number")).to_be_focused()
    page.get_by_role("link", name="History").last.click()
    expect(page.locator("main")).to_contain_text("Number shown: Passport ••••••846")
    expect(page.locator("main")).not_to_contain_text("731952846")


def enter_passport(page: Page, text: str, last: datetime.date) -> None:
    """With the wrong kind first, of which the form says that the number does not look so."""
    press(page, "n")
    form = page.locator("#slide-body")
    form.get_by_label("Kind").select_option(label="Identity card")
    number = form.get_by_label("Number")
    number.fill(text)
    number.press("End")
    number.press("Backspace")
    number.press("Tab")
    expect(page.locator("#doubts")).to_contain_text("nine digits")
    form.get_by_label("Kind").select_option(label="Passport")
    expect(page.locator("#doubts")).to_be_empty()
    number.fill(text)
    form.get_by_label("Valid until").fill(last.isoformat())
    page.keyboard.press("Control+Enter")


def test_scans_are_dropped_looked_at_and_deleted(signed_in: Page, owner):
    document: PersonalDocument = factories.personal_document(owner)
    page = signed_in
    page.goto(document.get_absolute_url())
    drop(page, {"Лице.txt": "първа страница", "Гръб.txt": "втора страница"})
    scans = page.locator("[data-previewed] .pr-name")
    expect(scans).to_have_count(2)
    scans.first.press("Enter")
    preview = page.locator("#preview[open]")
    expect(preview.locator("pre")).to_contain_text("страница")
    page.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    page.get_by_role("button", name="Delete Гръб.txt").press("Enter")
    expect(scans).to_have_count(1)
    no_violations(page)
    page.get_by_role("button", name="Undo").click()
    expect(scans).to_have_count(2)
