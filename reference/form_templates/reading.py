"""The templates of forms with their fields as attributes, read once for a page."""

from dataclasses import dataclass

from reference.features.attributes import attribute_of
from reference.features.values import FeatureValue
from reference.models import FormField, FormTemplate
from reference.remembering import remembered
from reference.tree import Items


@dataclass(frozen=True)
class Form:
    """A template and its fields in their order, stopped ones included."""

    template: FormTemplate
    fields: list[FeatureValue]

    @property
    def asked(self) -> list[FeatureValue]:
        """The fields that people fill in."""
        return [field for field in self.fields if field.editable]

    def told(self, record: object) -> list[FeatureValue]:
        """The fields that a filled form tells: a stopped one only where it has a value."""
        features = getattr(record, "features", {})
        return [field for field in self.fields if field.editable or field.key in features]


@remembered
def form_templates() -> list[FormTemplate]:
    """All templates in their order; one query."""
    return list(FormTemplate.objects.all())


def template_of(code: str) -> FormTemplate | None:
    """The template with this code."""
    return next((template for template in form_templates() if template.code == code), None)


@remembered
def forms() -> dict[int, Form]:
    """All templates by their ids, with their fields; one query more, items are read when first needed."""
    rows = list(FormField.objects.select_related("nomenclature", "group").order_by("template", "position"))
    items = Items({row.nomenclature_id for row in rows if row.nomenclature_id})
    found = {template.pk: Form(template, []) for template in form_templates()}
    for row in rows:
        if row.template_id in found:
            found[row.template_id].fields.append(attribute_of(row, items))
    return found
