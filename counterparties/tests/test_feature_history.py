"""The history of features tells what features, items and data types were when they are no more."""

from typing import Any

import pytest
from django.utils import translation

from access.models import User
from counterparties.changes import changes_of_file
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from reference.models import Feature, FeatureType, NomenclatureItem
from tests import factories as f

pytestmark = pytest.mark.django_db


def change(record: Counterparty, **features: Any) -> None:
    named = {f"f.{code}": value for code, value in features.items()}
    save_counterparty(
        user=User(is_superuser=True), record=Counterparty.objects.get(pk=record.pk), values={}, features=named
    )


def told(record: Counterparty) -> list[tuple[str, str, str]]:
    entries, _older = changes_of_file(record, f.superuser(), limit=100)
    return [(line.label, line.before, line.after) for entry in entries for line in entry.lines]


def test_items_and_features_that_are_deleted_keep_their_names() -> None:
    regions, record = f.nomenclature(), f.counterparty(types=[])
    north, south = (
        f.item(regions, name_en=name, name_bg=other) for name, other in (("North", "Север"), ("South", "Юг"))
    )
    feature = f.feature(code="region", name_en="Region", data_type="nomenclature", nomenclature=regions, multiple=True)
    change(record, region=(north.pk, south.pk))
    change(record, region=(north.pk,))
    assert told(record) == [("Region", "North, South", "North"), ("Region", "", "North, South")]
    change(record, region=())
    NomenclatureItem.objects.filter(pk=south.pk).delete()
    assert ("Region", "", "North, South (deleted)") in told(record)
    FeatureType.objects.filter(feature=feature).delete()
    Feature.objects.filter(pk=feature.pk).delete()
    assert ("Region (deleted)", "North, South (deleted)", "North") in told(record)
    with translation.override("bg"):
        assert any(after.startswith("Север, Юг") for _label, _before, after in told(record))


def test_values_of_another_data_type_are_told_as_they_were() -> None:
    feature, record = f.feature(code="limit", name_en="Limit"), f.counterparty()
    change(record, limit="много")
    change(record, limit="1250.5")
    Feature.objects.filter(pk=feature.pk).update(data_type="number", decimals=2)
    assert told(record)[0] == ("Limit", "много", "1,250.50")
    Feature.objects.filter(pk=feature.pk).update(data_type="counterparty", decimals=0)
    assert told(record)[0] == ("Limit", "много", "1250.5")


def test_features_are_told_in_their_order() -> None:
    record = f.counterparty(types=[])
    for code in ("one", "two", "three"):
        f.feature(code=code, name_en=code.title())
    change(record, three="3", one="1", two="2")
    assert [label for label, _before, _after in told(record)] == ["One", "Two", "Three"]
