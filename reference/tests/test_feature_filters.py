"""Filters of features, on the table that they are made for."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from counterparties.models import Counterparty
from reference.adding import add
from reference.feature_values import FeatureValue
from reference.features import attribute_of
from reference.models import Feature, NomenclatureItem
from reference.tree import Items

Regions = dict[str, NomenclatureItem]


def made(regions: Regions, **options: Any) -> FeatureValue:
    feature = add(record=Feature(name_en="F", **options))
    return attribute_of(feature, Items([regions["north"].nomenclature_id]))


def counterparties(attribute: FeatureValue, *texts: str) -> QuerySet:
    rows = []
    for number, text in enumerate(texts):
        row = Counterparty(code=f"c{number}", name=text or "none", name_sort=text, letter="#", search="")
        attribute.put(row.features, attribute.clean(text))
        rows.append(row)
    Counterparty.objects.bulk_create(rows)
    return Counterparty.objects.order_by("code")


def names(rows: QuerySet) -> str:
    return " ".join(rows.values_list("name", flat=True))


def filtered(attribute: FeatureValue, rows: QuerySet, *codes: str) -> str:
    found = attribute.filter()
    assert found is not None
    found.field.clean(list(codes))
    return names(found.filter(rows, list(codes)))


def test_items_are_found_with_all_that_stand_under_them(regions: Regions) -> None:
    options = {"data_type": "nomenclature", "nomenclature": regions["north"].nomenclature, "multiple": True}
    attribute = made(regions, **options)
    rows = counterparties(attribute, "north", "vidin", "city", "vidin;plovdiv", "")
    assert filtered(attribute, rows, "north") == "north vidin vidin;plovdiv"
    assert filtered(attribute, rows, "south") == "city vidin;plovdiv"
    assert filtered(attribute, rows, "ruse") == ""
    assert filtered(attribute, rows, "-") == "none"
    assert filtered(attribute, rows, "city", "-") == "city none"
    assert filtered(attribute, rows) == names(rows)
    with pytest.raises(ValidationError):
        filtered(attribute, rows, "nowhere")


def test_yes_no_and_not_set_are_three(regions: Regions) -> None:
    attribute = made(regions, data_type="yes_no")
    rows = counterparties(attribute, "yes", "no", "")
    assert filtered(attribute, rows, "yes") == "yes"
    assert filtered(attribute, rows, "no") == "no"
    assert filtered(attribute, rows, "-") == "none"
    assert filtered(attribute, rows, "no", "-") == "no none"
