"""The features as attributes: forms, lists, imports and exports ask here and never know them as a special case."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from reference import tree
from reference.features.former_values import ChangingValue
from reference.features.items import ItemsValue
from reference.features.values import DateValue, FeatureValue, LongTextValue, NumberValue, TextValue, YesNoValue
from reference.models import Feature, FeatureType
from reference.models.features import DataType
from reference.remembering import lasting, remembered
from reference.tree import Items

VALUES: dict[str, type[FeatureValue]] = {
    DataType.TEXT: TextValue,
    DataType.LONG_TEXT: LongTextValue,
    DataType.NUMBER: NumberValue,
    DataType.DATE: DateValue,
    DataType.YES_NO: YesNoValue,
    DataType.NOMENCLATURE: ItemsValue,
}

WRITTEN = (DataType.TEXT, DataType.LONG_TEXT)


def attribute_of(feature: Feature, items: Items) -> FeatureValue:
    """The attribute of a feature by its data type; `items` are shared by all that draw on nomenclatures."""
    return (VALUES[feature.data_type] if feature.job_id is None else ChangingValue)(feature, items)


@dataclass(frozen=True)
class Asked:
    """A feature's attribute and the types that it is attached to; none means all."""

    attribute: FeatureValue
    types: frozenset[int]

    def by(self, types: Set[int]) -> bool:
        """Whether one of these types, which those above have been added to, asks for it."""
        return not self.types or bool(self.types & types)

    def of(self, types: Set[int], record: Any) -> bool:
        """Whether counterparties of these types and those above are asked; a stopped one only tells what is set."""
        set_there = record is not None and self.attribute.key in record.features
        return self.by(types) and (self.attribute.editable or set_there)


@lasting
def defined() -> tuple[list[tuple[Feature, frozenset[int]]], Items]:
    """All features in their order, stopped ones included, each with the ids of its types; one query.

    Beside them the items that they draw on, read when first needed.
    """
    asked = ArraySubquery(FeatureType.objects.filter(feature=OuterRef("pk")).values("type"))
    rows = list(Feature.objects.select_related("nomenclature", "group").annotate(asked=asked))
    items = Items({row.nomenclature_id for row in rows if row.nomenclature_id})
    return [(row, frozenset(row.asked)) for row in rows], items


@remembered
def features() -> list[Asked]:
    """The features as attributes: made anew for every page, for they speak its language and prepare its rows."""
    rows, kept = defined()
    # Attributes know each other by the items that they share, and with these what they have read of records.
    items = kept.for_page()
    return [Asked(attribute_of(row, items), types) for row, types in rows]


def feature_attributes(types: Iterable[int] | None = None, *, record: Any = None) -> list[FeatureValue]:
    """The attributes of all features, or of those that counterparties with these ticked types (ids) are asked for.

    A stopped feature is not asked for any more, but it is among all, not editable, and among those of a `record` that
    has a value of it: what is stored is shown and exported.
    """
    if types is None:
        return [each.attribute for each in features()]
    above = with_those_above(types)
    return [each.attribute for each in features() if each.of(above, record)]


def grouped(attributes: Iterable[FeatureValue]) -> list[tuple[str, list[FeatureValue]]]:
    """The attributes under the headings of their groups, in the groups' order; those of none come first, under ""."""
    places: dict[int, tuple[str, list[FeatureValue]]] = {}
    for attribute in attributes:
        group = attribute.feature.group
        place, heading = (group.position, group.name) if group else (0, "")
        places.setdefault(place, (heading, []))[1].append(attribute)
    return [places[place] for place in sorted(places)]


def with_those_above(types: Iterable[int]) -> set[int]:
    """The ids of these types and of all above them."""
    nodes = tree.types()
    return {node.pk for pk in types for node in nodes.ancestors(pk)}


def shown_features(kind: str | None = None) -> list[str]:
    """The names of the features that lists show by default: all, or those asked of counterparties of a kind."""
    nodes = tree.types().by_id
    return [
        each.attribute.name
        for each in features()
        if each.attribute.feature.shown
        and each.attribute.editable
        and (kind is None or not each.types or any(nodes[pk].kind == kind for pk in each.types))
    ]


@remembered
def text_keys() -> list[str]:
    """The keys of the features whose values are texts that people wrote."""
    return [each.attribute.key for each in features() if each.attribute.feature.data_type in WRITTEN]


def by_key() -> dict[str, FeatureValue]:
    """Every feature, stopped ones included, by its key in the column `features`."""
    return {each.attribute.key: each.attribute for each in features()}
