"""From a model's field to its attribute: the first match in the table wins."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.text import capfirst
from django_countries.fields import CountryField

from screens.attributes import Attribute, Date, DateTime, LongText, Number, YesNo
from screens.choices import Choice, Reference


def email(text: str) -> str:
    """A complete e-mail address in lower case."""
    validate_email(text)
    return text.lower()


def address(text: str) -> str:
    """A web address; without a scheme it gets https."""
    text = text if "://" in text else f"https://{text}"
    URLValidator(schemes=["http", "https"])(text)
    return text


def attribute_of(field: models.Field, *, rule: Callable[[str], Any] | None = None, sortable: bool = True) -> Attribute:
    """The attribute of a model's field; `rule` replaces the data type's own cleaning."""
    options: dict[str, Any] = {
        "required": not field.blank and not field.has_default(),
        "editable": field.editable,
        "sortable": sortable,
        "max_length": field.max_length,
        "help_text": field.help_text,
        "rule": rule,
    }
    name, label = field.name, capfirst(field.verbose_name)
    if isinstance(field, CountryField):
        return Choice(name, label, choices=field.countries, **options)
    if field.choices:
        return Choice(name, label, choices=field.flatchoices, **options)
    if isinstance(field, models.ForeignKey):
        return Reference(name, label, rows=field.related_model._default_manager.all, **options)
    for kind, make in TABLE:
        if isinstance(field, kind):
            return make(name, label, field, options)
    raise ValidationError(f"no attribute for {field}")


TABLE: list[tuple[type[models.Field], Callable[[str, Any, Any, dict], Attribute]]] = [
    (models.BooleanField, lambda name, label, field, options: YesNo(name, label, **options)),
    (models.DateTimeField, lambda name, label, field, options: DateTime(name, label, **options)),
    (models.DateField, lambda name, label, field, options: Date(name, label, **options)),
    (
        models.DecimalField,
        lambda name, label, field, options: Number(
            name, label, decimals=field.decimal_places, **{**options, "max_length": None}
        ),
    ),
    (models.IntegerField, lambda name, label, field, options: Number(name, label, **options)),
    (models.EmailField, lambda name, label, field, options: Attribute(name, label, **{"rule": email} | dropped(options))),
    (models.URLField, lambda name, label, field, options: Attribute(name, label, **{"rule": address} | dropped(options))),
    (models.CharField, lambda name, label, field, options: Attribute(name, label, **options)),
    (models.TextField, lambda name, label, field, options: LongText(name, label, **options)),
]


def dropped(options: dict) -> dict:
    """The options without a rule that is not given, so that the data type's own stands."""
    return {key: value for key, value in options.items() if key != "rule" or value}
