"""What the browser tests share: the accessibility check, markup put on a page, answers given by the test."""

import json
import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

STANDARDS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # all that is in order, element by element, would come as megabytes
    "preload": False,  # of style sheets and sounds, for rules that are not among these or find no sound here
}


# Half-way between two themes no colour is one that was meant.
SETTLED = "() => Promise.all(document.getAnimations().map(each => each.effect.getComputedTiming().endTime < 1e4"
SETTLED += " ? each.finished.catch(() => {}) : null))"


def press(page: Page, keys: str) -> None:
    """Presses what a script of the page answers: a page one has only just come to may be seen before it listens."""
    page.wait_for_load_state()
    page.keyboard.press(keys)


def no_violations(page: Page) -> None:
    page.evaluate(SETTLED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", STANDARDS)
    assert not found, json.dumps([(v["id"], [n["target"] for n in v["nodes"]]) for v in found])


def looks_good(page: Page, *, narrow: bool = True) -> None:
    """One heading, a title, nothing wider than the window, no violation: wide and light, then narrow and dark."""
    expect(page).to_have_title(re.compile(r".+ · Primio CRM$"))
    expect(page.locator("h1")).to_have_count(1)
    # So high that nothing sticks over anything else: what is covered would count as too small to be hit.
    for width, height, theme in ((1440, 900, "light"), (390, 4000, "dark")) if narrow else ((1440, 900, "light"),):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        no_violations(page)


def put(page: Page, html: str) -> None:
    """Shows the markup as a server's answer to htmx would."""
    page.evaluate("html => htmx.swap('#main', html, {swapStyle: 'innerHTML'})", html)


def answer(page: Page, path: str, respond: Callable[[Route], None]) -> list[str]:
    """Lets the test answer this address; returns the bodies that arrive."""
    sent: list[str] = []

    def handle(route: Route) -> None:
        sent.append(route.request.post_data or "")
        respond(route)

    page.route(f"**{path}", handle)
    return sent
