"""A person of a customer is invited, sets a password, signs in and sees only the page that is his own."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from counterparties.models import PortalUser
from counterparties.portal.sending import send_invitations
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "nine-lives-of-a-cat"


def test_somebody_is_invited_and_sees_his_own_page(
    signed_in: Page, browser: Browser, live_server, letterbox, settings
):
    settings.SITE_URL = live_server.url
    factories.load_defaults()
    owner = factories.counterparty(name="Балкан Фрукт ООД")
    factories.contact_person(owner, first_name="Нели", last_name="Колева", email="neli@balkan.example", language="en")
    page = signed_in
    page.goto(f"/counterparties/{owner.pk}/portal-users/")
    page.get_by_role("link", name="Нели Колева").click()
    expect(page.locator("#slide").get_by_label("E-mail", exact=True)).to_have_value("neli@balkan.example")
    page.get_by_role("button", name="Save portal user").click()
    expect(page.get_by_role("table")).to_contain_text("Invited")
    page.get_by_role("table").get_by_role("link", name="Нели Колева", exact=True).click()
    expect(page.get_by_label("Link to set the password")).to_have_value(re.compile("/portal/invitations/"))
    assert send_invitations() == 1
    link = re.search(r"http\S+/portal/invitations/\S+", letterbox.messages[0].get_content())[0]

    fresh = browser.new_context(base_url=live_server.url, locale="en-GB")
    neli = fresh.new_page()
    neli.goto(link)
    neli.get_by_label("New password", exact=True).fill(PASSWORD)
    neli.get_by_label("New password again").fill(PASSWORD)
    neli.keyboard.press("Enter")
    expect(neli.get_by_text("You are signed in as Нели Колева. Your company: Балкан Фрукт ООД.")).to_be_visible()
    neli.get_by_role("button", name="Sign out").click()
    neli.goto("/accounts/login/")
    neli.get_by_label("User name or e-mail").fill("neli@balkan.example")
    neli.get_by_label("Password", exact=True).fill(PASSWORD)
    neli.keyboard.press("Enter")
    expect(neli.get_by_role("heading", name="Балкан Фрукт ООД")).to_be_visible()
    assert neli.goto(f"/counterparties/{owner.pk}/").status == 403
    expect(neli.get_by_role("heading", name="This page is not for you")).to_be_visible()

    page.reload()
    expect(page.get_by_text("Active", exact=True)).to_be_visible()
    page.get_by_role("button", name="Block").click()
    expect(page.get_by_text("Blocked", exact=True)).to_be_visible()
    neli.goto("/portal/")
    expect(neli.get_by_role("heading", name="Sign in")).to_be_visible()
    fresh.close()
    assert PortalUser.objects.get().state == "blocked"
