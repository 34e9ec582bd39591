"""The configuration screen at work: htmx, two people at once, types, features, history."""

import json

import pytest
from django.test import Client

from reference.adding import add_items
from reference.arranging import append
from reference.changing import change
from reference.models import Feature, Nomenclature, NomenclatureItem, Status, Type
from reference.tests.answers import HTMX, ROOT, SLIDE, codes, form_data, toast

# --- with htmx


def test_the_form_comes_into_the_slide_over_and_closes_it(client: Client) -> None:
    part = client.get(f"{ROOT}/statuses/add/", headers=SLIDE).content.decode()
    assert "<!doctype html>" not in part and 'hx-target="#slide-body"' in part
    here = SLIDE | {"HX-Current-URL": f"http://testserver{ROOT}/types/"}
    bad = client.post(f"{ROOT}/statuses/add/", {"colour": "red"}, headers=here)
    assert bad.status_code == 422 and "HX-Retarget" not in bad.headers
    answer = client.post(f"{ROOT}/statuses/add/", {"name_en": "On hold", "colour": "red"}, headers=here)
    assert answer.status_code == 200
    assert answer.headers["HX-Retarget"] == "#configuration"
    assert answer.headers["HX-Push-Url"] == f"{ROOT}/statuses/"
    assert json.loads(answer.headers["HX-Trigger"])["slide-close"] is True
    assert "On hold" in answer.content.decode()


def test_a_verb_answers_with_the_list_and_offers_undo(client: Client, status: Status) -> None:
    here = HTMX | {"HX-Current-URL": f"http://testserver{ROOT}/statuses/"}
    answer = client.post(f"{ROOT}/statuses/{status.pk}/stop/", headers=here)
    assert "<!doctype html>" not in answer.content.decode() and "Stopped" in answer.content.decode()
    assert "HX-Push-Url" not in answer.headers
    assert toast(answer)["text"] == "“Active” is stopped."
    client.post(toast(answer)["undo"], headers=here)
    assert Status.objects.get(pk=status.pk).stopped_at is None
    answer = client.post(f"{ROOT}/statuses/{status.pk}/down/", headers=here)
    assert toast(answer)["text"] == "“Active” is now 3 of 4."
    client.post(toast(answer)["undo"], headers=here)
    assert codes(Status) == "contracted active inactive incorrect"


def test_arranging_by_drag_and_undo(client: Client) -> None:
    ids = list(Status.objects.order_by("-position").values_list("pk", flat=True))
    answer = client.post(f"{ROOT}/statuses/arrange/", {"ids": ids, "moved": ids[0]}, headers=HTMX)
    assert codes(Status) == "incorrect inactive active contracted"
    assert toast(answer)["text"] == "“Incorrect” is now 1 of 4."
    client.post(toast(answer)["undo"], headers=HTMX)
    assert codes(Status) == "contracted active inactive incorrect"


@pytest.mark.parametrize("ids", [[], [""], ["x"], ["1", "-2"], ["9" * 30], ["１"]])
def test_an_unreadable_order_changes_nothing(client: Client, ids: list[str]) -> None:
    assert client.post(f"{ROOT}/statuses/arrange/", {"ids": ids}, headers=HTMX).status_code == 422
    assert codes(Status) == "contracted active inactive incorrect"


def test_an_order_of_rows_that_are_gone_is_no_error(client: Client) -> None:
    assert client.post(f"{ROOT}/statuses/arrange/", {"ids": ["987654321"]}, headers=HTMX).status_code == 200


# --- two people at once


