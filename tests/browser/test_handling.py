"""What scripts add to every page, in a real browser: toasts, dialogs, the slide-over, search, keys, arranging."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import BrowserContext, Page, Route, expect

from screens.finding.finders import Findings, Found, Group
from tests.browser.looking import answer, no_violations, put

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shell(signed_in: Page) -> Page:
    """A page of the signed-in user that belongs to nobody else's tests."""
    signed_in.goto("/accounts/password/change/")
    return signed_in


def test_a_toast_offers_undo_and_waits_while_it_is_focused(shell: Page):
    shell.clock.install()
    sent = answer(
        shell, "/undo/", lambda route: route.fulfill(status=204, headers={"HX-Trigger": '{"toast": {"text": "Back"}}'})
    )
    shell.evaluate("htmx.trigger(document.body, 'toast', {text: 'Archived', undo: '/undo/'})")
    undo = shell.get_by_role("button", name="Undo")
    undo.focus()
    shell.clock.fast_forward(30_000)
    expect(undo).to_be_visible()
    undo.press("Enter")
    expect(shell.locator("#toasts")).to_have_text("Back")
    assert len(sent) == 1
    shell.clock.fast_forward(12_000)
    expect(shell.locator(".pr-toast")).to_have_count(0)


def test_failures_of_the_server_are_said(shell: Page):
    shell.evaluate("console.error = () => {}")  # htmx reports there what this test brings about
    put(shell, '<button id="go" hx-get="/no/such/page/">Go</button>')
    shell.locator("#go").click()
    expect(shell.locator(".pr-toast.c-red")).to_contain_text("no longer there")
    answer(shell, "/no/such/page/", lambda route: route.abort())
    shell.locator("#go").click()
    expect(shell.locator(".pr-toast.c-red").last).to_contain_text("does not answer")


def test_a_session_that_ended_leads_to_the_login(shell: Page, context: BrowserContext):
    put(shell, '<button id="go" hx-get="/search/?q=ab" hx-target="#main">Go</button>')
    context.clear_cookies()
    shell.locator("#go").click()
    expect(shell).to_have_title("Sign in · Primio CRM")
    assert "next=/accounts/password/change/" in shell.url.replace("%2F", "/")


def test_a_question_is_asked_with_the_verb(shell: Page):
    sent = answer(shell, "/delete/", lambda route: route.fulfill(status=204))
    put(
        shell,
        '<button id="go" hx-post="/delete/" hx-confirm="Delete Балкан?&#10;It is used nowhere."'
        ' data-confirm-verb="Delete it" data-confirm-danger>Delete</button>',
    )
    shell.locator("#go").click()
    dialog = shell.get_by_role("dialog", name="Delete Балкан?")
    expect(dialog).to_contain_text("It is used nowhere.")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    no_violations(shell)
    shell.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert sent == []
    shell.locator("#go").click()
    with shell.expect_request("**/delete/"):
        dialog.get_by_role("button", name="Delete it").click()


def test_the_other_answer_has_a_word_of_its_own_where_cancel_would_mislead(shell: Page):
    put(
        shell,
        '<button id="stop" hx-post="/stop/" hx-confirm="Stop it?" data-confirm-verb="Stop"'
        ' data-confirm-stay="Go on">x</button>'
        '<button id="go" hx-post="/go/" hx-confirm="Go?">Go</button>',
    )
    shell.locator("#stop").click()
    shell.get_by_role("dialog", name="Stop it?").get_by_role("button", name="Go on").click()
    shell.locator("#go").click()
    expect(shell.get_by_role("dialog", name="Go?").get_by_role("button", name="Cancel")).to_be_visible()


def test_a_refused_action_says_why(shell: Page):
    sent = answer(shell, "/delete/", lambda route: route.fulfill(status=204))
    put(shell, '<button id="go" aria-disabled="true" title="Used by 3" hx-post="/delete/">Delete</button>')
    shell.locator("#go").press("Enter")
    expect(shell.locator(".pr-toast")).to_contain_text("Used by 3")
    assert sent == []


