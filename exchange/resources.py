"""Resources of django-import-export made of a screen's attributes: `clean` and `format` are the widget."""

from collections.abc import Sequence
from typing import Any

from import_export import fields, resources, widgets

from attributes.values import Attribute
from screens.screen import Screen


class AttributeWidget(widgets.Widget):
    """A cell by the rules of its attribute."""

    def __init__(self, attribute: Attribute) -> None:
        super().__init__()
        self.attribute = attribute

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.attribute.clean("" if value is None else str(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.attribute.format(value)


class AttributeField(fields.Field):
    """A column whose value the attribute takes from the record."""

    def __init__(self, attribute: Attribute, title: str) -> None:
        super().__init__(
            attribute=attribute.name,
            column_name=title,
            widget=AttributeWidget(attribute),
            readonly=not attribute.editable,
        )
        self.of = attribute

    def get_value(self, instance: Any, **kwargs: Any) -> Any:
        return self.of.value(instance)


def resource_of(screen: Screen, attributes: Sequence[Attribute]) -> resources.ModelResource:
    """The resource of these columns; its headers are the attributes' labels, made distinct."""
    names = [attribute.name for attribute in attributes]
    meta = type("Meta", (), {"model": screen.model, "fields": names, "export_order": names})
    declared = {
        attribute.name: AttributeField(attribute, title)
        for attribute, title in zip(attributes, titles_of(attributes), strict=True)
    }
    return type(f"{type(screen).__name__}Resource", (resources.ModelResource,), {"Meta": meta, **declared})()


def titles_of(attributes: Sequence[Attribute]) -> list[str]:
    """The labels as headers; where two are equal, the name stands behind."""
    labels = [str(attribute.label) for attribute in attributes]
    folded = [label.casefold() for label in labels]
    return [
        f"{label} ({attribute.name})" if folded.count(label.casefold()) > 1 else label
        for label, attribute in zip(labels, attributes, strict=True)
    ]
