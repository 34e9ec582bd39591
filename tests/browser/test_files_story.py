"""A clerk's papers in a real browser: dropped, previewed by keyboard, deleted, restored; a picture, a logo."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from counterparties.models import Attachment, Counterparty, Upload
from counterparties.tests.test_files import picture
from reference.models.features import DataType
from tests import factories
from tests.browser.looking import no_violations

pytestmark = pytest.mark.django_db(transaction=True)
DROP = """([names, texts, selector]) => {
    const data = new DataTransfer();
    names.forEach((name, at) => data.items.add(new File([texts[at]], name)));
    const target = document.querySelector(selector);
    for (const kind of ['dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
}"""
PASTE = """bytes => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def owner(transactional_db) -> Counterparty:
    return factories.counterparty(name="Алфа ООД")


@pytest.fixture
def tab(signed_in: Page, owner: Counterparty) -> Page:
    signed_in.goto(f"/counterparties/{owner.pk}/files/")
    return signed_in


def drop(page: Page, files: dict[str, str], on: str = "[data-dropzone]") -> None:
    page.evaluate(DROP, [list(files), list(files.values()), on])


def names(page: Page) -> list[str]:
    return page.locator("#rows .pr-name").all_inner_texts()


def test_two_files_are_dropped_looked_at_deleted_and_restored(tab: Page):
    drop(tab, {"Договор.txt": "първи ред", "Лиценз.txt": "втори ред"})
    expect(tab.locator("#toasts")).to_contain_text("2 files are kept.")
    expect(tab.locator("#rows .pr-name")).to_have_count(2)
    expect(tab.locator(".pr-tabs2 [aria-current]")).to_contain_text("2")
    first, second = names(tab)
    tab.get_by_role("link", name=first, exact=True).press("Enter")
    preview = tab.locator("#preview[open]")
    expect(preview.get_by_role("heading", level=2)).to_have_text(first)
    expect(preview.locator("pre")).to_contain_text("ред")
    no_violations(tab)
    tab.keyboard.press("Tab")
    tab.keyboard.press("ArrowRight")
    expect(preview.get_by_role("heading", level=2)).to_have_text(second)
    tab.keyboard.press("ArrowLeft")
    expect(preview.get_by_role("heading", level=2)).to_have_text(first)
    tab.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    expect(tab.get_by_role("link", name=first, exact=True)).to_be_focused()
    tab.get_by_role("link", name=f"Delete {first}").click()
    expect(tab.locator("#rows .pr-name")).to_have_count(1)
    tab.get_by_label("Show deleted").check()
    gone = tab.locator("tr.is-archived")
    expect(gone).to_contain_text(first)
    gone.hover()
    gone.get_by_role("link", name="Restore").click()
    expect(tab.locator("tr.is-archived")).to_have_count(0)
    expect(tab.locator("#rows .pr-name")).to_have_count(2)


def test_a_file_dropped_on_a_row_is_its_new_version(tab: Page, owner: Counterparty):
    record = factories.attachment(owner, content=b"first")
    tab.reload()
    drop(tab, {"v2.txt": "second"}, f"tr[data-pk='{record.pk}'] th")
    expect(tab.locator("#toasts")).to_contain_text("has a new version")
    tab.locator("#rows .pr-name").click()
    preview = tab.locator("#preview[open]")
    expect(preview.locator("pre")).to_have_text("second")
    preview.get_by_role("link", name="Version 1").click()
    expect(preview.locator("pre")).to_have_text("first")
    preview.get_by_role("button", name="Restore").click()
    expect(preview.locator("#toasts")).to_contain_text("as it was uploaded before")
    expect(preview.locator("li[aria-current]")).to_contain_text("Version 1")
    record.refresh_from_db()
    assert record.versions.count() == 2 and record.content.size == 5


def test_a_pasted_picture_has_a_name_and_a_thumbnail(tab: Page):
    tab.evaluate(PASTE, list(picture()))
    expect(tab.locator("#rows img.pr-thumb")).to_have_count(1)
    assert re.fullmatch(r"Pasted picture \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png", names(tab)[0].strip())
    no_violations(tab)


def test_what_is_too_large_is_said_before_it_is_sent(tab: Page):
    tab.evaluate("document.querySelector('[data-dropzone]').dataset.limit = 3")
    drop(tab, {"big.txt": "four", "ok.txt": "yes"})
    expect(tab.locator("#toasts .c-red")).to_contain_text("“big.txt” has 4 byte")
    expect(tab.locator("#rows .pr-name")).to_have_text(["ok.txt"])


def test_an_upload_that_fails_is_tried_again(tab: Page):
    tab.route("**/files/add/", lambda route: route.abort())
    drop(tab, {"a.txt": "text"})
    line = tab.locator("[data-uploads] li")
    expect(line).to_contain_text("“a.txt” did not arrive.")
    tab.unroute("**/files/add/")
    line.get_by_role("button", name="Try again").click()
    expect(tab.locator("#rows .pr-name")).to_have_text(["a.txt"])
    assert Attachment.objects.count() == 1


def test_a_button_chooses_files(tab: Page, tmp_path: Path):
    (tmp_path / "chosen.txt").write_text("text")
    with tab.expect_file_chooser() as chooser:
        tab.get_by_role("link", name="Upload files").click()
    chooser.value.set_files(tmp_path / "chosen.txt")
    expect(tab.locator("#rows .pr-name")).to_have_text(["chosen.txt"])


def test_a_logo_is_set_kept_and_cleared(signed_in: Page, owner: Counterparty, tmp_path: Path):
    feature = factories.feature(code="logo", name_en="Logo", data_type=DataType.PICTURE)
    (tmp_path / "logo.png").write_bytes(picture())
    edit = f"/counterparties/{owner.pk}/edit/"
    signed_in.goto(edit)
    signed_in.get_by_label("Logo").set_input_files(tmp_path / "logo.png")
    signed_in.get_by_role("button", name="Save counterparty").click()
    expect(signed_in.locator(".pr-filelink")).to_contain_text("logo.png")
    signed_in.goto(edit)
    signed_in.get_by_role("button", name="Save counterparty").click()
    expect(signed_in.locator(".pr-filelink")).to_contain_text("logo.png")
    signed_in.goto(edit)
    signed_in.locator(".pr-filefield").get_by_label("Clear").check()
    signed_in.get_by_role("button", name="Save counterparty").click()
    expect(signed_in.get_by_role("heading", name="Features")).to_be_visible()
    expect(signed_in.locator(".pr-filelink")).to_have_count(0)
    owner.refresh_from_db()
    assert str(feature.pk) not in owner.features and Upload.objects.count() == 1
