"""Defaults of features name items by their codes: they follow an item that gets another code, and keep it in use."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from reference.models import Feature, NomenclatureItem

SEPARATOR = "; "


def in_defaults(ids: Collection[int]) -> Mapping[int, int]:
    """How many features begin with each of these items."""
    rows = NomenclatureItem.objects.filter(pk__in=ids).values_list("nomenclature", "code", "pk")
    items = {(nomenclature, code): pk for nomenclature, code, pk in rows}
    named = (
        items.get((feature.nomenclature_id, code))
        for feature in _with_default({nomenclature for nomenclature, _code in items})
        for code in feature.default.split(SEPARATOR)
    )
    return Counter(pk for pk in named if pk is not None)


def rename_in_defaults(*, item: NomenclatureItem, was: str) -> None:
    """Puts the code of the item where the defaults of features have its former one."""
    for feature in _with_default({item.nomenclature_id}):
        codes = feature.default.split(SEPARATOR)
        if was in codes:
            feature.default = SEPARATOR.join(item.code if code == was else code for code in codes)
            feature.save(update_fields=["default"])


def _with_default(nomenclatures: Collection[int]) -> Iterator[Feature]:
    yield from Feature.objects.filter(nomenclature__in=nomenclatures).exclude(default="")
