"""Every page and what opens on it, wide and light, narrow and dark: one heading, nothing too wide, no violation."""

from collections.abc import Callable, Iterator

import pgtrigger
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import looks_good
from tests.browser.town import Town, build

# The data are made once for the module, outside of any test; the mark is for the test database to be there.
pytestmark = pytest.mark.django_db
LISTS = {
    "all": "/counterparties/?size=20",
    "a kind": "/counterparties/kind/customer/?size=20",
    "filtered": "/counterparties/?types=customer&status=active&status=contracted&sort=-name&size=20",
    "of a holding": "/counterparties/?holding={holding_code}",
    "with archived": "/counterparties/?archived=1&letter=О",
    "other columns": "/counterparties/?columns=name&columns=code&columns=email&columns=f.region&size=20",
    "none match": "/counterparties/?q=zzzzqq&status=active",
}
FILES = {
    "summary": "/counterparties/{member}/",
    "a person": "/counterparties/{person}/",
    "archived": "/counterparties/{archived}/",
    "a bank": "/counterparties/{bank}/",
    "contact persons": "/counterparties/{member}/contact-persons/",
    "no contact persons": "/counterparties/{empty}/contact-persons/",
    "addresses": "/counterparties/{member}/addresses/",
    "bank accounts": "/counterparties/{member}/bank-accounts/",
    "somebody known": "/counterparties/{member}/contact-persons/link/?q=иван",
    "held accounts": "/counterparties/{bank}/held-accounts/",
    "holdings": "/counterparties/{member}/holdings/",
    "members": "/counterparties/{holding}/members/",
    "tree": "/counterparties/{member}/tree/",
    "for documents": "/counterparties/{company}/for-documents/",
    "signatories": "/counterparties/{company}/signatories/",
    "number series": "/counterparties/{company}/number-series/",
    "events": "/counterparties/{member}/events/",
    "no events": "/counterparties/{empty}/events/",
    "an event": "/events/{event}/",
    "personal documents": "/counterparties/{documented}/personal-documents/",
    "a personal document": "/counterparties/{documented}/personal-documents/{document}/",
    "history": "/counterparties/{member}/changes/",
}
FORMS = {
    "new": "/counterparties/kind/supplier/add/",
    "edit": "/counterparties/{member}/edit/",
    "edit a person": "/counterparties/{person}/edit/",
    "archive": "/counterparties/{member}/archive/",
    "new contact person": "/counterparties/{member}/contact-persons/add/",
    "edit an address": "/counterparties/{member}/addresses/{address}/edit/",
    "new bank account": "/counterparties/{member}/bank-accounts/add/",
    "new membership": "/counterparties/{holding}/members/add/",
    "a logo": "/counterparties/{company}/for-documents/logo/",
    "new series": "/counterparties/{company}/number-series/add/",
    "edit a personal document": "/counterparties/{documented}/personal-documents/{document}/edit/",
    "new event": "/counterparties/{member}/events/add/?follows={event}",
    "new event of anybody": "/events/add/",
    "archive an address": "/counterparties/{member}/addresses/{address}/archive/",
}
SETTINGS = {
    "types": "/settings/reference/types/",
    "statuses": "/settings/reference/statuses/",
    "features": "/settings/reference/features/",
    "nomenclatures": "/settings/reference/nomenclatures/?open={region}",
    "consents": "/settings/reference/consent-purposes/",
    "personal document kinds": "/settings/reference/personal-document-kinds/",
    "items": "/settings/reference/nomenclatures/{region}/items/",
    "paste": "/settings/reference/nomenclatures/{region}/items/paste/",
    "no items": "/settings/reference/nomenclatures/{region}/items/?q=zzzzqq",
    "event types": "/settings/reference/event-types/",
    "changes": "/settings/reference/history/",
    "new type": "/settings/reference/types/add/?parent=1",
    "edit a status": "/settings/reference/statuses/{status}/edit/",
    "edit a feature": "/settings/reference/features/{feature}/edit/",
    "new nomenclature": "/settings/reference/nomenclatures/add/",
    "new item": "/settings/reference/nomenclatures/{region}/items/add/",
    "delete a status": "/settings/reference/statuses/{status}/delete/",
}
WORK = {
    "imports": "/exchange/",
    "choose": "/exchange/import/",
    "map": "/exchange/{mapped}/",
    "waiting": "/exchange/{waiting}/",
    "preview": "/exchange/{checked}/",
    "preview of errors": "/exchange/{checked}/?outcome=failed",
    "result": "/exchange/{imported}/",
    "export": "/exchange/exported/{export}/",
    "jobs": "/jobs/",
    "personal documents": "/personal-documents/",
    "events": "/events/",
    "my events": "/events/?mine=yes",
    "month": "/calendar/?view=month",
    "week": "/calendar/?view=week",
    "day": "/calendar/?view=day",
    "agenda": "/calendar/?view=agenda&user=all",
    "no agenda": "/calendar/?view=agenda&user=rada",
    "calendar link": "/calendar/link/",
    "notices": "/notices/",
    "a job": "/jobs/{job}/",
    "password": "/accounts/password/change/",
    "time zone": "/accounts/time-zone/",
}
NARROW = {
    "list: a kind", "list: none match",
    "file: summary", "file: contact persons", "file: addresses", "file: history", "file: tree", "file: for documents",
    "file: an event", "file: a personal document",
    "form: edit", "form: archive", "settings: types", "settings: features", "settings: items",
    "work: map", "work: preview", "work: result", "work: jobs",
    "form: new event", "work: events", "work: month", "work: week", "work: agenda", "work: notices",
}  # fmt: skip
REFUSED = {
    "an unknown filter": ("/counterparties/?status=nonsense", 400),
    "nothing there": ("/counterparties/999999999/", 404),
    "not mine to configure": ("/settings/reference/types/add/", 403),
    "not mine to import": ("/exchange/import/", 403),
}
PAGES = {
    f"{part}: {name}": path
    for part, pages in {"list": LISTS, "file": FILES, "form": FORMS, "settings": SETTINGS, "work": WORK}.items()
    for name, path in pages.items()
}


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Town]:
    """One filled installation for all tests of the module, which leave it as it is."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        assert connection.settings_dict["NAME"].startswith("test_"), "This is emptied at the end."
        server = LiveServer("localhost")
        try:
            yield build(server.url)
        finally:
            server.stop()
            with pgtrigger.ignore():
                call_command("flush", interactive=False, verbosity=0)


def visitor(browser: Browser, town: Town, name: str) -> BrowserContext:
    context = browser.new_context(base_url=town.url, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": town.sessions[name], "url": town.url}])
    return context


@pytest.fixture(scope="module")
def context(browser: Browser, town: Town) -> Iterator[BrowserContext]:
    """The administrator's profile."""
    context = visitor(browser, town, "maria")
    yield context
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_good(page: Page, town: Town, name: str):
    answer = page.goto(town.path(PAGES[name]))
    assert answer and answer.status == 200
    looks_good(page, narrow=name in NARROW)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_looks_good(browser: Browser, town: Town, name: str):
    path, status = REFUSED[name]
    rada = visitor(browser, town, "rada")
    page = rada.new_page()
    answer = page.goto(path)
    assert answer and answer.status == status
    looks_good(page)
    rada.close()


