"""The features as attributes: of which types, at what price."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from reference.adding import add, add_items
from reference.arranging import append
from reference.changing import attach
from reference.features.attributes import (
    FeatureValue,
    ItemsValue,
    attribute_of,
    by_key,
    feature_attributes,
    grouped,
)
from reference.models import Feature, FeatureGroup, Nomenclature, Type
from reference.remembering import remembering
from reference.stopping import stop
from reference.tree import Items, types


class Record:
    """Stands for a counterparty."""

    def __init__(self) -> None:
        self.features: dict[str, Any] = {}


def test_the_attributes_of_some_types(customer: Type) -> None:
    wholesale = add(record=Type(code="wholesale", name_en="Wholesale", parent=customer))
    supplier = Type.objects.get(code="supplier")
    for code, attached in (("all", []), ("cust", [customer]), ("whole", [wholesale]), ("supp", [supplier])):
        attach(feature=append(record=Feature(code=code, name_en=code)), types=attached)

    def names(*ticked: Type) -> list[str]:
        return [attribute.name for attribute in feature_attributes(each.pk for each in ticked)]

    assert [attribute.name for attribute in feature_attributes()] == ["f.all", "f.cust", "f.whole", "f.supp"]
    assert names(wholesale) == ["f.all", "f.cust", "f.whole"]
    assert names(customer) == ["f.all", "f.cust"]
    assert names(customer, supplier) == ["f.all", "f.cust", "f.supp"]
    assert names() == ["f.all"]


def test_a_stopped_feature_is_told_where_it_has_a_value_and_asked_nowhere(customer: Type) -> None:
    old = append(record=Feature(code="old", name_en="Old"))
    attach(feature=old, types=[customer])
    stop(record=old)
    new = append(record=Feature(code="new", name_en="New"))
    filled, empty = Record(), Record()
    filled.features = {str(old.pk): "Стойност"}

    def told(*types: Type, **options: Any) -> list[FeatureValue]:
        return feature_attributes([each.pk for each in types], **options)

    everything = feature_attributes()
    assert [each.name for each in everything] == ["f.old", "f.new"]
    assert [each.editable for each in everything] == [False, True]
    assert [each.name for each in told(customer)] == ["f.new"]
    assert [each.name for each in told(customer, record=empty)] == ["f.new"]
    assert [each.name for each in told(customer, record=filled)] == ["f.old", "f.new"]
    assert [each.name for each in told(record=filled)] == ["f.new"], "not asked of these types"
    assert list(by_key()) == [str(old.pk), str(new.pk)]

    attribute = everything[0]
    attribute.check_change("Стойност", "Стойност")
    with pytest.raises(ValidationError, match="“Old” is stopped: start it"):
        attribute.check_change("Стойност", "Друга")


def test_attributes_stand_under_the_headings_of_their_groups(db: None, django_assert_num_queries: Any) -> None:
    money, goods = (append(record=FeatureGroup(code=code, name_en=code.title())) for code in ("money", "goods"))
    for code, group in (("cold", goods), ("turnover", money), ("plain", None), ("margin", money), ("last", None)):
        append(record=Feature(code=code, name_en=code, group=group))

    with django_assert_num_queries(1):
        found = grouped(feature_attributes())
    assert [(heading, [each.feature.code for each in under]) for heading, under in found] == [
        ("", ["plain", "last"]),
        ("Money", ["turnover", "margin"]),
        ("Goods", ["cold"]),
    ]
    assert grouped([]) == []


def test_three_hundred_features_cost_a_constant_number_of_queries(
    nomenclature: Nomenclature, customer: Type, django_assert_num_queries: Any
) -> None:
    add_items(nomenclature=nomenclature, names=[f"Item {number}" for number in range(2000)])
    Feature.objects.bulk_create(
        Feature(
            code=f"c{position}",
            name_en=f"C{position}",
            position=position,
            data_type="nomenclature" if position % 2 else "text",
            nomenclature=nomenclature if position % 2 else None,
            multiple=True,
        )
        for position in range(1, 301)
    )
    with django_assert_num_queries(3):
        attributes = feature_attributes([customer.pk])
        assert len(attributes) == 300
        for attribute in attributes:
            attribute.form_field()
            if isinstance(attribute, ItemsValue):
                assert len(attribute.clean("item 7; item 8")) == 2
    with remembering():
        feature_attributes()
        with django_assert_num_queries(0):
            feature_attributes()


def test_every_data_type_is_an_attribute(nomenclature: Nomenclature) -> None:
    made = {
        data_type: attribute_of(Feature(pk=1, code="c", data_type=data_type, nomenclature=nomenclature), Items([]))
        for data_type, _label in Feature._meta.get_field("data_type").flatchoices
    }
    assert len({type(attribute) for attribute in made.values()}) == len(made)


def test_the_types_tree(customer: Type) -> None:
    wholesale = add(record=Type(code="wholesale", name_en="Wholesale", parent=customer))
    tree = types()
    assert [(node.code, level) for node, level in tree.walk()][:3] == [
        ("customer", 0),
        ("wholesale", 1),
        ("supplier", 0),
    ]
    assert tree.descendants([customer.pk]) == {customer.pk, wholesale.pk}
    assert tree.ancestors(wholesale.pk) == [customer, wholesale]
    assert tree.ancestors(99_999) == [] and tree.descendants([99_999]) == set()
