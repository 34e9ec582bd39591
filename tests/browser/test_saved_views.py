"""Saved views: saved, pinned and opened first, changed, shared by a link, saved by two people, put away and back."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from access.models import Role, User
from reference.models.features import DataType
from screens.models import DefaultView, Pin, SavedView
from screens.saved_views.opening import mark_of
from screens.saved_views.saving import overwrite_view
from tests import factories
from tests.browser.looking import looks_good, no_violations
from tests.browser.town import session_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(signed_in: Page) -> Page:
    for name in ("Alpha", "Beta", "Gamma"):
        factories.counterparty(name=name)
    signed_in.goto("/counterparties/kind/customer/?sort=-name")
    return signed_in


def names(page: Page) -> list[str]:
    return page.locator("tbody .pr-name").all_inner_texts()


def view(owner: User, name: str = "Mine", query: str = "sort=-name&columns=name&size=50", *roles: Role) -> SavedView:
    made = SavedView.objects.create(screen="counterparties-customer", name=name, query=query, owner=owner)
    made.roles.set(roles)
    return made


def open_menu(page: Page) -> None:
    page.locator("#views > button").press("Enter")
    expect(page.get_by_role("link", name="Save as a new view…")).to_be_visible()


def test_a_view_is_saved_by_keyboard_pinned_and_opened_first(rows: Page):
    asked: list[str] = []
    rows.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_menu(rows)
    rows.get_by_role("link", name="Save as a new view…").press("Enter")
    expect(rows.locator("#id_name")).to_be_focused()
    no_violations(rows)
    rows.keyboard.type("Falling")
    rows.get_by_label("Pinned in my menu").press("Space")
    rows.get_by_label("The list starts with it").press("Space")
    rows.keyboard.press("Control+Enter")
    expect(rows).to_have_url(re.compile(r"/kind/customer/\?sort=-name&view=\d+$"))
    expect(rows.locator("#views > button")).to_have_text(re.compile("Falling"))
    assert asked == [], "nobody is asked whether to leave what is saved"
    pin = rows.locator("#menu").get_by_role("link", name="Falling")
    expect(pin).to_have_attribute("aria-current", "page")
    looks_good(rows)
    rows.set_viewport_size({"width": 1440, "height": 900})
    rows.goto("/")
    expect(rows).to_have_url(re.compile(r"/kind/customer/\?sort=-name&view=\d+$"))
    assert names(rows) == ["Gamma", "Beta", "Alpha"]
    open_menu(rows)
    rows.get_by_role("link", name="All, without a view").press("Enter")
    expect(rows).to_have_url(re.compile(r"/kind/customer/$"))
    assert names(rows) == ["Alpha", "Beta", "Gamma"]
    rows.locator("#menu").get_by_role("link", name="Customers").click()
    assert names(rows) == ["Gamma", "Beta", "Alpha"]


def test_a_changed_view_is_saved_taken_back_and_reverted(rows: Page, maria: User):
    made = view(maria)
    rows.goto(f"/counterparties/kind/customer/?view={made.pk}")
    expect(rows.get_by_text("changed", exact=True)).to_have_count(0)
    rows.locator("#q").fill("beta")
    expect(rows.get_by_text("changed", exact=True)).to_be_visible()
    no_violations(rows)
    rows.reload()
    expect(rows.get_by_text("changed", exact=True)).to_be_visible()
    assert names(rows) == ["Beta"]
    rows.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(rows.locator(".pr-toast")).to_contain_text("The view “Mine” is saved.")
    expect(rows.get_by_text("changed", exact=True)).to_have_count(0)
    made.refresh_from_db()
    assert "q=beta" in made.query
    rows.get_by_role("button", name="Undo").press("Enter")
    expect(rows.get_by_text("changed", exact=True)).to_be_visible()
    made.refresh_from_db()
    assert made.query == "sort=-name&columns=name&size=50"
    rows.get_by_role("link", name="Revert").press("Enter")
    expect(rows).to_have_url(re.compile(rf"\?sort=-name&columns=name&view={made.pk}$"))
    expect(rows.locator("tbody tr")).to_have_count(3)


def test_a_link_shows_the_same_to_whoever_it_is_shared_with(rows: Page, maria: User, browser: Browser, live_server):
    reader = factories.reader()
    shared = view(maria, "Shared", "sort=-name&columns=name&size=50", Role.objects.get(code="reader"))
    private = view(maria, "Private", "q=beta&columns=name&size=50")
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    context.add_cookies([{"name": "sessionid", "value": session_of(reader), "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/counterparties/kind/customer/?view={shared.pk}")
    assert names(page) == ["Gamma", "Beta", "Alpha"]
    page.locator("#q").fill("beta")
    expect(page.get_by_role("link", name="Save as…")).to_be_visible()
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    page.goto(f"/counterparties/kind/customer/?view={private.pk}")
    expect(page.get_by_role("alert")).to_contain_text("There is no such saved view, or it is not shared with you.")
    page.goto(f"/counterparties/kind/customer/?q=beta&columns=name&view={private.pk}")
    assert names(page) == ["Beta"]
    context.close()


def test_two_people_who_save_one_view_are_told_of_each_other(rows: Page, maria: User):
    administrator = factories.superuser(first_name="Rada")
    made = view(maria, "Shared", "sort=-name&columns=name&size=50", factories.role())
    rows.goto(f"/counterparties/kind/customer/?view={made.pk}")
    theirs = "q=gamma&columns=name&size=50"
    overwrite_view(user=administrator, record=made, query=theirs, opened=mark_of(made.query))
    rows.locator("#q").fill("beta")
    rows.get_by_role("button", name="Save", exact=True).press("Enter")
    slide = rows.get_by_role("dialog", name="Shared")
    expect(slide.get_by_role("alert")).to_contain_text("Somebody else has saved this view since you opened it.")
    expect(slide.get_by_role("row", name="Search")).to_contain_text("gamma")
    no_violations(rows)
    made.refresh_from_db()
    assert made.query == theirs
    slide.get_by_role("button", name="Replace theirs").press("Enter")
    expect(rows.locator(".pr-toast")).to_contain_text("is saved")
    expect(slide).not_to_be_visible()
    made.refresh_from_db()
    assert "q=beta" in made.query


def test_a_view_opens_without_what_is_no_longer_there(rows: Page, maria: User):
    feature = factories.feature(code="turnover", name_en="Turnover", data_type=DataType.NUMBER)
    made = view(maria, "Old", "letter=B&f.turnover.min=5&status=gone&sort=f.turnover&columns=name&columns=f.turnover")
    feature.delete()
    rows.goto(f"/counterparties/kind/customer/?view={made.pk}")
    note = rows.locator("#views .pr-note")
    for what in ("filter “f.turnover.min”", "column “f.turnover”", "order by “f.turnover”", "Status: gone"):
        expect(note).to_contain_text(what)
    assert names(rows) == ["Beta"]
    looks_good(rows)


def test_pins_are_put_in_order_and_views_put_away_by_keyboard(rows: Page, maria: User):
    for position, name in enumerate(("One", "Two"), start=1):
        Pin.objects.create(user=maria, view=view(maria, name), position=position)
    DefaultView.objects.create(user=maria, screen="counterparties-customer", view=SavedView.objects.get(name="Two"))
    rows.reload()
    open_menu(rows)
    rows.get_by_role("button", name="Move Two; use the arrow keys").press("ArrowUp")
    pins = rows.locator("#menu .pr-pin")
    expect(pins).to_have_text(["Two", "One"])
    rows.goto(f"/counterparties/kind/customer/?view={SavedView.objects.get(name='Two').pk}")
    open_menu(rows)
    rows.get_by_role("button", name="Archive this view").press("Enter")
    expect(pins).to_have_text(["One"])
    expect(rows.locator("#views > button")).to_have_text("Saved views")
    expect(rows).to_have_url(re.compile(r"\?sort=-name&columns=name$"))
    rows.get_by_role("button", name="Undo").press("Enter")
    expect(pins).to_have_text(["Two", "One"])
    rows.goto("/saved-views/")
    expect(rows.locator("tbody tr")).to_have_count(2)
    looks_good(rows)
