"""The pages on which items are moved, stopped, pasted and looked for."""

from typing import Any

import pytest
from django.test import Client

from access.models import User
from reference.adding import add, add_items
from reference.features.attributes import feature_attributes
from reference.items.lines import PAGE
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.tests.answers import HTMX, SLIDE, form_data, shown, toast
from reference.tests.test_moving import drawn
from tests import factories as f

Regions = dict[str, NomenclatureItem]


@pytest.mark.parametrize(
    ("target", "sent", "tree", "said"),
    [
        ("ruse", {"to": "south"}, "north(vidin) south(plovdiv(city) ruse)", "now stands under “South”, 2 of 2"),
        ("ruse", {"to": ""}, "north(vidin) south(plovdiv(city)) ruse", "now stands at the top, 3 of 3"),
        ("ruse", {"before": "plovdiv"}, "north(vidin) south(ruse plovdiv(city))", "under “South”, 1 of 2"),
        ("vidin", {"behind": "ruse"}, "north(ruse vidin) south(plovdiv(city))", "is now 2 of 2"),
        ("ruse", {"before": "vidin"}, "north(ruse vidin) south(plovdiv(city))", "is now 1 of 2"),
        ("city", {"behind": "north"}, "north(vidin ruse) city south(plovdiv)", "at the top, 2 of 3"),
        ("ruse", {"to": "south", "place": "1"}, "north(vidin) south(ruse plovdiv(city))", "under “South”, 1 of 2"),
    ],
)
def test_an_item_is_put_elsewhere_and_back(
    client: Client,
    home: str,
    regions: Regions,
    nomenclature: Nomenclature,
    target: str,
    sent: Any,
    tree: str,
    said: str,
) -> None:
    before = drawn(nomenclature)
    values = {name: regions[code].pk if code in regions else code for name, code in sent.items()}
    answer = client.post(f"{home}{regions[target].pk}/reparent/", values, headers=HTMX)
    assert drawn(nomenclature) == tree
    told = toast(answer)
    assert said in told["text"]
    assert "is now" in said or target in shown(answer), "the item is to be seen where it stands now"
    client.post(told["undo"], headers=HTMX)
    assert drawn(nomenclature) == before


def test_in_and_out_without_script(client: Client, home: str, regions: Regions, nomenclature: Nomenclature) -> None:
    opened = f"{home}?item={regions['north'].pk}"
    lines = {line.record.code: line for line in client.get(opened).context["lines"]}
    page = client.post(lines["ruse"].urls["in"], follow=True)
    assert drawn(nomenclature) == "north(vidin(ruse)) south(plovdiv(city))"
    assert "“Ruse” now stands under “Vidin”" in page.content.decode() and "ruse3" in shown(page)
    lines = {line.record.code: line for line in page.context["lines"]}
    client.post(lines["vidin"].urls["out"])
    assert drawn(nomenclature) == "north vidin(ruse) south(plovdiv(city))"


def test_what_cannot_be_is_said(client: Client, home: str, regions: Regions) -> None:
    for code, verb, values, sentence in (
        ("north", "in", {}, "first here"),
        ("north", "out", {}, "at the top already"),
        ("south", "reparent", {"to": regions["city"].pk}, "cannot stand under"),
    ):
        answer = client.post(f"{home}{regions[code].pk}/{verb}/", values, headers=HTMX)
        assert answer.status_code == 422 and sentence in toast(answer)["text"]
    for values in ({"to": "99999"}, {"before": "99999"}, {"behind": "x"}, {"to": "south"}):
        assert client.post(f"{home}{regions['ruse'].pk}/reparent/", values).status_code == 404


def test_only_who_may_configure_moves_and_pastes(reader: User, home: str, regions: Regions) -> None:
    client = Client()
    client.force_login(reader)
    for verb in ("in", "out", "reparent"):
        assert client.post(f"{home}{regions['ruse'].pk}/{verb}/", {"to": ""}).status_code == 403
    assert client.get(f"{home}paste/").status_code == 403
    assert client.post(f"{home}paste/", {"lines": "a"}).status_code == 403
    page = client.get(home).content.decode()
    assert "data-tree" not in page and "paste" not in page


def test_the_form_moves_an_item(client: Client, home: str, regions: Regions, nomenclature: Nomenclature) -> None:
    url = f"{home}{regions['plovdiv'].pk}/edit/"
    field = client.get(url).context["form"]["parent"]
    offered = [str(option.data["value"]) for option in field.subwidgets]
    assert offered == ["", "north", "vidin", "ruse", "south"], "neither itself nor what stands under it"
    data = form_data(client, url, parent="north", name_en="Plovdiv district")
    assert client.post(url, data).status_code == 302
    assert drawn(nomenclature) == "north(vidin ruse plovdiv(city)) south"
    assert NomenclatureItem.objects.get(code="plovdiv").name_en == "Plovdiv district"
    client.post(url, form_data(client, url, parent=""))
    assert drawn(nomenclature) == "north(vidin ruse) south plovdiv(city)"
    for wrong, sentence in (("city", "cannot stand under"), ("nowhere", "There is no item with the code")):
        answer = client.post(url, form_data(client, url, parent=wrong))
        assert answer.status_code == 422 and sentence in str(answer.context["form"].errors["parent"])


