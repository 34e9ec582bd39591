"""Filters by attributes: what an address asks is read through the attribute, and shown as boxes and fields.

A filter takes the parameter of its own name, several times for "or", and perhaps more with a suffix. What it cannot
read is an error, never everything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Value
from django.db.models.lookups import IContains
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from attributes.values import Attribute

UNSET, SET = "-", "+"
Given = dict[str, list[str]]
"What an address gives a filter: texts by the suffix of their parameter."


@dataclass(frozen=True)
class Part:
    """A box to tick, an option found remotely or a field to fill in; `said` is how a chip tells what it asks."""

    kind: str
    "box, option, text, decimal or date."
    name: str
    value: str
    label: str
    chosen: bool
    said: str = ""


class FilterWidget(forms.Widget):
    """Reads the parameters of a filter. Nothing draws it: lists draw the filter's parts."""

    def __init__(self, of: "AttributeFilter") -> None:
        super().__init__()
        self.of = of

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Given:
        return {suffix: list(dict.fromkeys(read(data.getlist(name + suffix)))) for suffix in self.of.suffixes}


def read(texts: Iterable[str]) -> Iterator[str]:
    """The texts of a parameter without empty ones. A plus that somebody typed into an address arrives as a space."""
    for text in texts:
        if asked := SET if text == " " else text.strip():
            yield asked


class FilterField(forms.Field):
    def __init__(self, of: "AttributeFilter", **options: Any) -> None:
        super().__init__(widget=FilterWidget(of), **options)
        self.of = of

    def clean(self, value: Given) -> Any:
        if any("\x00" in text for texts in value.values() for text in texts):
            raise ValidationError(_("Remove the null characters."))
        return self.of.read(value) if any(value.values()) else None


class AttributeFilter(django_filters.Filter):
    """The base of filters by one attribute: its codes as boxes, those for "not set" and "set" among them."""

    field_class = FilterField
    suffixes: tuple[str, ...] = ("",)
    lookup: Any = ""
    "Where values are found as one types, if there are too many to show them all."

    def __init__(self, attribute: "Attribute", **options: Any) -> None:
        super().__init__(label=attribute.label, of=self, **options)
        self.attribute: Any = attribute

    @property
    def codes(self) -> dict[str, str]:
        """What may be ticked, with labels, in order."""
        return {UNSET: _("Not set"), SET: _("Set")}

    def read(self, given: Given) -> Any:
        """What is asked, of something that is given; raises ValidationError."""
        if unknown := [text for text in given[""] if text not in self.codes]:
            raise ValidationError(_("There is no “%(value)s” to choose."), params={"value": unknown[0]})
        return given[""]

    def filter(self, queryset: QuerySet, asked: Any) -> QuerySet:
        return queryset if asked is None else queryset.filter(self.condition(asked))

    def condition(self, asked: Any) -> Q:
        """The rows that one of the codes holds for."""
        values = [code for code in asked if code not in (UNSET, SET)]
        condition = self.chosen(values) if values else Q()
        if SET in asked:
            condition |= self.attribute.is_set()
        if UNSET in asked:
            condition |= ~self.attribute.is_set()
        return condition

    def chosen(self, codes: list[str]) -> Q:
        """The rows whose value has one of these codes."""
        raise NotImplementedError

    def parts(self, name: str, given: Given) -> list[Part]:
        """What a page shows: the fields first, then the boxes."""
        return [
            Part("box", name, code, label, code in given[""], self.in_words(code, label))
            for code, label in self.codes.items()
        ]

    def in_words(self, code: str, label: str) -> str:
        """How a chip says a code: not set, this year, South."""
        return label[:1].lower() + label[1:] if code in (UNSET, SET) else label.strip()


class TextFilter(AttributeFilter):
    """Texts that contain one of those given, in any case."""

    def read(self, given: Given) -> list[str]:
        return given[""]

    def chosen(self, codes: list[str]) -> Q:
        column = self.attribute.column()
        return Q.create([Q(IContains(column, Value(text))) for text in codes], Q.OR)

    def parts(self, name: str, given: Given) -> list[Part]:
        texts = sorted(text for text in given[""] if text not in self.codes)
        fields = [Part("text", name, text, _("Contains"), bool(text), _("“%s”") % text) for text in texts or [""]]
        return [*fields, *super().parts(name, given)]


class YesNoFilter(AttributeFilter):
    """Yes, no or both; where nothing is said may be asked for too."""

    @property
    def codes(self) -> dict[str, str]:
        unset = super().codes if self.attribute.empty is None else {}
        return {"yes": _("Yes"), "no": _("No")} | unset

    def chosen(self, codes: list[str]) -> Q:
        return Q.create([self.attribute.equals(code == "yes") for code in codes], Q.OR)