def test_an_edit_under_way_shows_what_another_has_changed(client: Client, status: Status) -> None:
    url = f"{ROOT}/statuses/{status.pk}/edit/"
    mine = form_data(client, url, name_en="Mine")
    status.name_en, status.colour = "Theirs", "teal"
    change(record=status)
    answer = client.post(url, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in html and "Mine" in html
    again = {field.name: field.value() for field in answer.context["form"] if field.value()}
    assert client.post(url, again).status_code == 302
    status.refresh_from_db()
    assert (status.name_en, status.colour) == ("Mine", "teal")


def test_arranging_meanwhile_is_no_conflict(client: Client, status: Status) -> None:
    url = f"{ROOT}/statuses/{status.pk}/edit/"
    mine = form_data(client, url, name_en="Mine")
    client.post(f"{ROOT}/statuses/{status.pk}/up/")
    assert client.post(url, mine).status_code == 302
    assert codes(Status) == "active contracted inactive incorrect"


# --- types


def test_a_type_is_added_under_customer_and_supplier_only(client: Client, customer: Type) -> None:
    answer = client.post(f"{ROOT}/types/add/?under={customer.pk}", {"name_en": "Wholesale"})
    assert answer.headers["Location"] == f"{ROOT}/types/"
    assert Type.objects.get(code="wholesale").parent == customer
    bank = Type.objects.get(code="bank")
    for query in ("", f"?under={bank.pk}", f"?under={Type.objects.get(code='wholesale').pk}"):
        answer = client.post(f"{ROOT}/types/add/{query}", {"name_en": "Wrong"})
        assert answer.status_code == 422
        assert "Customer and Supplier" in answer.content.decode()
    assert client.post(f"{ROOT}/types/add/?under=99999", {"name_en": "Wrong"}).status_code == 404


def test_a_kind_is_fixed_but_may_be_arranged(client: Client, customer: Type) -> None:
    assert client.get(f"{ROOT}/types/{customer.pk}/edit/").status_code == 403
    assert client.post(f"{ROOT}/types/{customer.pk}/delete/", headers=HTMX).status_code == 422
    assert client.post(f"{ROOT}/types/{customer.pk}/stop/", headers=HTMX).status_code == 422
    client.post(f"{ROOT}/types/{customer.pk}/down/")
    assert codes(Type).startswith("supplier customer")


# --- features


def test_a_feature_is_defined_and_attached(client: Client, customer: Type, nomenclature: Nomenclature) -> None:
    values = {"name_en": "Region", "data_type": "nomenclature", "multiple": "on", "definition": "Where they sell"}
    answer = client.post(f"{ROOT}/features/add/", values)
    assert answer.status_code == 422
    assert "nomenclature" in answer.context["form"].errors
    values |= {"nomenclature": nomenclature.pk, "types": [customer.pk], "unit": "EUR"}
    assert client.post(f"{ROOT}/features/add/", values).status_code == 302
    feature = Feature.objects.get(code="region")
    assert list(feature.types.all()) == [customer]
    assert (feature.nomenclature, feature.multiple, feature.unit) == (nomenclature, True, "")
    url = f"{ROOT}/features/{feature.pk}/edit/"
    client.post(url, form_data(client, url, types=[], definition="Anywhere"))
    assert not feature.types.exists()
    html = client.get(f"{ROOT}/features/").content.decode()
    assert "Anywhere" in html and "From nomenclature: Regions, several items" in html


def test_a_number_has_a_unit_and_few_decimals(client: Client) -> None:
    values = {"name_en": "Turnover", "data_type": "number", "unit": "EUR", "decimals": "9"}
    assert "decimals" in client.post(f"{ROOT}/features/add/", values).context["form"].errors
    assert client.post(f"{ROOT}/features/add/", values | {"decimals": "2"}).status_code == 302
    assert (Feature.objects.get().unit, Feature.objects.get().decimals) == ("EUR", 2)


def test_the_arrows_above_move_the_chosen_feature(client: Client) -> None:
    made = [append(record=Feature(code=code, name_en=code)) for code in "abc"]
    answer = client.post(f"{ROOT}/features/move/", {"chosen": made[0].pk, "by": "down"})
    assert answer.headers["Location"] == f"{ROOT}/features/?chosen={made[0].pk}"
    assert codes(Feature) == "b a c"
    html = client.get(answer.headers["Location"]).content.decode()
    assert "a: 2 of 3" in html
    answer = client.post(f"{ROOT}/features/move/", {"chosen": made[0].pk, "by": "up"}, headers=HTMX)
    assert codes(Feature) == "a b c" and "a: 1 of 3" in answer.content.decode()
    assert client.post(f"{ROOT}/features/move/", {"by": "up"}).status_code == 404


# --- history


def test_the_panel_tells_changes_as_people_read_them(client: Client, status: Status, customer: Type) -> None:
    client.post(f"{ROOT}/statuses/{status.pk}/stop/")
    client.post(f"{ROOT}/statuses/{status.pk}/down/")
    url = f"{ROOT}/statuses/{status.pk}/edit/"
    client.post(url, form_data(client, url, colour="teal"))
    client.post(f"{ROOT}/features/add/", {"name_en": "Area", "data_type": "text", "types": [customer.pk]})
    gone = Status.objects.get(code="incorrect")
    client.post(f"{ROOT}/statuses/{gone.pk}/delete/")
    html = client.get(f"{ROOT}/types/").content.decode()
    for told in (
        "Active: stopped",
        "<del>green</del><ins>teal</ins>",
        "Feature Area: added",
        "Area, asked of: <ins>Customer</ins>",
        "Status Incorrect: deleted",
        "position: <del>",
        "administrator",
    ):
        assert told in html, told


def test_all_changes_have_a_page(client: Client, nomenclature: Nomenclature) -> None:
    add_items(nomenclature=nomenclature, names=[f"Item {number}" for number in range(450)])
    page = client.get(f"{ROOT}/history/")
    assert "and more in the same step" in page.content.decode()
    older = client.get(f"{ROOT}/history/?before={page.context['older']}")
    assert older.status_code == 200 and older.context["older"]
    assert client.get(f"{ROOT}/history/?before=x").status_code == 200
    assert NomenclatureItem.objects.count() == 450
