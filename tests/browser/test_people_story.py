"""A clerk takes down whom to talk to and where to pay: two phones and a consent, a second counterparty, an IBAN."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from counterparties.models import AccountHolder, BankAccount, ContactLink, ContactPerson
from reference.kinds import Kind
from tests import factories
from tests.browser.looking import looks_good

pytestmark = pytest.mark.django_db(transaction=True)
IBAN = "DE89 3704 0044 0532 0130 00"


def test_a_person_of_two_counterparties_and_an_account_of_two_holders(signed_in: Page):
    page = signed_in
    page.emulate_media(reduced_motion="reduce")
    factories.load_defaults()
    first, second = factories.counterparty(name="Alpha"), factories.counterparty(name="Beta")
    bank = factories.counterparty(name="Commerzbank AG", types=[Kind.BANK])
    add_a_person(page, first)
    link_from_the_form(page, first, second)
    link_as_known(page, factories.counterparty(name="Gamma"))
    add_an_account(page, first, second, bank)
    page.goto(f"/counterparties/{bank.pk}/held-accounts/")
    row = page.locator("#rows tbody tr")
    expect(row).to_contain_text("Alpha")
    expect(row).to_contain_text("Beta")
    looks_good(page)


def save(page: Page) -> None:
    """Saves what stands beside the list, which then closes."""
    page.locator("#slide-body button[type=submit]").click()
    expect(page.locator("#slide-body form")).to_be_hidden()


def lines(page: Page, name: str) -> Locator:
    """The lines of several fields of this name."""
    return page.locator(f"[data-several]:has([name^='{name}-'])")


def add_a_person(page: Page, owner) -> None:
    page.goto(f"/counterparties/{owner.pk}/contact-persons/")
    page.get_by_role("link", name="New contact person").first.click()
    page.locator("#id_first_name").fill("Мария")
    page.locator("#id_last_name").fill("Колева")
    page.locator("#id_phone").fill("0888 123 457")
    page.locator("#id_phone_kind").select_option("mobile")
    phones = lines(page, "further_phones")
    expect(phones.locator("[data-line]")).to_have_count(1)
    phones.locator("input").first.fill("no digits")
    consents = lines(page, "consents")
    consents.locator("select").first.select_option("newsletter")
    consents.locator("input[type=date]").first.fill("2026-01-05")
    page.locator("#slide-body button[type=submit]").click()
    expect(page.locator("#form-errors")).to_contain_text("Line 1: A phone number has digits")
    expect(phones.locator("input.is-invalid")).to_have_value("no digits")
    expect(consents.locator("input[type=date]").first).to_have_value("2026-01-05")
    correct_phones(page, phones)
    save(page)
    row = page.locator("#rows tbody tr")
    expect(row).to_contain_text("+359 88 812 3457")
    expect(row).to_contain_text("+359 2 987 6543")
    person = ContactPerson.objects.get()
    assert (person.first_name_latin, person.last_name_latin) == ("Maria", "Koleva")
    assert person.consents == [{"purpose": "newsletter", "given_on": "2026-01-05"}]


def correct_phones(page: Page, phones: Locator) -> None:
    """Corrects the wrong one; adds one more and takes it off again."""
    phones.locator("input").first.fill("02 / 987 65 43")
    phones.get_by_role("button", name="Another phone").click()
    expect(phones.locator("[data-line]")).to_have_count(2)
    expect(phones.locator("[data-line]").last.locator("input")).to_be_focused()
    page.keyboard.type("030 1234567")
    phones.locator("[data-line]").last.get_by_role("button", name="Remove the line").click()
    expect(phones.locator("[data-line]")).to_have_count(1)


def link_from_the_form(page: Page, first, second) -> None:
    page.locator("#rows a.pr-name").click()
    links = lines(page, "links")
    links.locator(".ts-control input").first.fill("Beta")
    page.locator(".ts-dropdown .option", has_text="Beta").first.click()
    links.locator("input[name='links-0-role']").fill("Adviser")
    save(page)
    expect(page.locator("#rows tbody tr")).to_contain_text("Beta (Adviser)")
    page.goto(f"/counterparties/{second.pk}/contact-persons/")
    expect(page.locator("#rows tbody tr")).to_contain_text("Alpha")
    looks_good(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/counterparties/{second.pk}/contact-persons/{ContactPerson.objects.get().pk}/edit/")
    looks_good(page)
    page.set_viewport_size({"width": 1440, "height": 900})


def link_as_known(page: Page, third) -> None:
    page.goto(f"/counterparties/{third.pk}/contact-persons/add/")
    page.locator("#id_phone").fill("+359 888 123 457")
    page.locator("#id_phone").press("Tab")
    known = page.locator("#known")
    expect(known).to_contain_text("Already known?")
    known.get_by_role("link", name="Link it here instead").click()
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.locator("#rows tbody tr")).to_contain_text("Мария Колева")
    expect(page).to_have_url(re.compile("/contact-persons/$"))
    assert ContactLink.objects.live().count() == 2


def add_an_account(page: Page, first, second, bank) -> None:
    page.goto(f"/counterparties/{first.pk}/bank-accounts/")
    page.get_by_role("link", name="New bank account").first.click()
    page.locator("#id_iban").press_sequentially(IBAN, delay=5)
    expect(page.locator("#id_bic")).to_have_value("COBADEFFXXX")
    expect(page.locator("#id_bank_name")).to_have_value("Commerzbank")
    expect(page.locator("#div_id_bank .item")).to_have_text("Commerzbank AG")
    expect(page.locator("#bank-found")).to_contain_text("Commerzbank")
    holders = lines(page, "links")
    holders.locator(".ts-control input").first.fill("Beta")
    page.locator(".ts-dropdown .option", has_text="Beta").first.click()
    save(page)
    expect(page.locator("#rows tbody tr")).to_contain_text("Commerzbank AG")
    account = BankAccount.objects.get()
    assert account.bank == bank and AccountHolder.objects.get().counterparty == second


def test_on_a_phone_the_main_account_is_ticked_below_its_currency(signed_in: Page):
    signed_in.set_viewport_size({"width": 390, "height": 844})
    signed_in.goto(f"/counterparties/{factories.counterparty().pk}/bank-accounts/add/")
    left = "element => element.getBoundingClientRect().left"
    currency, tick = (signed_in.locator(each).evaluate(left) for each in ("#id_currency", "#id_main"))
    assert abs(tick - currency) < 2