FORM = """<form class="pr-slide-form" method="post" hx-post="/form/" hx-target="#slide-body" hx-sync="this:drop">
<div class="offcanvas-header"><h2 id="slide-title">Person</h2></div>
<div class="offcanvas-body">{errors}
<label for="id_name">Name</label><input class="form-control {invalid}" id="id_name" name="name">
<label for="id_who">Who</label><select id="id_who" name="who" data-url="/people/"></select>
<label for="id_kind">Kind</label>
<select id="id_kind" name="kind"><option>legal</option><option>natural</option></select>
<div id="only" data-when="kind=natural">Only of people</div></div>
<footer><button class="btn btn-primary">Save</button>
<button type="button" data-bs-dismiss="offcanvas">Cancel</button></footer></form>"""
ALERT = '<div role="alert" tabindex="-1" class="pr-note c-red">Enter the name.</div>'
WRONG = FORM.format(errors=ALERT, invalid="is-invalid")


def open_slide(page: Page, save: Callable[[Route], None]) -> list[str]:
    right = FORM.format(errors="", invalid="")
    sent = answer(
        page, "/form/", lambda route: save(route) if route.request.method == "POST" else route.fulfill(body=right)
    )
    put(page, '<button id="go" hx-get="/form/" hx-target="#slide-body">New</button>')
    page.locator("#go").click()
    expect(page.locator("#id_name")).to_be_focused()
    return sent


def test_the_slide_over_shows_errors_and_closes_when_saved(shell: Page):
    answers = [
        {"status": 422, "body": WRONG},
        {"status": 204, "headers": {"HX-Trigger": '{"slide-close": true, "toast": {"text": "Saved"}}'}},
    ]
    sent = open_slide(shell, lambda route: route.fulfill(**answers.pop(0)))
    shell.get_by_role("button", name="Save").click()
    expect(shell.locator("#slide [role=alert]")).to_be_focused()
    shell.locator("#id_name").fill("Силвия")
    shell.keyboard.press("Control+Enter")
    expect(shell.locator("#slide")).not_to_be_visible()
    expect(shell.locator(".pr-toast")).to_contain_text("Saved")
    expect(shell.locator("#go")).to_be_focused()
    assert parse_qs(sent[-1])["name"] == ["Силвия"]


def test_a_double_click_saves_once(shell: Page):
    held: list[Route] = []
    sent = open_slide(shell, held.append)
    shell.get_by_role("button", name="Save").dblclick()
    with shell.expect_response("**/form/"):
        held[0].fulfill(status=204, headers={"HX-Trigger": '{"slide-close": true}'})
    expect(shell.locator("#slide")).not_to_be_visible()
    assert len(held) == 1 and len(sent) == 2


