"""The form field that chooses items of a nomenclature."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from attributes.fields import CleanedField
from attributes.selects import LongSelect

OFFERED = 300

if TYPE_CHECKING:
    from reference.features.items import ItemsValue


class ItemsField(CleanedField):
    """Items by their code, indented as they nest; a stopped one is offered only where it is chosen already."""

    attribute: "ItemsValue"

    def __init__(self, attribute: "ItemsValue", *, multiple: bool) -> None:
        widget = ItemsSelectMultiple(attribute) if multiple else ItemsSelect(attribute)
        super().__init__(attribute, widget=widget)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(item.code, item.name) for item, _level in self.attribute.listed]

    def to_python(self, value: Any) -> tuple[int, ...]:
        codes = value if isinstance(value, list | tuple) else [value]
        known = dict(self.choices)
        for code in filter(None, codes):
            if code not in known:
                raise ValidationError(_("“%(code)s” is not an item of the list."), params={"code": code})
        return self.attribute.clean(";".join(filter(None, codes)))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple) or value is None:
            codes = [item.code for item in self.attribute.chosen(value or ())]
            return codes if self.widget.allow_multiple_selected else "".join(codes[:1])
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != (data or self.prepare_value(()))


class ItemsSelect(LongSelect):
    """Options made of the attribute's items when the widget is drawn, not before."""

    empty: ClassVar = [("", "—")]

    def __init__(self, attribute: "ItemsValue") -> None:
        self.attribute = attribute
        super().__init__(attrs={"data-ts": ""})

    @property
    def is_remote(self) -> bool:
        """Whether there are too many items to offer them all: they are found as one types."""
        return len(self.attribute.listed) > OFFERED

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.is_remote:
            context["widget"]["attrs"]["data-url"] = reverse("items-lookup", args=[self.attribute.nomenclature_id])
        return context

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        offered = [
            (item.code, "\u00a0\u00a0\u00a0" * level + item.name)
            for item, level in self.attribute.listed
            if item.code in value or not (item.stopped_at or self.is_remote)
        ]
        self.choices = [*self.empty, *offered]
        return super().optgroups(name, value, attrs)


class ItemsSelectMultiple(ItemsSelect, forms.SelectMultiple):
    empty: ClassVar = []
