"""Attributes with several values: items that people know by code or name, separated in a text."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable

from attributes.choices import Reference
from attributes.values import Attribute


class ManyReferences(Reference):
    """Several rows of another table; in a text their codes are separated by commas (or another `separator`)."""

    separator = ","
    empty: Any = ()

    def __init__(self, name: str, label: Any, *, rows: Callable[[], QuerySet], **options: Any) -> None:
        super().__init__(name, label, rows=rows, **options)
        self.related, self.prefetched = (), (name,)

    def clean(self, text: str) -> list[Model]:
        parts = (part.strip() for part in text.split(self.separator))
        found, errors = [], []
        for part in dict.fromkeys(filter(None, parts)):
            try:
                found.append(self.parse(part))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return found

    def named(self) -> list[str]:
        # Which of them the user may see at all, only subclasses know.
        return []

    def value(self, record: Model) -> list[Any]:
        return list(getattr(record, self.name).all()) if record.pk else []

    def format(self, value: Any) -> str:
        return f"{self.separator} ".join(sorted(str(getattr(row, self.code)) for row in value or ()))

    def exported(self) -> Combinable:
        """A subclass says how: the table between is its own."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return ", ".join(str(row) for row in value or ())

    def form_field(self) -> forms.Field:
        return forms.ModelMultipleChoiceField(
            self.rows(), label=self.label, required=self.required, help_text=self.help_text
        )


class Ticked(ManyReferences):
    """Several rows of another table, as boxes to tick: for tables of a few rows."""

    def form_field(self) -> forms.Field:
        return forms.ModelMultipleChoiceField(
            self.rows(),
            label=self.label,
            required=self.required,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple(),
        )


class TickedChoices(Attribute):
    """Several of fixed choices, as boxes to tick; their codes are kept."""

    empty: Any = ()

    def __init__(self, name: str, label: Any, *, choices: Sequence[tuple[str, Any]], **options: Any) -> None:
        super().__init__(name, label, **options)
        self.choices = choices

    def format(self, value: Any) -> str:
        return ", ".join(value or ())

    def filter(self) -> None:
        return None

    def show(self, value: Any) -> str:
        return ", ".join(str(label) for code, label in self.choices if code in (value or ()))

    def form_field(self) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self.choices,
            label=self.label,
            required=self.required,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple(),
        )
