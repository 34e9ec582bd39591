"""From a model's field to its attribute: the first match in the table wins."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django_countries.fields import CountryField

from attributes.choices import Choice, Reference
from attributes.countries import Country
from attributes.days import Date, DateTime
from attributes.values import Attribute, LongText, Number, YesNo


def attribute_of(field: models.Field, *, rule: Callable[[str], Any] | None = None, sortable: bool = True) -> Attribute:
    """The attribute of a model's field; `rule` replaces the data type's own cleaning."""
    # A moment that may be missing has no place in an order by index.
    sortable = sortable and not (isinstance(field, models.DateTimeField) and field.null)
    options: dict[str, Any] = {
        "required": not field.blank,
        "editable": field.editable,
        "sortable": sortable,
        "max_length": field.max_length,
        "help_text": field.help_text,
        "rule": rule,
    }
    name, label, choice = field.name, capfirst(field.verbose_name), options | {"may_be_unset": field.blank}
    if isinstance(field, CountryField):
        return Country(name, label, **choice)
    if field.choices:
        return Choice(name, label, choices=field.flatchoices, **choice)
    if isinstance(field, models.ForeignKey):
        return Reference(name, label, rows=field.related_model._default_manager.all, **options)
    if isinstance(field, models.DecimalField):
        return Number(name, label, decimals=field.decimal_places, **options | {"max_length": None})
    made = next(made for kind, made in TABLE if isinstance(field, kind))
    return made(name, label, **options)


TABLE: list[tuple[type[models.Field], type[Attribute]]] = [
    (models.BooleanField, YesNo),
    (models.DateTimeField, DateTime),
    (models.DateField, Date),
    (models.IntegerField, Number),
    (models.CharField, Attribute),
    (models.TextField, LongText),
    (ArrayField, Attribute),
]
