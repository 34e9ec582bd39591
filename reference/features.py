"""The features as attributes: forms, lists, imports and exports ask here and never know them as a special case."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from reference import tree
from reference.feature_values import FeatureValue, attribute_of
from reference.models import Feature, FeatureType
from reference.remembering import remembered
from reference.tree import Items


@dataclass(frozen=True)
class Asked:
    """A feature's attribute and the types that it is attached to; none means all."""

    attribute: FeatureValue
    types: frozenset[int]


@remembered
def features() -> list[Asked]:
    """All features that are not stopped, in their order; two queries, items are read when first needed."""
    links = Prefetch("featuretype_set", FeatureType.objects.all(), to_attr="links")
    rows = list(Feature.objects.filter(stopped_at=None).select_related("nomenclature").prefetch_related(links))
    items = Items({row.nomenclature_id for row in rows if row.nomenclature_id})
    return [Asked(attribute_of(row, items), frozenset(link.type_id for link in row.links)) for row in rows]


def feature_attributes(types: Iterable[int] | None = None) -> list[FeatureValue]:
    """The attributes of all features, or of those that counterparties with these ticked types (ids) are asked for."""
    if types is None:
        return [each.attribute for each in features()]
    above = {node.pk for pk in types for node in tree.types().ancestors(pk)}
    return [each.attribute for each in features() if not each.types or each.types & above]


@remembered
def by_key() -> dict[str, FeatureValue]:
    """Every feature, stopped ones included, by its key in `Counterparty.features`."""
    rows = list(Feature.objects.select_related("nomenclature"))
    items = Items({row.nomenclature_id for row in rows if row.nomenclature_id})
    return {str(row.pk): attribute_of(row, items) for row in rows}
