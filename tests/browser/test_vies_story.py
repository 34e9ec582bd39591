"""A VAT number is checked in VIES from the form: valid and taken over, invalid, the service down; many from a list."""

import re

import pytest
from playwright.sync_api import Page, expect

from counterparties.models import Address, Counterparty, ViesCheck
from jobs.models import Job
from jobs.running import run
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "BG175074752"


@pytest.fixture
def form(signed_in: Page, vies) -> Page:
    """The form of a new customer, and a service that knows one number."""
    factories.load_defaults()
    vies.known[NUMBER] = ("БАЛКАН ФРУКТ ООД", "ул. Шипка 1\nгр. София 1000")
    signed_in.goto("/counterparties/kind/customer/add/")
    return signed_in


def ask(page: Page) -> None:
    """Presses the button, and lets the worker do what was ordered."""
    page.get_by_role("button", name="Check in VIES").click()
    expect(page.locator("#vies")).to_contain_text("VIES is being asked")
    run(Job.objects.latest("pk"))


def test_a_valid_number_fills_what_is_empty_and_its_address_is_kept(form: Page):
    form.get_by_label("UIC or personal no.").fill("175074752")
    form.get_by_label("Alias").fill("Фрукт")
    ask(form)
    box = form.locator("[data-vies]")
    expect(box).to_contain_text("Valid")
    box.get_by_role("button", name="Take over into empty fields").click()
    expect(form.locator("[name=name]")).to_have_value("БАЛКАН ФРУКТ ООД")
    expect(form.get_by_label("VAT number")).to_have_value(NUMBER)
    expect(form.get_by_label("VAT registered")).to_be_checked()
    expect(form.get_by_label("Alias")).to_have_value("Фрукт")
    form.get_by_role("button", name="Save customer").click()
    expect(form.get_by_role("link", name=re.compile("VIES: Valid"))).to_be_visible()
    record = Counterparty.objects.get(vat_number=NUMBER)
    assert Address.objects.get(counterparty=record).free_text == "ул. Шипка 1\nгр. София 1000"


def test_what_somebody_has_typed_is_replaced_only_by_the_button_beside_it(form: Page):
    form.locator("[name=name]").fill("Балкан Фрукт")
    form.get_by_label("VAT number").fill(NUMBER)
    ask(form)
    box = form.locator("[data-vies]")
    box.get_by_role("button", name="Take over into empty fields").click()
    expect(form.locator("[name=name]")).to_have_value("Балкан Фрукт")
    box.get_by_role("button", name="Replace what stands in the form").click()
    expect(form.locator("[name=name]")).to_have_value("БАЛКАН ФРУКТ ООД")


@pytest.mark.parametrize("state", ["invalid", "down"])
def test_whatever_vies_says_the_record_is_saved(form: Page, vies, state):
    vies.known.clear()
    if state == "down":
        vies.faults("MS_UNAVAILABLE")
    form.locator("[name=name]").fill("Балкан Фрукт")
    form.get_by_label("VAT number").fill(NUMBER)
    ask(form)
    expect(form.locator("#vies")).to_contain_text({"invalid": "Invalid", "down": "Service down"}[state])
    form.get_by_role("button", name="Save customer").click()
    expect(form.get_by_role("link", name=re.compile("VIES:"))).to_be_visible()
    assert ViesCheck.objects.get().state == state


def test_many_are_checked_from_the_list(signed_in: Page, vies):
    factories.load_defaults()
    vies.known[NUMBER] = ("---", "---")
    factories.counterparty(name="Балкан Фрукт", vat_number=NUMBER, vat_registered=True)
    page = signed_in
    page.goto("/counterparties/kind/customer/")
    page.locator("tbody input[type=checkbox]").first.check()
    page.get_by_role("button", name="Check in VIES").click()
    expect(page.get_by_role("main")).to_contain_text("VIES is asked about 1 VAT number.")
    page.get_by_role("button", name="Begin the check").click()
    page.wait_for_url(re.compile(r"/vies/checks/\d+/"))
    expect(page.get_by_role("heading", name="Check in VIES", level=1)).to_be_visible()
    run(Job.objects.latest("pk"))
    expect(page.get_by_role("link", name=re.compile("Valid 1"))).to_be_visible()
    expect(page.get_by_role("link", name="Балкан Фрукт")).to_be_visible()
