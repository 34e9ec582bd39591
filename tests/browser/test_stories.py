"""Short stories in a real browser: demonstration data, two people at one record, the other language, keys alone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from access.models import User
from counterparties.models import Counterparty
from tests import factories
from tests.browser.looking import press
from tests.browser.town import session_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_demonstration_data_come_and_go(signed_in: Page):
    factories.load_defaults()
    page = signed_in
    page.goto("/")
    expect(page.get_by_role("heading", name="Welcome to Primio CRM")).to_be_visible()
    page.get_by_role("button", name="Load the data").click()
    expect(page.locator("h1")).to_contain_text("Customers")
    expect(page.locator("#toasts")).to_contain_text("invented counterparties are loaded")
    assert Counterparty.objects.filter(demonstration=True).count() > 190
    page.get_by_role("button", name="Remove it").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="Welcome to Primio CRM")).to_be_visible()
    assert not Counterparty.objects.exists()


@pytest.fixture
def record(transactional_db) -> Counterparty:
    factories.load_defaults()
    return factories.counterparty(name="Балкан Фрукт ООД", alias="Балкан")


@pytest.fixture
def petar(browser: Browser, live_server) -> Page:
    """The page of a second administrator."""
    user = User.objects.create_superuser("petar", "petar@example.bg", "nine-lives-of-a-cat")
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_two_people_edit_one_record_and_nothing_is_lost(signed_in: Page, petar: Page, record: Counterparty):
    address = f"/counterparties/{record.pk}/edit/"
    for page in (signed_in, petar):
        page.goto(address)
    petar.get_by_label("Alias").fill("БалФрут")
    petar.get_by_label("Note").fill("Звъни преди обяд")
    petar.get_by_role("button", name="Save counterparty").click()
    expect(petar).to_have_url(re.compile(rf"/counterparties/{record.pk}/$"))

    signed_in.get_by_label("Alias").fill("Balkan")
    signed_in.get_by_label("Website").fill("https://balkan.example")
    signed_in.get_by_role("button", name="Save counterparty").click()
    conflict = signed_in.locator("#conflict")
    expect(conflict).to_be_focused()
    expect(conflict).to_contain_text("petar")
    expect(conflict.get_by_role("row", name="Alias")).to_contain_text("БалФрут")
    expect(signed_in.get_by_label("Alias")).to_have_value("Balkan")
    expect(signed_in.get_by_label("Note")).to_have_value("Звъни преди обяд")
    conflict.get_by_role("row", name="Alias").get_by_label("Take theirs").check()
    signed_in.get_by_role("button", name="Save counterparty").click()
    expect(signed_in).to_have_url(re.compile(rf"/counterparties/{record.pk}/$"))
    record.refresh_from_db()
    assert (record.alias, record.note, record.website) == ("БалФрут", "Звъни преди обяд", "https://balkan.example")


def test_the_language_is_switched_to_bulgarian(signed_in: Page, record: Counterparty):
    page = signed_in
    page.goto(record.get_absolute_url())
    page.get_by_role("button", name="BG Български").click()
    expect(page.locator("html")).to_have_attribute("lang", "bg")
    expect(page.get_by_role("link", name="Редактиране").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Меню").get_by_role("link", name="Клиенти")).to_be_visible()
    page.goto("/counterparties/kind/customer/")
    expect(page.locator("h1")).to_contain_text("Клиенти")
    expect(page.get_by_role("link", name="Балкан Фрукт ООД").first).to_be_visible()
    page.get_by_role("button", name="EN English").click()
    expect(page.locator("h1")).to_contain_text("Customers")


def reach(page: Page, name: str, key: str = "Tab") -> None:
    """Presses the key until the element with this accessible name has the focus, which must be seen."""
    for _step in range(80):
        page.keyboard.press(key)
        if page.evaluate(NAME) == name:
            assert page.evaluate(RING), f"The focus on {name} is not seen."
            return
    pytest.fail(f"{name} is not reached with {key}.")


NAME = """() => { const at = document.activeElement;
  return (at.ariaLabel || at.labels?.[0]?.innerText || at.innerText || '').replace('*', '').trim(); }"""
RING = """() => { const at = document.activeElement, style = getComputedStyle(at);
  return at.matches(':focus-visible') && (parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none'
    || style.boxShadow !== 'none'); }"""


def test_somebody_works_with_keys_alone(signed_in: Page, record: Counterparty):
    page = signed_in
    factories.counterparty(name="Алфа ООД")
    page.goto("/counterparties/kind/customer/")
    page.keyboard.press("Control+k")
    page.keyboard.type("balkan")
    expect(page.get_by_role("option", name="Балкан Фрукт ООД")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Балкан Фрукт ООД")
    press(page, "e")
    expect(page).to_have_url(re.compile("/edit/$"))
    reach(page, "Alias")
    page.keyboard.press("Control+a")
    page.keyboard.type("БалФрут")
    press(page, "Control+Enter")
    expect(page.locator(".pr-ident")).to_contain_text("БалФрут")

    page.goto("/counterparties/kind/customer/")
    page.keyboard.press("/")
    page.keyboard.type("alfa")
    expect(page.locator("#count")).to_have_text("1")
    page.get_by_label("Name, alias, UIC, VAT, phone, address").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Алфа ООД")


def test_columns_are_arranged_with_keys_alone(signed_in: Page, record: Counterparty):
    page = signed_in
    page.goto("/counterparties/kind/customer/")
    heads = page.locator("thead th[data-name]")
    expect(heads.nth(2)).to_have_text("Types")
    reach(page, "Columns")
    page.keyboard.press("Enter")
    reach(page, "Move Status; use the arrow keys")
    page.keyboard.press("ArrowUp")
    expect(heads.nth(2)).to_have_text("Status")
    assert page.evaluate(NAME) == "Move Status; use the arrow keys"
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Columns")).to_be_focused()
    page.reload()
    expect(heads.nth(2)).to_have_text("Status")
