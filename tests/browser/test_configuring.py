"""An administrator configures in a real browser: a status, a nomenclature, a feature in the form, tabs of the file."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from access.models import Role, User
from reference.models import Status
from tests import factories
from tests.browser.looking import no_violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def configuration(signed_in: Page) -> Page:
    factories.load_defaults()
    signed_in.goto("/settings/reference/")
    return signed_in


def save(page: Page, what: str) -> None:
    page.get_by_role("button", name=f"Save {what}").click()
    expect(page.locator("#slide")).not_to_be_visible()


def add(page: Page, what: str, name: str) -> None:
    """Opens the form of a new one by its button and enters the name."""
    page.get_by_role("link", name=what, exact=True).click()
    page.get_by_label("Name in English").fill(name)


def order(page: Page) -> list[str]:
    return page.locator("tbody .pr-name").all_inner_texts()


@contextmanager
def arranging(page: Page) -> Iterator[None]:
    """Ends when the new order is stored and the rows have come back."""
    with page.expect_response("**/arrange/"):
        yield
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_the_lists_stand_beside_the_sheet_where_there_is_room_and_take_none_above_it(configuration: Page):
    page = configuration
    lists, sheet = (page.locator(each) for each in (".pr-tabs1", "#sheet"))
    assert lists.bounding_box()["y"] == sheet.bounding_box()["y"]
    assert page.get_by_role("link", name="Counterparty file").is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert lists.bounding_box()["height"] < 48 and lists.bounding_box()["y"] < sheet.bounding_box()["y"]


def test_a_status_is_added_and_arranged_by_drag_keys_and_arrows(configuration: Page):
    page = configuration
    add(page, "Status", "Negotiating")
    save(page, "status")
    expect(page.get_by_role("row", name="Negotiating")).to_be_visible()
    expect(page.locator("tbody .pr-name")).to_have_text(
        ["Contracted", "Active", "Inactive", "Incorrect", "Negotiating"]
    )
    handle = page.get_by_role("button", name="Move Negotiating; use the arrow keys")
    with arranging(page):
        handle.drag_to(page.get_by_role("button", name="Move Active; use the arrow keys"))
    expect(page.locator("tbody .pr-name").nth(1)).to_have_text("Negotiating")
    with arranging(page):
        handle.press("ArrowUp")
    expect(page.locator("tbody .pr-name").first).to_have_text("Negotiating")
    expect(handle).to_be_focused()
    page.get_by_role("button", name="Move Negotiating down").click()
    expect(page.locator("tbody .pr-name").nth(1)).to_have_text("Negotiating")
    stored = list(Status.objects.order_by("position").values_list("name_en", flat=True))
    assert stored == order(page) == ["Contracted", "Negotiating", "Active", "Inactive", "Incorrect"]


def test_a_feature_that_draws_on_a_nomenclature_reaches_the_form(configuration: Page):
    page = configuration
    add(page, "Nomenclature", "Delivery days")
    save(page, "nomenclature")
    page.get_by_role("link", name="Delivery days", exact=True).click()
    for day in ("Monday", "Thursday"):
        add(page, "Item", day)
        save(page, "item")
        expect(page.get_by_role("row", name=day)).to_be_visible()
    add(page, "Feature", "Delivered on")
    page.get_by_label("Data type").select_option(label="From nomenclature")
    page.get_by_label("Nomenclature").select_option(label="Delivery days")
    save(page, "feature")
    expect(page.get_by_role("row", name="Delivered on")).to_contain_text("Delivery days")

    page.goto("/counterparties/kind/customer/add/")
    page.locator("[name=name]").fill("Алфа ООД")
    page.get_by_role("combobox", name="Delivered on").click()
    page.get_by_role("option", name="Thursday").click()
    page.get_by_role("button", name="Save customer").click()
    expect(page.locator("h1")).to_have_text("Алфа ООД")
    expect(page.locator("dt:text-is('Delivered on') + dd")).to_have_text("Thursday")


def test_a_tab_of_the_file_is_taken_from_a_role_and_moved(configuration: Page, sign_in: Callable[[User], None]):
    page, record = configuration, factories.counterparty(name="Alpha")
    page.get_by_role("link", name="Counterparty file").click()
    no_violations(page)
    page.get_by_role("link", name="Who sees Bank accounts").click()
    page.get_by_label("Administrator").check()
    no_violations(page)
    save(page, "tab")
    expect(page.get_by_role("row", name="Bank accounts")).to_contain_text("Administrator")
    with arranging(page):
        page.get_by_role("button", name="Move Addresses; use the arrow keys").press("ArrowUp")
    page.get_by_role("link", name="Add a tab under Contacts").click()
    page.get_by_label("Interface").select_option(label="Addresses")
    page.get_by_label("Name in English").fill("Stores")
    save(page, "tab")
    expect(page.get_by_role("row", name="Stores")).to_be_visible()

    page.goto(f"/counterparties/{record.pk}/addresses/")
    strip = page.locator(".pr-tabs2")
    stores, tabs = strip.get_by_role("link", name=re.compile("^Stores")), strip.locator("nav a")
    order = ["Addresses", "Contact persons", "Bank", "Events", "Hold", "Files", "Forms", "Personal", "Users", "Stores"]
    expect(tabs).to_have_text([re.compile(name) for name in order])
    strip.get_by_role("button", name=re.compile("^More")).click()  # the last of them stand there
    stores.click()
    expect(stores).to_have_attribute("aria-current", "page")
    sign_in(factories.user(roles=[Role.objects.get(code="clerk")]))
    page.goto(f"/counterparties/{record.pk}/addresses/")
    expect(tabs).to_have_text([re.compile(name) for name in order if name not in ("Bank", "Personal")])
    assert page.goto(f"/counterparties/{record.pk}/bank-accounts/").status == 404
