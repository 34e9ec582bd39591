"""Form fields that obey an attribute."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from attributes.values import Attribute


class CleanedField(forms.Field):
    """A field whose text goes through `Attribute.clean`, so that the form and the import have the same rules."""

    def __init__(self, attribute: "Attribute", **options: Any) -> None:
        self.attribute = attribute
        self.stored = ""
        super().__init__(label=attribute.label, required=attribute.required, help_text=attribute.help_text, **options)
        self.error_messages["required"] = _("Fill this in: it is required.")

    def to_python(self, value: Any) -> Any:
        text = "" if value is None else str(value)
        # What is stored may break a rule that came later; it stays until somebody changes it.
        return self.attribute.parse(text) if text and text == self.stored else self.attribute.clean(text)

    def mark(self, errors: Iterable[ValidationError]) -> None:
        """Tells the widget what is wrong with its value; one that is a single field needs no more than that it is."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else self.attribute.format(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data or "")


class NeededField(CleanedField):
    """Marked as required, while only the rules between the fields say when it is."""

    def validate(self, value: Any) -> None:
        pass
