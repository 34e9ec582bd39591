"""Defaults of features name items by their codes: they follow an item that gets another code, and keep it in use."""

from collections import Counter
from collections.abc import Collection, Mapping

from reference.models import Feature, NomenclatureItem

SEPARATOR = "; "


def in_defaults(ids: Collection[int]) -> Mapping[int, int]:
    """How many features begin with each of these items."""
    rows = NomenclatureItem.objects.filter(pk__in=ids, nomenclature__features__default__gt="").order_by()
    named = rows.values_list("pk", "code", "nomenclature__features__default")
    return Counter(pk for pk, code, default in named if code in default.split(SEPARATOR))


def rename_in_defaults(*, item: NomenclatureItem, was: str) -> None:
    """Puts the code of the item where the defaults of features have its former one, or that of one it replaces."""
    for feature in Feature.every.filter(nomenclature=item.nomenclature_id).exclude(default=""):
        codes = feature.default.split(SEPARATOR)
        if was in codes:
            feature.default = SEPARATOR.join(dict.fromkeys(item.code if code == was else code for code in codes))
            feature.save(update_fields=["default"])
