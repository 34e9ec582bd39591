"""The data types of features: each is an attribute whose values live in the column `features` of whatever has some.

Stored as JSON under the feature's id: a text as it is, a number as a string in plain notation ("1250.5": exact in
Python and castable to numeric in SQL), a day in ISO 8601, yes and no as booleans, items as a list of ids.
What is not set has no key.
"""

import datetime
import re
from collections.abc import MutableMapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.db.models.expressions import Combinable
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _

from access.models import User
from attributes.days import Date
from attributes.fields import CleanedField
from attributes.patterns import fits
from attributes.values import LOWEST, Attribute, Bounded, LongText, Number, YesNo
from reference.features.stored import StoredText, stored_code, stored_number, stored_words
from reference.models import Feature
from reference.tree import Items


class FeatureValue(Attribute):
    """What all data types have in common: the place of the value, and its name "f.<code>"."""

    offered = True
    points_to: type[Model] | None = None
    "The model whose rows the values are ids of, where they are."
    typed = True
    "Whether a value is a text that people can type, into a cell or a spreadsheet, and not only choose in the form."
    unset_key: Any = ""
    "The sort key of what is not set, which all others exceed."

    def __init__(self, feature: Feature, items: Items | None = None, **options: Any) -> None:
        label = f"{feature.name}, {feature.unit}" if feature.unit else feature.name
        options |= {
            "help_text": feature.help_text,
            "editable": feature.stopped_at is None,
            "required": feature.required,
            "indexed": feature.indexed and self.may_be_indexed,
        }
        super().__init__(f"f.{feature.code}", label, sortable=True, **options)
        self.feature, self.key = feature, str(feature.pk)
        names = [name for name in (feature.name_bg, feature.name_en) if name]
        self.also_called = (*(f"{name}, {feature.unit}" for name in names if feature.unit), *names)

    @property
    def default(self) -> Any:
        """The value that a new record begins with; none where what the definition names is no more."""
        try:
            value = self.clean(self.feature.default)
            self.check_change(self.empty, value)
        except ValidationError:
            return self.empty
        return value

    @property
    def unique(self) -> bool:
        """Whether no two records may have the same value."""
        return self.feature.unique

    @property
    def group(self) -> str:  # type: ignore[override]
        return self.feature.group.name if self.feature.group else ""

    @property
    def definition(self) -> str:
        """What the feature means, at length."""
        return self.feature.definition

    def for_user(self, user: User) -> "FeatureValue":
        """The attribute as this user may see it, where values speak of rows that not everybody sees."""
        return self

    def column(self) -> Combinable:
        return StoredText(self.key)

    def is_set(self) -> Q:
        if self.indexed:
            return Q(GreaterThan(self.order_by(), self.unset_key))
        return Q(features__has_key=self.key)

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
    limit = 1000

    def __init__(self, feature: Feature, items: Items | None = None) -> None:
        super().__init__(feature, max_length=self.limit)

    def parse(self, text: str) -> str:
        """One line: a field for one line shows no breaks, so a file brings none in either."""
        return re.sub(r"\s*[\r\n]+\s*", " ", super().parse(text))

    def check(self, value: str) -> None:
        super().check(value)
        pattern = self.feature.pattern
        if pattern and not fits(pattern, value):
            raise ValidationError(_("It must match the pattern %(pattern)s."), params={"pattern": pattern})

    def order_by(self) -> Combinable:
        return stored_words(self.key)


class LongTextValue(FeatureValue, LongText):
    limit = 20_000
    may_be_indexed = False

    def __init__(self, feature: Feature, items: Items | None = None) -> None:
        super().__init__(feature, max_length=self.limit)

    def order_by(self) -> Combinable:
        return stored_words(self.key)


class BoundedValue(FeatureValue, Bounded):
    """A value with an order; the bounds of a feature are texts, read when somebody first asks."""

    @cached_property
    def minimum(self) -> Any:
        return self.parse(self.feature.minimum) if self.feature.minimum else None

    @cached_property
    def maximum(self) -> Any:
        return self.parse(self.feature.maximum) if self.feature.maximum else None


class NumberValue(BoundedValue, Number):
    unset_key = LOWEST

    def __init__(self, feature: Feature, items: Items | None = None) -> None:
        super().__init__(feature, decimals=feature.decimals)

    def order_by(self) -> Combinable:
        return stored_number(self.key)

    def to_json(self, value: Any) -> str | None:
        return None if value is None else f"{(value + 0).normalize():f}"

    def from_json(self, stored: Any) -> Decimal | None:
        return None if stored is None else Decimal(stored)


class DateValue(BoundedValue, Date):
    def order_by(self) -> Combinable:
        return stored_code(self.key)

    def exported(self) -> Combinable:
        return self.column()

    def key_of(self, value: datetime.date) -> str:
        return value.isoformat()

    def to_json(self, value: Any) -> str | None:
        return None if value is None else value.isoformat()

    def from_json(self, stored: Any) -> datetime.date | None:
        return None if stored is None else datetime.date.fromisoformat(stored)


class YesNoValue(FeatureValue, YesNo):
    empty = None

    def order_by(self) -> Combinable:
        return stored_code(self.key)

    def to_json(self, value: Any) -> bool | None:
        return value

    def form_field(self) -> forms.Field:
        choices = [("", "—"), ("yes", _("Yes")), ("no", _("No"))]
        return CleanedField(self, widget=forms.Select(choices=choices))

    def equals(self, value: bool) -> Q:
        return Q(features__contains={self.key: value})
