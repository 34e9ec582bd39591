"""A person of a customer is invited, sets a password, signs in and sees only the page that is his own."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from counterparties.models import PortalUser
from counterparties.portal.sending import send_invitations
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "nine-lives-of-a-cat"


@pytest.fixture
def owner(transactional_db):
    factories.load_defaults()
    made = factories.counterparty(name="Балкан Фрукт ООД")
    factories.contact_person(made, first_name="Нели", last_name="Колева", email="neli@balkan.example", language="en")
    return made


@pytest.fixture
def neli(browser: Browser, live_server) -> Iterator[Page]:
    """The browser of who is invited."""
    fresh = browser.new_context(base_url=live_server.url, locale="en-GB")
    yield fresh.new_page()
    fresh.close()


def invite(page: Page, owner, letterbox) -> str:
    """Invites the contact person; the link that came by e-mail."""
    page.goto(f"/counterparties/{owner.pk}/portal-users/")
    page.get_by_role("link", name="Нели Колева").click()
    expect(page.locator("#slide").get_by_label("E-mail", exact=True)).to_have_value("neli@balkan.example")
    page.get_by_role("button", name="Save portal user").click()
    expect(page.get_by_role("table")).to_contain_text("Invited")
    page.get_by_role("table").get_by_role("link", name="Нели Колева", exact=True).click()
    expect(page.get_by_label("Link to set the password")).to_have_value(re.compile("/portal/invitations/"))
    assert send_invitations() == 1
    found = re.search(r"http\S+/portal/invitations/\S+", letterbox.messages[0].get_content())
    assert found
    return found[0]


def accept(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are signed in as Нели Колева. Your company: Балкан Фрукт ООД.")).to_be_visible()


def sign_in_by_hand(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail").fill("neli@balkan.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Балкан Фрукт ООД")).to_be_visible()


def test_somebody_is_invited_and_sees_his_own_page(
    signed_in: Page, neli: Page, owner, live_server, letterbox, settings
):
    settings.SITE_URL = live_server.url
    accept(neli, invite(signed_in, owner, letterbox))
    neli.get_by_role("button", name="Sign out").click()
    sign_in_by_hand(neli)
    assert neli.goto(f"/counterparties/{owner.pk}/").status == 403
    expect(neli.get_by_role("heading", name="This page is not for you")).to_be_visible()

    signed_in.reload()
    expect(signed_in.locator("#sheet").get_by_text("Active", exact=True)).to_be_visible()
    signed_in.get_by_role("button", name="Block").click()
    expect(signed_in.locator("#sheet").get_by_text("Blocked", exact=True)).to_be_visible()
    neli.goto("/portal/")
    expect(neli.get_by_role("heading", name="Sign in")).to_be_visible()
    assert PortalUser.objects.get().state == "blocked"
