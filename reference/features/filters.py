"""The filters of features whose values are ids."""

from dataclasses import replace
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from attributes.filtering import AttributeFilter, Given, Part
from reference.features.fields import OFFERED
from reference.features.stored import holds_one_of

ALONE = "."
"Behind the code of an item: the item itself, without what stands under it. No code holds a dot."


class ItemsFilter(AttributeFilter):
    """Items, each with all that stand under it; where there are too many to show, they are found as one types."""

    @cached_property
    def codes(self) -> dict[str, str]:
        named = {item.code: "\u2003" * level + item.name for item, level in self.attribute.listed}
        return named | super().codes

    @cached_property
    def names(self) -> dict[str, str]:
        """The items' names by code."""
        return {item.code: item.name for item, _level in self.attribute.listed}

    @property
    def lookup(self) -> str:
        if len(self.attribute.listed) <= OFFERED:
            return ""
        return reverse("items-lookup", args=[self.attribute.nomenclature_id]) + "?stopped=1"

    def read(self, given: Given) -> list[str]:
        super().read({"": [code for code in given[""] if code.removesuffix(ALONE) not in self.names]})
        return given[""]

    def chosen(self, codes: list[str]) -> Q:
        alone = {self.attribute.item(code.removesuffix(ALONE)).pk for code in codes if code.endswith(ALONE)}
        whole = (self.attribute.item(code).pk for code in codes if not code.endswith(ALONE))
        ids = sorted(alone | self.attribute.items.tree.descendants(whole))
        if len(ids) == 1:
            # Containment costs a third less a row than a path, and a common item is counted row by row.
            return Q(features__contains={self.attribute.key: ids})
        return holds_one_of(self.attribute.key, ids)

    def parts(self, name: str, given: Given) -> list[Part]:
        parts = [*self.alone(name, given), *super().parts(name, given)]
        if not self.lookup:
            return parts
        items, boxes = parts[:-2], parts[-2:]
        return [*(replace(part, kind="option", label=part.said) for part in items if part.chosen), *boxes]

    def alone(self, name: str, given: Given) -> list[Part]:
        """The items that are asked for without what stands under them."""
        codes = (code for code in given[""] if code.endswith(ALONE) and code.removesuffix(ALONE) in self.names)
        said = ((code, _("%s itself") % self.names[code.removesuffix(ALONE)]) for code in codes)
        return [Part("box", name, code, words, True, words) for code, words in said]
