"""The data type of features whose values are items of a nomenclature."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _
from django_filters import Filter

from attributes.choices import refuse_stopped
from reference.features.fields import ItemsField
from reference.features.filters import ItemsFilter
from reference.features.stored import FirstPlace, ItemCodes
from reference.features.values import FeatureValue
from reference.models import Feature
from reference.tree import Item, Items


class ItemsValue(FeatureValue):
    """Items of a nomenclature as a tuple of ids, in the order of the nomenclature; one at most unless `multiple`."""

    empty: tuple[int, ...] = ()
    may_be_indexed = False

    def __init__(self, feature: Feature, items: Items | None = None) -> None:
        super().__init__(feature)
        self.nomenclature_id = int(feature.nomenclature_id or 0)
        self.items = items or Items([self.nomenclature_id])

    @property
    def listed(self) -> list[tuple[Item, int]]:
        """The items from top to bottom, each with its level."""
        return self.items.listed[self.nomenclature_id]

    def parse(self, text: str) -> tuple[int, ...]:
        found = {item.pk for part in self.parts(text) for item in [self.item(part)]}
        if len(found) > 1 and not self.feature.multiple:
            raise ValidationError(_("Choose one item; “%(text)s” names several."), params={"text": text})
        return self.ordered(found)

    def parts(self, text: str) -> list[str]:
        """The items that a text names: apart by semicolons, or by commas where the whole is no item's name."""
        parts: list[str] = []
        for part in re.split(r"[;\n]", text):
            commas = part.split(",")
            parts += commas if len(commas) > 1 and not self.named(part) else [part]
        return [part.strip() for part in parts if part.strip()]

    def named(self, text: str) -> list[Item]:
        return self.items.by_text[self.nomenclature_id].get(text.strip().casefold(), [])

    def missing(self, text: str) -> list[str]:
        """The names in a text that no item has, for whoever may add them."""
        return [part for part in self.parts(text) if not self.named(part)]

    def item(self, text: str) -> Item:
        """The one item that a code or a name means."""
        found = self.named(text)
        if not found:
            raise ValidationError(
                _("There is no item “%(text)s” in %(list)s."),
                code="unknown_item",
                params={"text": text, "list": self.feature.nomenclature},
            )
        if len(found) > 1:
            codes = ", ".join(item.code for item in found)
            raise ValidationError(
                _("“%(text)s” names several items; enter a code: %(codes)s."), params={"text": text, "codes": codes}
            )
        return found[0]

    def ordered(self, pks: Iterable[int]) -> tuple[int, ...]:
        found = tuple(pks)
        return found if len(found) < 2 else tuple(sorted(found, key=lambda pk: (self.items.places.get(pk, 0), pk)))

    def chosen(self, value: Iterable[int]) -> list[Item]:
        by_id = self.items.tree.by_id
        return [by_id[pk] for pk in value if pk in by_id]

    def format(self, value: Any) -> str:
        return "; ".join(item.code for item in self.chosen(value or ()))

    def show(self, value: Any) -> str:
        return ", ".join(item.name for item in self.chosen(value or ()))

    def to_json(self, value: Any) -> list[int] | None:
        return list(value) or None

    def from_json(self, stored: Any) -> tuple[int, ...]:
        return self.ordered(stored) if stored else ()

    def check_change(self, before: Any, after: Any) -> None:
        super().check_change(before, after)
        if any(pk not in self.items.tree.by_id and pk not in (before or ()) for pk in after or ()):
            raise ValidationError(_("An item has been deleted meanwhile; choose another."), "gone")
        refuse_stopped(self.chosen(after or ()), before or ())

    def exported(self) -> Combinable:
        return ItemCodes(self.key, {item.pk: item.code for item, _level in self.listed})

    def form_field(self) -> forms.Field:
        return ItemsField(self, multiple=self.feature.multiple)

    def filter(self) -> Filter:
        return ItemsFilter(self)

    def order_by(self) -> Combinable:
        """The place of the first item when the nomenclature is read from top to bottom."""
        return FirstPlace(self.key, self.items.places)
