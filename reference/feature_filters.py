"""The filters of features whose values are ids."""

from dataclasses import replace
from functools import cached_property

from django.db.models import Q
from django.urls import reverse

from attributes.filtering import AttributeFilter, Given, Part
from reference.feature_fields import OFFERED
from reference.stored import holds_one_of


class ItemsFilter(AttributeFilter):
    """Items, each with all that stand under it; where there are too many to show, they are found as one types."""

    @cached_property
    def codes(self) -> dict[str, str]:
        named = {item.code: "\u2003" * level + item.name for item, level in self.attribute.listed}
        return named | super().codes

    @property
    def lookup(self) -> str:
        if len(self.attribute.listed) <= OFFERED:
            return ""
        return reverse("items-lookup", args=[self.attribute.nomenclature_id])

    def chosen(self, codes: list[str]) -> Q:
        found = self.attribute.items.tree.descendants(self.attribute.item(code).pk for code in codes)
        return holds_one_of(self.attribute.key, sorted(found))

    def parts(self, name: str, given: Given) -> list[Part]:
        parts = super().parts(name, given)
        if not self.lookup:
            return parts
        items, boxes = parts[:-2], parts[-2:]
        return [*(replace(part, kind="option", label=part.said) for part in items if part.chosen), *boxes]