def columns(page: Page) -> None:
    page.goto("/counterparties/?size=20")
    page.get_by_role("button", name="Columns").click()
    expect(page.get_by_role("checkbox", name="Alias")).to_be_visible()


def filter_by_type(page: Page) -> None:
    page.goto("/counterparties/?size=20")
    page.get_by_role("button", name="Types", exact=True).click()
    page.get_by_role("checkbox", name="Wholesaler").check()
    expect(page.get_by_role("button", name="Types : Wholesaler")).to_be_visible()


def filter_by_holding(page: Page) -> None:
    page.goto("/counterparties/?size=20")
    page.get_by_role("button", name="Holding", exact=True).click()
    expect(page.locator(".ts-dropdown").get_by_role("option").first).to_be_visible()


def export_menu(page: Page) -> None:
    page.goto("/counterparties/?size=20")
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("button", name="This list as CSV")).to_be_visible()


def keys(page: Page) -> None:
    page.goto("/jobs/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def question(page: Page) -> None:
    page.goto("/counterparties/kind/bank/?size=20")
    page.locator("tbody tr").first.hover()
    page.get_by_role("link", name="Archive").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def refused_form(page: Page) -> None:
    page.goto("/counterparties/kind/customer/add/")
    page.get_by_role("button", name="Save customer").click()
    expect(page.get_by_role("alert")).to_be_focused()


def refused_slide(page: Page) -> None:
    page.goto("/settings/reference/statuses/")
    page.get_by_role("link", name="Status", exact=True).click()
    page.get_by_role("button", name="Save status").click()
    expect(page.locator("#slide [role=alert]")).to_be_focused()


OPENED: list[Callable[[Page], None]] = [
    *(columns, filter_by_type, filter_by_holding, export_menu),
    *(keys, question, refused_form, refused_slide),
]


@pytest.mark.parametrize("opening", OPENED, ids=lambda opening: opening.__name__)
def test_what_opens_looks_good(page: Page, opening: Callable[[Page], None]):
    page.set_viewport_size({"width": 1440, "height": 900})
    opening(page)
    looks_good(page, narrow=False)
