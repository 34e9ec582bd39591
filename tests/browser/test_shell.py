"""The frame of every page in a real browser: signing in, theme, language, menu."""

import re

import pytest
from playwright.sync_api import Page, expect

from access.models import User
from tests.browser.looking import looks_good

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shell(signed_in: Page) -> Page:
    """A page of the signed-in user that belongs to nobody else's tests."""
    signed_in.goto("/accounts/password/change/")
    return signed_in


def look_at(page: Page, paths: tuple[str, ...], language: str) -> None:
    page.emulate_media(reduced_motion="reduce")  # colours that change slowly would be measured half-way
    for path in paths:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        looks_good(page)


def test_pages_for_everybody_are_accessible(page: Page, maria: User):
    look_at(page, ("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/no/such/page/"), "en")


@pytest.mark.parametrize("language", ["en", "bg"])
def test_pages_inside_are_accessible(shell: Page, maria: User, language: str):
    User.objects.filter(pk=maria.pk).update(language=language)
    look_at(shell, ("/", "/accounts/password/change/", "/accounts/logout/", "/no/such/page/"), language)


def test_the_theme_follows_the_device_until_one_is_chosen(page: Page, maria: User):
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.goto("/accounts/login/")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)


def test_signing_in_and_out(page: Page, maria: User):
    page.goto("/accounts/password/change/")
    page.get_by_label("User name or e-mail").fill("maria")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#form-errors")).to_be_focused()
    page.get_by_label("Password").fill("nine-lives-of-a-cat")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/accounts/password/change/$"))
    page.get_by_role("button", name="User menu, maria").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_title("Sign in · Primio CRM")
    maria.refresh_from_db()
    assert maria.language == "en", "notices are told in the language of whom they reach"


def test_the_theme_is_kept_and_set_before_the_first_paint(shell: Page):
    shell.get_by_role("button", name="Dark theme").click()
    expect(shell.locator("html")).to_have_attribute("data-bs-theme", "dark")
    watch = "() => { if (document.body) window.themeAtBody ??= document.documentElement.dataset.bsTheme; }"
    shell.add_init_script(f"new MutationObserver({watch}).observe(document, {{childList: true, subtree: true}})")
    shell.reload()
    assert shell.evaluate("window.themeAtBody") == "dark"
    expect(shell.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "true")


def test_the_language_changes_and_the_page_stays(shell: Page, maria: User):
    shell.evaluate("history.pushState({}, '', '/accounts/password/change/?letter=a')")
    shell.get_by_role("button", name="BG Български").click()
    expect(shell.locator("html")).to_have_attribute("lang", "bg")
    assert shell.url.endswith("/accounts/password/change/?letter=a")
    maria.refresh_from_db()
    assert maria.language == "bg"


def test_the_menu_folds_and_stays_folded(shell: Page):
    shell.get_by_role("button", name="Fold menu").click()
    shell.reload()
    assert shell.locator("#side").bounding_box()["width"] < 80
    shell.get_by_role("button", name="Fold menu").click()
    assert shell.locator("#side").bounding_box()["width"] > 200


def test_on_a_phone_the_menu_comes_and_goes(shell: Page):
    shell.set_viewport_size({"width": 390, "height": 844})
    expect(shell.locator("#side")).not_to_be_visible()
    shell.get_by_role("button", name="Open menu").click()
    expect(shell.locator("#side.show")).to_be_visible()
    shell.keyboard.press("Escape")
    expect(shell.locator("#side")).not_to_be_visible()
