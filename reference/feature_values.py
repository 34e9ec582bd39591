"""The data types of features: each is an attribute whose values live in `Counterparty.features`.

Stored as JSON under the feature's id: a text as it is, a number as a string in plain notation ("1250.5": exact in
Python and castable to numeric in SQL), a day in ISO 8601, yes and no as booleans, items as a list of ids.
What is not set has no key.
"""

import datetime
import re
from collections.abc import Iterable, MutableMapping
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from attributes.choices import UNSET, refuse_stopped
from attributes.fields import CleanedField
from attributes.values import Attribute, Date, Number, YesNo
from reference.feature_fields import ItemsField
from reference.models import Feature
from reference.models.features import DataType
from reference.tree import Item, Items


class FeatureValue(Attribute):
    """What all data types have in common: the place of the value, and its name "f.<code>"."""

    def __init__(self, feature: Feature, items: Items | None = None, **options: Any) -> None:
        label = f"{feature.name}, {feature.unit}" if feature.unit else feature.name
        stopped = feature.stopped_at is not None
        super().__init__(f"f.{feature.code}", label, help_text=feature.definition, editable=not stopped, **options)
        self.feature, self.key = feature, str(feature.pk)

    def to_json(self, value: Any) -> Any:
        """The value as stored; None means that the key is left out."""
        return value or None

    def from_json(self, stored: Any) -> Any:
        """The inverse of `to_json`; nothing stored is the empty value."""
        return self.empty if stored is None else stored

    def value(self, record: Any) -> Any:
        return self.from_json(record.features.get(self.key))

    def put(self, features: MutableMapping[str, Any], value: Any) -> None:
        """Sets the value in a record's `features`."""
        stored = self.to_json(value)
        if stored is None:
            features.pop(self.key, None)
        else:
            features[self.key] = stored

    def check_change(self, before: Any, after: Any) -> None:
        """Raises ValidationError when the new value is not allowed after the old one."""
        if not self.editable and after != before:
            raise ValidationError(
                _("“%(name)s” is stopped: start it to change its values."), params={"name": self.label}
            )


class TextValue(FeatureValue):
    def __init__(self, feature: Feature, items: Items | None = None) -> None:
        super().__init__(feature, max_length=1000)


class NumberValue(FeatureValue, Number):
    def __init__(self, feature: Feature, items: Items | None = None) -> None:
        super().__init__(feature, decimals=feature.decimals)

    def to_json(self, value: Any) -> str | None:
        return None if value is None else f"{(value + 0).normalize():f}"

    def from_json(self, stored: Any) -> Decimal | None:
        return None if stored is None else Decimal(stored)


class DateValue(FeatureValue, Date):
    def to_json(self, value: Any) -> str | None:
        return None if value is None else value.isoformat()

    def from_json(self, stored: Any) -> datetime.date | None:
        return None if stored is None else datetime.date.fromisoformat(stored)


class YesNoValue(FeatureValue, YesNo):
    empty = None

    def to_json(self, value: Any) -> bool | None:
        return value

    def form_field(self) -> forms.Field:
        choices = [("", "—"), ("yes", _("Yes")), ("no", _("No"))]
        return CleanedField(self, widget=forms.Select(choices=choices))

    def filter(self) -> django_filters.Filter:
        choices = [("yes", _("Yes")), ("no", _("No")), (UNSET, _("Not set"))]
        return FeatureFilter(attribute=self, choices=choices)

    def condition(self, code: str) -> Q:
        return Q(features__contains={self.key: code == "yes"})


class ItemsValue(FeatureValue):
    """Items of a nomenclature as a tuple of ids, in the order of the nomenclature; one at most unless `multiple`."""

    empty: tuple[int, ...] = ()

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
        return tuple(sorted(pks, key=lambda pk: (self.items.places.get(pk, 0), pk)))

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
        refuse_stopped(self.chosen(after or ()), before or ())

    def form_field(self) -> forms.Field:
        return ItemsField(self, multiple=self.feature.multiple)

    def filter(self) -> django_filters.Filter:
        def choices() -> list[tuple[str, str]]:
            named = [(item.code, item.name) for item, _level in self.listed]
            return [*named, (UNSET, _("Not set"))]

        return FeatureFilter(attribute=self, choices=choices)

    def condition(self, code: str) -> Q:
        """The item and all under it."""
        found = self.items.tree.descendants([self.item(code).pk])
        return Q.create([("features__contains", {self.key: [pk]}) for pk in sorted(found)], Q.OR)


class FeatureFilter(django_filters.MultipleChoiceFilter):
    """Some of the choices of a feature, `-` for "not set". An unknown choice is an error."""

    def __init__(self, *, attribute: Any, **options: Any) -> None:
        self.attribute = attribute
        super().__init__(label=attribute.label, **options)

    def filter(self, queryset: QuerySet, codes: list[str]) -> QuerySet:
        if not codes:
            return queryset
        unset = ~Q(features__has_key=self.attribute.key)
        parts = (unset if code == UNSET else self.attribute.condition(code) for code in codes)
        condition = Q()
        for part in parts:
            condition |= part
        return queryset.filter(condition)


VALUES: dict[str, type[FeatureValue]] = {
    DataType.TEXT: TextValue,
    DataType.NUMBER: NumberValue,
    DataType.DATE: DateValue,
    DataType.YES_NO: YesNoValue,
    DataType.NOMENCLATURE: ItemsValue,
}


def attribute_of(feature: Feature, items: Items) -> FeatureValue:
    """The attribute of a feature by its data type; `items` are shared by all that draw on nomenclatures."""
    return VALUES[feature.data_type](feature, items)
