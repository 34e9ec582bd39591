"""Items that features begin with."""

import pytest
from django.core.exceptions import ValidationError

from reference.adding import add
from reference.changing import change
from reference.deleting import delete
from reference.features.rules import value_of
from reference.items.defaults import in_defaults
from reference.models import Feature, Nomenclature, NomenclatureItem


@pytest.fixture
def area(nomenclature: Nomenclature, regions: dict[str, NomenclatureItem]) -> Feature:
    several = {"data_type": "nomenclature", "nomenclature": nomenclature, "multiple": True}
    return add(record=Feature(name_en="Area", default="south; vidin", **several))


def test_a_default_follows_the_new_code_of_its_item(area: Feature, regions: dict[str, NomenclatureItem]) -> None:
    assert area.default == "vidin; south"
    regions["south"].code = "south-2"
    change(record=regions["south"])
    area.refresh_from_db()
    assert area.default == "vidin; south-2"
    assert value_of(area).default == (regions["vidin"].pk, regions["south"].pk)


def test_an_item_that_a_feature_begins_with_is_not_deleted(
    area: Feature, regions: dict[str, NomenclatureItem]
) -> None:
    numbers = in_defaults([each.pk for each in regions.values()])
    assert numbers == {regions["vidin"].pk: 1, regions["south"].pk: 1}
    with pytest.raises(ValidationError, match="the default of 1 feature"):
        delete(record=regions["vidin"])
    area.default = ""
    change(record=area)
    delete(record=regions["vidin"])
