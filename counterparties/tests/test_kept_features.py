"""The form shows the features of the ticked types at once, and what types that were taken away have left."""

from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import User
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from reference.kinds import Kind
from reference.models import Feature, Type
from reference.models.features import FeatureGroup
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    f.load_defaults()
    user = f.superuser()
    client.force_login(user)
    return user


@pytest.fixture
def wholesale(user: User) -> Type:
    return f.type_(code="wholesale", name_en="Wholesale")


@pytest.fixture
def area(wholesale: Type) -> Feature:
    return f.feature(code="area", name_en="Area", types=[wholesale], default="Юг", definition="Where it\nsells")


def edit(client: Client, record: Counterparty | None, *types: Type, **more: Any) -> Any:
    """The answer to the form with these types ticked, all else as the form shows it."""
    url = reverse("counterparties-edit", args=[record.pk]) if record else reverse("counterparties-add")
    form = client.get(url).context["form"]
    data = {bound.name: bound.value() for bound in form if bound.value()}
    data |= {"types": [each.pk for each in types], "seen": [name for name in form.fields if name.startswith("f.")]}
    answer = client.post(url, data | more)
    return answer if answer.status_code != 302 else None


def fields(client: Client, record: Counterparty | None, *types: Type, **more: Any) -> BeautifulSoup:
    """What htmx gets when types are ticked."""
    url = reverse("feature-fields", args=[record.pk]) if record else reverse("new-feature-fields")
    answer = client.post(url, {"types": [each.pk for each in types]} | more)
    return BeautifulSoup(answer.content, "html.parser")


def stored(record: Counterparty) -> list[Any]:
    return list(Counterparty.objects.get(pk=record.pk).features.values())


def value_in(part: BeautifulSoup, name: str) -> Any:
    return part.find(attrs={"name": name}).get("value")


def test_ticking_a_type_brings_its_features_with_their_defaults(
    client: Client, area: Feature, wholesale: Type
) -> None:
    assert fields(client, None).find(attrs={"name": "f.area"}) is None
    part = fields(client, None, wholesale)
    assert value_in(part, "f.area") == "Юг"
    assert [seen["value"] for seen in part.find_all(attrs={"name": "seen"})] == ["f.area"]
    assert part.find("details").get_text() == "What is meant: AreaWhere itsells"
    assert value_in(fields(client, None, wholesale, **{"f.area": "Север"}), "f.area") == "Север"
    assert value_in(fields(client, None, wholesale, **{"f.area": "", "seen": "f.area"}), "f.area") in ("", None)
    record = f.counterparty()
    assert value_in(fields(client, record, wholesale), "f.area") == "Юг"


def test_a_type_that_is_there_brings_no_default(client: Client, wholesale: Type) -> None:
    record = f.counterparty(types=[wholesale])
    f.feature(code="late", types=[wholesale], default="Юг")
    form = client.get(reverse("counterparties-edit", args=[record.pk])).context["form"]
    assert not form["f.late"].value()
    assert edit(client, record, wholesale) is None
    assert stored(record) == []


def test_features_stand_under_their_groups_and_mandatory_ones_are_marked(client: Client, user: User) -> None:
    money = FeatureGroup.objects.create(code="money", name_en="Money", position=1)
    f.feature(code="plain", name_en="Plain")
    f.feature(code="turnover", name_en="Turnover", group=money, required=True, help_text="A year")
    part = fields(client, None)
    assert [legend.get_text() for legend in part.find_all("legend")] == ["Features", "Money"]
    last = part.find_all("fieldset")[1]
    assert last.find(class_="asteriskField") and "A year" in last.get_text()
    assert last.find(class_="is-invalid") is None


def test_what_the_page_did_not_show_is_as_the_form_begins(client: Client, area: Feature, wholesale: Type) -> None:
    """Without script the features of a newly ticked type are not on the page yet."""
    assert edit(client, None, wholesale, person_kind="legal", name="Алфа") is None
    assert stored(Counterparty.objects.get(name="Алфа")) == ["Юг"]
    Feature.objects.filter(pk=area.pk).update(default="", required=True)
    refused = edit(client, None, wholesale, person_kind="legal", name="Бета")
    assert refused.status_code == 422 and "f.area" in refused.context["form"].errors
    assert edit(client, None, person_kind="legal", name="Гама") is None


