"""A real Chromium against a live server on the loopback address."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from access.models import User
from tests.browser import chromium

# Playwright's own event loop runs in the thread of the tests, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


# An answer that refuses, and a question that was under way when the page was left: both are meant.
HARMLESS = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of the run."""
    path = chromium.find()
    assert path, "There is no Chromium: run `make test`, which installs one."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, live_server) -> Iterator[BrowserContext]:
    """A fresh profile whose relative addresses lead to the live server."""
    size = {"width": 1440, "height": 900}
    fresh = browser.new_context(base_url=live_server.url, viewport=size, locale="en-GB", reduced_motion="reduce")
    fresh.set_default_timeout(10_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab of that profile; a script error or a breach of the content security policy fails the test."""
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: message.type == "error" and errors.append(message.text))
    yield tab
    serious = [error for error in errors if not error.startswith(HARMLESS)]
    assert not serious, "\n".join(serious)


@pytest.fixture
def maria(transactional_db) -> User:
    """An administrator."""
    return User.objects.create_superuser("maria", "maria@example.bg", "nine-lives-of-a-cat")


@pytest.fixture
def sign_in(context: BrowserContext, live_server) -> Callable[[User], None]:
    """Signs somebody in, without the way through the login page."""

    def sign_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    return sign_in


@pytest.fixture
def signed_in(page: Page, sign_in: Callable[[User], None], maria: User) -> Page:
    """The tab with Maria signed in."""
    sign_in(maria)
    return page
