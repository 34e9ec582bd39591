"""What the browser tests share: the accessibility check, markup put on a page, answers given by the test."""

import json
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

STANDARDS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def no_violations(page: Page) -> None:
    found = Axe().run(page, options=STANDARDS).response["violations"]
    assert not found, json.dumps([(v["id"], [n["target"] for n in v["nodes"]]) for v in found])


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