def test_values_of_a_type_taken_away_are_kept_and_come_back(client: Client, area: Feature, wholesale: Type) -> None:
    record = f.counterparty(types=[wholesale])
    save_counterparty(user=f.superuser(), record=record, values={}, features={"f.area": "Север"})
    part = fields(client, record)
    kept = part.find(class_="pr-kept")
    assert "Kept from types taken away" in kept.get_text() and "Север" in kept.get_text()
    assert "Tick one of its types to bring it back: Wholesale." in kept.get_text()
    assert edit(client, record) is None
    assert stored(record) == ["Север"]
    page = client.get(record.get_absolute_url()).content.decode()
    assert "Kept from types taken away" in page and "bring it back: Wholesale" in page
    assert value_in(fields(client, record, wholesale), "f.area") == "Север"
    assert edit(client, record, wholesale) is None
    assert stored(record) == ["Север"]
    assert "Kept from" not in client.get(record.get_absolute_url()).content.decode()


def test_what_is_typed_comes_back_with_its_type(client: Client, area: Feature, wholesale: Type) -> None:
    left = fields(client, None, **{"f.area": "Север", "seen": "f.area"})
    assert "Area" not in left.get_text()
    back = fields(client, None, wholesale, **{each["name"]: each["value"] for each in left.find_all("input")})
    assert value_in(back, "f.area") == "Север"


def test_two_who_tick_the_same_type_hear_of_each_others_values(client: Client, area: Feature, wholesale: Type) -> None:
    record = f.counterparty()
    url = reverse("counterparties-edit", args=[record.pk])
    form = client.get(url).context["form"]
    mine = {bound.name: bound.value() for bound in form if bound.value()}
    part = fields(client, record, wholesale, base=mine["base"])
    mine |= {each["name"]: each["value"] for each in part.find_all("input")} | {"types": [wholesale.pk]}
    save_counterparty(user=f.superuser(), record=record, values={}, types=[wholesale], features={"f.area": "Север"})
    told = {each.name: each for each in client.post(url, mine).context["differences"]}
    assert told["f.area"].theirs == "Север" and told["f.area"].mine is None
    told = {each.name: each for each in client.post(url, mine | {"f.area": "Изток"}).context["differences"]}
    assert told["f.area"].theirs == "Север" and told["f.area"].mine == "Изток"
    assert stored(record) == ["Север"]


def test_a_box_clears_what_is_kept(client: Client, area: Feature, wholesale: Type) -> None:
    Feature.objects.filter(pk=area.pk).update(required=True)
    record = f.counterparty()
    Counterparty.objects.filter(pk=record.pk).update(features={str(area.pk): "Север"})
    assert edit(client, record, wholesale, **{"clear.f.area": "on"}) is None
    assert stored(record) == ["Север"]
    assert edit(client, record) is None
    assert edit(client, record, **{"clear.f.area": "on"}) is None
    assert stored(record) == []
    page = client.get(reverse("counterparty-changes", args=[record.pk]))
    lines = [(line.label, line.before, line.after) for entry in page.context["changes"] for line in entry.lines]
    assert ("Area", "Север", "") in lines


def test_a_stopped_feature_is_kept_without_a_box(client: Client, area: Feature, user: User) -> None:
    record = f.counterparty()
    Counterparty.objects.filter(pk=record.pk).update(features={str(area.pk): "Север"})
    Feature.objects.filter(pk=area.pk).update(stopped_at=timezone.now())
    assert "Север" not in fields(client, record).get_text()
    assert "The feature is stopped." in client.get(record.get_absolute_url()).content.decode()


def test_who_does_not_see_a_type_does_not_hear_of_its_features(client: Client) -> None:
    supplier = f.kind_type(Kind.SUPPLIER)
    feature = f.feature(code="secret", types=[supplier])
    record = f.counterparty(types=[Kind.CUSTOMER, Kind.SUPPLIER])
    save_counterparty(user=f.superuser(), record=record, values={}, features={"f.secret": "Тайна"})
    client.force_login(f.limited_user(Kind.CUSTOMER))
    customer = f.kind_type(Kind.CUSTOMER)
    assert "Тайна" not in fields(client, record, customer).get_text()
    assert "Kept from" not in client.get(record.get_absolute_url()).content.decode()
    assert edit(client, record, customer, alias="А") is None
    assert Counterparty.objects.get(pk=record.pk).features == {str(feature.pk): "Тайна"}


def test_a_value_outside_later_limits_stays_until_somebody_changes_it(client: Client, user: User) -> None:
    size = f.feature(code="size", name_en="Size", data_type="number")
    record = f.counterparty(features={"f.size": Decimal(5)})
    Feature.objects.filter(pk=size.pk).update(minimum="10")
    customer = f.kind_type(Kind.CUSTOMER)
    assert edit(client, record, customer, alias="Нов") is None
    assert Counterparty.objects.get(pk=record.pk).alias == "Нов" and stored(record) == ["5"]
    answer = edit(client, record, customer, **{"f.size": "6"})
    assert answer.context["form"].errors["f.size"] == ["Enter 10 or more."]