def test_a_code_that_is_taken_is_told_at_the_code(client: Client, home: str, regions: Regions) -> None:
    field = f.form_field(f.form_template(), code="colour")
    f.feature(code="colour")
    for code, url in (
        ("ruse", f"{home}add/"),
        ("colour", "/settings/reference/features/add/"),
        ("colour", f"/settings/reference/form-templates/{field.template_id}/fields/add/"),
    ):
        answer = client.post(url, {"name_en": "Another", "code": code, "data_type": "text"})
        sentence = "Another one has this code already: choose another code."
        assert answer.status_code == 422 and answer.context["form"].errors["code"] == [sentence]


def test_two_who_change_the_parent_in_the_form(client: Client, home: str, regions: Regions) -> None:
    url = f"{home}{regions['plovdiv'].pk}/edit/"
    mine = form_data(client, url, parent="ruse")
    client.post(f"{home}{regions['plovdiv'].pk}/reparent/", {"to": regions["north"].pk})
    answer = client.post(url, mine)
    assert answer.status_code == 409 and "North" in answer.content.decode()


def test_stopping_says_what_stops_with_it(client: Client, home: str, regions: Regions) -> None:
    add(record=Feature(name_en="Region", data_type="nomenclature", nomenclature=regions["north"].nomenclature))
    answer = client.post(f"{home}{regions['south'].pk}/stop/", headers=HTMX)
    assert "and with it the 2 items under it" in toast(answer)["text"]
    page = client.get(f"{home}?item={regions['south'].pk}").content.decode()
    assert "Stopped above" in page
    found = client.get(f"{home}lookup/?q=plovdiv").json()["results"]
    assert found == []
    assert len(client.get(f"{home}lookup/?q=plovdiv&stopped=1").json()["results"]) == 1
    attribute = feature_attributes()[0]
    offered = attribute.form_field().widget.render("f.region", "")
    assert "vidin" in offered and "city" not in offered
    with pytest.raises(Exception, match="stopped"):
        attribute.check_change((), (regions["city"].pk,))
    attribute.check_change((regions["city"].pk,), (regions["city"].pk,))
    client.post(f"{home}{regions['city'].pk}/stop/")
    answer = client.post(f"{home}{regions['city'].pk}/start/", headers=HTMX)
    assert "not offered until “South” above it is started too" in toast(answer)["text"]
    answer = client.post(f"{home}{regions['south'].pk}/start/", headers=HTMX)
    assert toast(answer)["text"] == "“South” is started."


def test_lines_are_pasted_after_a_look(
    client: Client, home: str, regions: Regions, nomenclature: Nomenclature
) -> None:
    text = "East\n  Varna\n  Burgas\nNorth\n  Vidin\n  Lom"
    target = {"HX-Request": "true", "HX-Target": "paste-preview"}
    preview = client.post(f"{home}paste/", {"lines": text}, headers=target)
    assert "4 items will be added" in preview.content.decode() and "2 are there already" in preview.content.decode()
    assert "<form" not in preview.content.decode() and "east" not in drawn(nomenclature)
    page = client.post(f"{home}paste/", {"lines": text, "preview": "1"}).content.decode()
    assert "4 items will be added" in page and "\n  Varna\n" in page
    answer = client.post(f"{home}paste/", {"lines": text}, headers=SLIDE)
    assert toast(answer)["text"] == "4 items are added."
    assert drawn(nomenclature) == "north(vidin ruse lom) south(plovdiv(city)) east(varna burgas)"
    answer = client.post(f"{home}paste/", {"lines": text}, headers=SLIDE)
    assert toast(answer)["text"] == "All of these items are there already."
    client.post(f"{home}paste/?under={regions['ruse'].pk}", {"lines": "Centre"})
    assert "ruse(centre)" in drawn(nomenclature)
    answer = client.post(f"{home}paste/", {"lines": " \n "})
    assert answer.status_code == 422 and "Enter at least one name" in answer.content.decode()


def test_a_search_says_what_a_found_item_stands_under(client: Client, home: str, regions: Regions) -> None:
    (line,) = client.get(f"{home}?q=city").context["lines"]
    assert line.path == "South / Plovdiv" and not line.draggable


def test_the_page_asks_no_more_for_a_deep_tree(client: Client, home: str, nomenclature: Nomenclature) -> None:
    text = "\n".join(" " * level + f"Level {level}" for level in range(500))
    client.post(f"{home}paste/", {"lines": text})
    items = list(nomenclature.items.filter(code__startswith="level").order_by("pk").values_list("pk", flat=True))
    address = home + "?" + "&".join(f"item={pk}" for pk in items)
    page = client.get(address)
    assert len(page.context["lines"]) == 502 and page.context["lines"][-1].level == 500
    assert page.context["lines"][20].toggle == f"{home}?in={items[18]}"
    inner = client.get(f"{home}?in={items[-2]}")
    assert shown(inner) == "level-4991" and len(inner.context["path"]) == 499


def test_a_wide_tree_comes_page_by_page(client: Client, home: str, nomenclature: Nomenclature) -> None:
    add_items(nomenclature=nomenclature, names=[f"Item {number}" for number in range(5000)])
    page = client.get(home)
    assert len(page.context["lines"]) == PAGE
    last = client.get(f"{home}?after=5000").context["lines"][-1]
    answer = client.post(f"{home}{last.record.pk}/in/", headers=HTMX)
    assert "now stands under “Item 4998”" in toast(answer)["text"]
