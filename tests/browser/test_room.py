"""What matters in a row or a bar is not covered, pushed off the screen, or spread over half a phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from access.models import User
from exchange.tests.working import work
from reference.defaults import load_defaults
from tests import factories as f

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def rows() -> None:
    load_defaults()
    for number in range(25):
        f.counterparty(name=f"Търговско дружество {number:02} ООД", uic=f.uic(number + 1), phone="+359888123456")


@pytest.mark.usefixtures("rows")
def test_the_buttons_of_a_row_cover_none_of_its_cells(signed_in: Page) -> None:
    signed_in.goto("/counterparties/")
    row = signed_in.locator("#rows tbody tr").nth(2)
    row.hover()
    buttons, cell = row.locator(".pr-rowact a").first, row.locator("td:not(.pr-rowact)").last
    expect(buttons).to_be_visible()
    left, right = cell.bounding_box(), buttons.bounding_box()
    assert left and right and left["x"] + left["width"] <= right["x"]


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("language", ["en", "bg"])
def test_on_a_phone_what_may_be_done_with_ticked_rows_takes_two_lines(
    signed_in: Page, maria: User, language: str
) -> None:
    User.objects.filter(pk=maria.pk).update(language=language)
    signed_in.goto("/counterparties/?archived=1&size=20")
    signed_in.locator("#tick-all").check()
    signed_in.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(signed_in.locator("#bulk .pr-take").first).to_be_visible()
    bar = signed_in.locator("#bulk").bounding_box()
    assert bar and bar["height"] < 2.5 * 40
    export = signed_in.locator("#bulk .dropdown > button")
    export.scroll_into_view_if_needed()
    export.click()
    expect(signed_in.get_by_role("button", name="CSV")).to_be_in_viewport(ratio=1)


@pytest.mark.usefixtures("rows")
def test_the_reason_of_a_failure_is_seen_without_scrolling(signed_in: Page, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    path = tmp_path / "file.csv"
    columns = ["Name", "Country", "Phone", "E-mail", "Website", "Note", "City", "Street", "Contact person", "IBAN"]
    row = ["Фирма с дълго наименование", "BG", "02 981 1234", "office@firma.bg", "www.firma.bg", "Забележка"]
    path.write_text("\n".join(map(";".join, [columns, [*row, "София", "Витоша", "Иван Иванов", "BG00"]])))
    signed_in.goto("/exchange/import/")
    signed_in.get_by_label("File, CSV or XLSX").set_input_files(path)
    signed_in.get_by_role("button", name="Map columns").click()
    signed_in.get_by_role("button", name="Check the rows").click()
    expect(signed_in.get_by_text("Waits for the worker.")).to_be_visible()
    work()
    reason = signed_in.get_by_text("IBAN: BG00")
    expect(reason).to_be_visible()
    for size in ({"width": 1440, "height": 900}, {"width": 390, "height": 1200}):
        signed_in.set_viewport_size(size)  # type: ignore[arg-type]
        expect(reason).to_be_in_viewport(ratio=1)