def test_a_changed_form_is_not_lost_unasked(shell: Page):
    open_slide(shell, lambda route: route.fulfill(status=204))
    shell.keyboard.press("Escape")
    expect(shell.locator("#slide")).not_to_be_visible()
    shell.locator("#go").click()
    shell.locator("#id_name").fill("Силвия")
    shell.get_by_role("button", name="Cancel").first.click()
    dialog = shell.get_by_role("dialog", name="Leave without saving?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(shell.locator("#id_name")).to_have_value("Силвия")
    shell.get_by_role("button", name="Cancel").first.click()
    dialog.get_by_role("button", name="Leave").click()
    expect(shell.locator("#slide")).not_to_be_visible()


def test_fields_depend_on_fields_and_pickers_ask_the_server(shell: Page):
    found = {"results": [{"value": 7, "text": "Балкан Фрукт"}]}
    shell.route("**/people/**", lambda route: route.fulfill(json=found))
    open_slide(shell, lambda route: route.fulfill(status=204))
    expect(shell.locator("#only")).not_to_be_visible()
    shell.locator("#id_kind").select_option("natural")
    expect(shell.locator("#only")).to_be_visible()
    shell.get_by_role("combobox", name="Who").fill("balkan")
    shell.get_by_role("option", name="Балкан Фрукт").click()
    expect(shell.locator("#id_who")).to_have_value("7")
    no_violations(shell)


def test_the_search_is_used_by_keys_alone(shell: Page):
    found = [
        Found(url="/no/such/page/?1", title="Балкан Фрукт", sub="204617321", icon="building"),
        Found(url="/no/such/page/?2", title="Балкан Тур", archived=True, note="Archived", icon="building"),
    ]
    groups = [Group("Counterparties", Findings(found, more="/more/"))]
    html = render_to_string("_search_results.html", {"groups": groups, "query": "balkan", "number": 2})
    shell.route("**/search/**", lambda route: route.fulfill(body=html))
    shell.keyboard.press("Control+k")
    field = shell.get_by_role("combobox", name="Search everywhere")
    expect(field).to_be_focused()
    shell.keyboard.type("balkan")
    expect(shell.get_by_role("option")).to_have_count(3)
    no_violations(shell)
    shell.keyboard.press("ArrowDown")
    shell.keyboard.press("ArrowDown")
    expect(shell.get_by_role("option", name="Балкан Тур")).to_have_attribute("aria-selected", "true")
    with shell.expect_response("**/search/**"):
        field.evaluate("field => htmx.trigger(field.form, 'find')")
    expect(shell.locator(".htmx-request")).to_have_count(0)
    expect(shell.get_by_role("option", name="Балкан Тур")).to_have_attribute("aria-selected", "true")
    shell.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    shell.keyboard.press("ArrowDown")
    shell.keyboard.press("Enter")
    expect(shell).to_have_url(re.compile(r"/no/such/page/\?1$"))


FILTER = '<input aria-label="Filter" aria-keyshortcuts="/">'


def test_keys_act_and_can_be_switched_off(shell: Page):
    put(shell, '<h1>Keys</h1><button id="new" aria-keyshortcuts="n">New</button>' + FILTER)
    shell.evaluate(
        "document.getElementById('new').addEventListener('click', event => event.target.dataset.clicks = 'yes')"
    )
    shell.keyboard.press("n")
    expect(shell.locator("#new")).to_have_attribute("data-clicks", "yes")
    shell.keyboard.press("/")
    expect(shell.get_by_label("Filter")).to_be_focused()
    shell.get_by_label("Filter").blur()
    shell.keyboard.press("?")
    expect(shell.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    no_violations(shell)
    shell.get_by_label("Single keys act on this device").uncheck()
    shell.keyboard.press("Escape")
    shell.keyboard.press("/")
    expect(shell.get_by_label("Filter")).not_to_be_focused()


ROW = """<tr data-id="{row}"><td><button class="pr-drag" aria-label="Move {row}">=</button></td>
<td><a class="pr-name" href="#{row}">Row {row}</a></td></tr>"""
TABLE = """<table class="pr-table">
<tbody data-sortable hx-post="/arrange/" hx-trigger="arranged">{rows}</tbody></table>"""


def table(rows: str) -> str:
    return TABLE.format(rows="".join(ROW.format(row=row) for row in rows))


def test_rows_are_arranged_by_keys_with_one_post(shell: Page):
    sent = answer(shell, "/arrange/", lambda route: route.fulfill(body=""))
    put(shell, table("123"))
    with shell.expect_response("**/arrange/"):
        shell.get_by_role("button", name="Move 3").press("ArrowUp")
        shell.get_by_role("button", name="Move 3").press("ArrowUp")
    assert [parse_qs(body) for body in sent] == [{"ids": ["3", "1", "2"], "moved": ["3"]}]


def test_rows_are_arranged_by_drag(shell: Page):
    sent = answer(shell, "/arrange/", lambda route: route.fulfill(body=""))
    put(shell, table("123"))
    with shell.expect_response("**/arrange/"):
        shell.get_by_role("button", name="Move 1").drag_to(shell.get_by_role("button", name="Move 3"))
    assert parse_qs(sent[0])["ids"] == ["2", "3", "1"]


def test_a_row_that_is_moved_on_before_the_answer_comes_stays_there(shell: Page):
    held: list[Route] = []
    sent = answer(shell, "/arrange/", held.append)
    put(shell, table("123"))
    handle = shell.get_by_role("button", name="Move 3")
    with shell.expect_request("**/arrange/"):
        handle.press("ArrowUp")
    handle.press("ArrowUp")
    with shell.expect_request("**/arrange/"):
        held[0].fulfill(body="".join(ROW.format(row=row) for row in "132"))
    expect(shell.locator(".pr-name")).to_have_text(["Row 3", "Row 1", "Row 2"])
    expect(handle).to_be_focused()
    assert [parse_qs(body)["ids"] for body in sent] == [["1", "3", "2"], ["3", "1", "2"]]


def test_rows_are_walked_by_keys(shell: Page):
    put(shell, table("123"))
    for key in "jjk":
        shell.keyboard.press(key)
    expect(shell.get_by_role("link", name="Row 1")).to_be_focused()
