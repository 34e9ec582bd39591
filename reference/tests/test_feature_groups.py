"""The headings of features: their tab of the configuration screen, their order, and that a used one stays."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from reference.adding import add
from reference.deleting import delete
from reference.models import Feature, FeatureGroup
from reference.tests.answers import HTMX, ROOT, codes, form_data, toast

HOME = f"{ROOT}/feature-groups/"


@pytest.fixture
def money(db: None) -> FeatureGroup:
    return add(record=FeatureGroup(name_en="Money", name_bg="Пари"))


@pytest.fixture
def goods(money: FeatureGroup) -> FeatureGroup:
    return add(record=FeatureGroup(name_en="Goods"))


def test_adding_editing_and_arranging(client: Client, money: FeatureGroup, goods: FeatureGroup) -> None:
    client.post(f"{HOME}add/", {"name_en": "Contracts"})
    assert codes(FeatureGroup) == "money goods contracts"
    url = f"{HOME}{money.pk}/edit/"
    client.post(url, form_data(client, url, name_en="Money matters"))
    money.refresh_from_db()
    assert (money.name_en, money.name_bg) == ("Money matters", "Пари")
    client.post(f"{HOME}{money.pk}/down/")
    assert codes(FeatureGroup) == "goods money contracts"
    ids = list(FeatureGroup.objects.order_by("code").values_list("pk", flat=True))
    client.post(f"{HOME}arrange/", {"ids": ids}, headers=HTMX)
    assert codes(FeatureGroup) == "contracts goods money"
    told = client.get(f"{ROOT}/history/").content.decode()
    assert "Feature group: Contracts added" in told or "Contracts" in told


def test_the_number_of_features_stands_beside_each(client: Client, money: FeatureGroup, goods: FeatureGroup) -> None:
    for name in ("Turnover", "Margin"):
        add(record=Feature(name_en=name, group=money))
    lines = client.get(HOME).context["lines"]
    assert [(line.record, line.number, line.refused) for line in lines] == [
        (money, 2, "Used by 2 features."),
        (goods, 0, ""),
    ]


def test_a_used_group_is_not_deleted(client: Client, money: FeatureGroup, goods: FeatureGroup) -> None:
    feature = add(record=Feature(name_en="Turnover", group=money))
    with pytest.raises(ValidationError, match=r"“Money” cannot be deleted\. Used by 1 feature\."):
        delete(record=money)
    answer = client.post(f"{HOME}{money.pk}/delete/", headers=HTMX)
    assert answer.status_code == 422 and "Used by 1 feature" in toast(answer)["text"]
    client.post(f"{HOME}{goods.pk}/delete/")
    assert codes(FeatureGroup) == "money"
    url = f"{ROOT}/features/{feature.pk}/edit/"
    client.post(url, form_data(client, url) | {"group": ""})
    client.post(f"{HOME}{money.pk}/delete/")
    assert codes(FeatureGroup) == ""


def test_a_group_is_not_stopped(client: Client, money: FeatureGroup) -> None:
    assert client.post(f"{HOME}{money.pk}/stop/", headers=HTMX).status_code == 422
    assert f"{money.pk}/stop/" not in client.get(HOME).content.decode()


@pytest.mark.parametrize(("language", "first"), [("bg", "name_bg"), ("en", "name_en")])
@pytest.mark.parametrize("tab", ["types", "statuses", "features", "feature-groups", "nomenclatures"])
def test_the_name_in_the_language_of_the_page_is_asked_first(
    client: Client, language: str, first: str, tab: str
) -> None:
    client.cookies["django_language"] = language
    html = client.get(f"{ROOT}/{tab}/add/").content.decode()
    assert sorted(("name_bg", "name_en"), key=lambda name: html.index(f'id="id_{name}"'))[0] == first
