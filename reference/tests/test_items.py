"""The items of a nomenclature on the configuration screen."""

import json

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reference.adding import add, add_items
from reference.changes import changes
from reference.features.attributes import feature_attributes
from reference.features.fields import OFFERED
from reference.items.lines import PAGE
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.tests.answers import HTMX, shown

Regions = dict[str, NomenclatureItem]


def test_items_open_and_shut_in_their_place(client: Client, home: str, regions: Regions) -> None:
    page = client.get(home)
    assert shown(page) == "north1 south1"
    opened = page.context["lines"][1].toggle
    assert opened == f"{home}?item={regions['south'].pk}"
    page = client.get(opened)
    assert shown(page) == "north1 south1 plovdiv2"
    page = client.get(page.context["lines"][2].toggle)
    assert shown(page) == "north1 south1 plovdiv2 city3"
    assert [line.below for line in page.context["lines"]] == [2, 1, 1, 0]
    assert client.get(page.context["lines"][1].toggle).context["lines"][1].is_open is False


def test_items_open_within_the_list_of_nomenclatures(client: Client, home: str, regions: Regions) -> None:
    tab = "/settings/reference/nomenclatures/"
    page = client.get(tab)
    assert [(line.record.code, line.below) for line in page.context["lines"]] == [("regions", 6)]
    page = client.get(page.context["lines"][0].toggle)
    assert shown(page) == "regions1 north2 south2"
    page = client.get(page.context["lines"][1].toggle)
    assert shown(page) == "regions1 north2 vidin3 ruse3 south2"
    answer = client.post(page.context["lines"][2].urls["down"])
    assert answer.headers["Location"].startswith(tab)
    assert shown(client.get(answer.headers["Location"])) == "regions1 north2 ruse3 vidin3 south2"
    answer = client.post(page.context["lines"][2].urls["down"], headers=HTMX)
    assert 'id="tab-nomenclatures"' in answer.content.decode()


def test_an_item_has_a_page_of_what_stands_under_it(client: Client, home: str, regions: Regions) -> None:
    page = client.get(f"{home}?in={regions['plovdiv'].pk}")
    assert shown(page) == "city1"
    assert [str(item) for item in page.context["path"]] == ["South", "Plovdiv"]
    assert shown(client.get(f"{home}?in={regions['plovdiv'].pk}&item={regions['plovdiv'].pk}")) == "city1", "once"
    assert page.context["total"] == changes().count()
    assert client.get(f"{home}?in=99999").status_code == 200


def test_items_are_added_at_the_top_and_under_others(client: Client, home: str, regions: Regions) -> None:
    assert client.post(f"{home}add/", {"name_bg": "София"}).headers["Location"] == home
    assert NomenclatureItem.objects.get(code="sofiya").parent is None
    url = client.get(f"{home}?item={regions['south'].pk}").context["lines"][1].add
    assert client.get(url).context["form"]["parent"].value() == "south"
    answer = client.post(url, {"name_bg": "Бургас", "parent": "south"})
    assert answer.headers["Location"] == f"{home}?item={regions['south'].pk}"
    made = NomenclatureItem.objects.get(name_bg="Бургас")
    assert (made.parent, made.position) == (regions["south"], 2)


def test_items_of_another_nomenclature_are_not_found_here(client: Client, home: str, regions: Regions) -> None:
    other = add(record=Nomenclature(name_en="Other"))
    stranger = add(record=NomenclatureItem(nomenclature=other, name_en="Stranger"))
    for end in (f"{stranger.pk}/edit/", f"{stranger.pk}/delete/", f"add/?under={stranger.pk}"):
        assert client.get(home + end).status_code == 404
    for verb in ("up", "down", "stop", "start", "delete"):
        assert client.post(f"{home}{stranger.pk}/{verb}/").status_code == 404
    assert client.get("/settings/reference/nomenclatures/99999/items/").status_code == 404


def test_an_item_with_others_under_it_stays(client: Client, home: str, regions: Regions) -> None:
    answer = client.post(f"{home}{regions['north'].pk}/delete/", headers=HTMX)
    assert answer.status_code == 422
    assert "2 items under it" in json.loads(answer.headers["HX-Trigger"])["toast"]["text"]
    assert client.post(f"{home}{regions['ruse'].pk}/delete/").status_code == 302
    assert not NomenclatureItem.objects.filter(code="ruse").exists()


def test_editing_and_stopping(client: Client, home: str, regions: Regions) -> None:
    url = f"{home}{regions['ruse'].pk}/edit/"
    form = client.get(url).context["form"]
    client.post(
        url, {field.name: field.value() for field in form if field.value()} | {"name_en": "Rousse", "parent": "north"}
    )
    client.post(f"{home}{regions['ruse'].pk}/stop/")
    regions["ruse"].refresh_from_db()
    assert (regions["ruse"].name_en, regions["ruse"].parent) == ("Rousse", regions["north"])
    assert regions["ruse"].stopped_at


def test_thousands_of_items_come_page_by_page(client: Client, home: str, regions: Regions) -> None:
    nomenclature = regions["north"].nomenclature
    add_items(nomenclature=nomenclature, names=[f"Item {number:04}" for number in range(PAGE * 2)])
    with CaptureQueriesContext(connection) as captured:
        page = client.get(home)
    assert len(captured) < 30
    assert len(page.context["lines"]) == PAGE and not page.context["previous"]
    second = client.get(page.context["next"])
    third = client.get(second.context["next"])
    assert [len(each.context["lines"]) for each in (second, third)] == [PAGE, 2]
    assert not third.context["next"]
    assert third.context["lines"][-1].is_last
    ids = [line.record.pk for line in second.context["lines"]]
    client.post(f"{home}{ids[0]}/down/?after={PAGE}")
    again = client.get(f"{home}?after={PAGE}").context["lines"]
    assert [line.record.pk for line in again][:3] == [ids[1], ids[0], ids[2]]
    assert shown(client.get(f"{home}?q=item+0007")) == "item-00071"
    assert shown(client.get(f"{home}?q=русе")) == "ruse1"
    assert client.get(f"{home}?q=nothing").status_code == 200


def test_many_items_are_chosen_by_remote_search(client: Client, home: str, regions: Regions) -> None:
    nomenclature = regions["north"].nomenclature
    add(record=Feature(name_en="Region", data_type="nomenclature", nomenclature=nomenclature))
    few = feature_attributes()[0].form_field().widget.render("f.region", "vidin")
    assert "data-url" not in few and few.count("<option") == 7
    add_items(nomenclature=nomenclature, names=[f"Item {number}" for number in range(OFFERED)])
    many = feature_attributes()[0].form_field().widget.render("f.region", "vidin")
    assert f'data-url="{home}lookup/"' in many and many.count("<option") == 2
    found = client.get(f"{home}lookup/?q=плов").json()["results"]
    assert found == [{"value": "plovdiv", "text": "Plovdiv (South)"}, {"value": "city", "text": "City (Plovdiv)"}]
    assert len(client.get(f"{home}lookup/").json()["results"]) == 50
