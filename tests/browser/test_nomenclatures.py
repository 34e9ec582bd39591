"""Items of a nomenclature are moved in the tree by mouse and by keys, and pasted."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from reference.adding import add
from reference.items.pasting import add_lines
from reference.models import Nomenclature, NomenclatureItem


@pytest.fixture
def regions(transactional_db) -> Nomenclature:
    regions = add(record=Nomenclature(code="regions", name_en="Regions"))
    add_lines(nomenclature=regions, parent=None, text="North\n Vidin\n Ruse\nSouth\n Plovdiv\nEast")
    return regions


@pytest.fixture
def opened(signed_in: Page, regions: Nomenclature) -> Page:
    parents = NomenclatureItem.objects.filter(code__in=["north", "south"]).values_list("pk", flat=True)
    query = "&".join(f"item={pk}" for pk in parents)
    signed_in.goto(f"{reverse('items-list', args=[regions.pk])}?{query}")
    return signed_in


def tree() -> str:
    rows = NomenclatureItem.objects.order_by("parent__position", "position").values_list("parent__code", "code")
    return (
        " ".join(f"{parent or ''}/{code}" for parent, code in rows if parent)
        + " | "
        + " ".join(code for parent, code in rows if not parent)
    )


def drag(page: Page, code: str, onto: str, part: float) -> None:
    handle = page.get_by_label(f"Move {code}; use the arrow keys").bounding_box()
    row = page.locator("tr", has=page.get_by_role("link", name=onto, exact=True)).bounding_box()
    assert handle and row
    page.mouse.move(handle["x"] + 6, handle["y"] + 6)
    page.mouse.down()
    page.mouse.move(handle["x"] + 6, handle["y"] - 20, steps=4)
    for _each in range(3):
        page.mouse.move(row["x"] + 160, row["y"] + row["height"] * part, steps=6)
    page.mouse.up()


def test_the_mouse_puts_an_item_under_another_and_between_two(opened: Page) -> None:
    drag(opened, "East", "South", 0.5)
    expect(opened.get_by_text("“East” now stands under “South”, 2 of 2.")).to_be_visible()
    assert tree() == "north/vidin north/ruse south/plovdiv south/east | north south"
    opened.get_by_role("button", name="Undo").click()
    expect(opened.locator("tr", has_text="East").locator(".lv-1")).to_be_visible()
    assert tree() == "north/vidin north/ruse south/plovdiv | north south east"
    drag(opened, "East", "Ruse", 0.05)
    expect(opened.get_by_text("“East” now stands under “North”, 2 of 3.")).to_be_visible()
    assert tree() == "north/vidin north/east north/ruse south/plovdiv | north south"


def test_the_arrow_keys_move_an_item_and_keep_the_focus(opened: Page) -> None:
    handle = opened.get_by_label("Move Ruse; use the arrow keys")
    handle.focus()
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowDown"):
        opened.keyboard.press(key)
    expect(opened.get_by_text("“Ruse” is now 3 of 4.")).to_be_visible()
    expect(handle).to_be_focused()
    assert tree() == "north/vidin south/plovdiv | north south ruse east"


def test_pasted_lines_are_counted_before_they_are_added(opened: Page) -> None:
    opened.get_by_role("link", name="Several items").click()
    opened.get_by_label("Names, one a line").fill("West\n  Porto\nNorth")
    expect(opened.get_by_text("2 items will be added.")).to_be_visible()
    opened.get_by_role("button", name="Add the items").click()
    expect(opened.get_by_text("2 items are added.")).to_be_visible()
    assert tree().endswith("| north south east west")
