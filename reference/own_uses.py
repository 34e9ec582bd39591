"""The users that rows of the configuration have in this room; rooms above register their own."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reference import usage
from reference.features.carried import with_item, with_value
from reference.items.at_work import at_work
from reference.items.defaults import in_defaults
from reference.models import (
    Feature,
    FeatureGroup,
    FeatureType,
    FileTab,
    FormField,
    FormTemplate,
    Nomenclature,
    NomenclatureItem,
    Type,
)


def counted(model: Any, field: str) -> usage.Counter:
    """A counter of the rows that refer to each id by this field."""

    def count(ids: Collection[int]) -> Mapping[int, int]:
        rows = model.objects.order_by().filter(**{f"{field}__in": ids})
        return dict(rows.values_list(field).annotate(users=Count("pk")))

    return count


def register_own_uses() -> None:
    """Registers what this room knows."""

    usage.register(FileTab, counted(FileTab, "parent"), said=tabs, listed=True)
    usage.register(FormTemplate, in_tabs, said=tabs_showing, listed=True)
    usage.register(FormField, with_value, said=filled_forms)
    usage.register(Type, counted(Type, "parent"), said=types, listed=True)
    usage.register(Type, counted(FeatureType, "type"), said=features, listed=True)
    usage.register(FeatureGroup, counted(Feature, "group"), said=features, listed=True)
    usage.show(FeatureGroup, counted(Feature, "group"), title=_("Features"), url=lambda group, user: "")
    usage.register(Nomenclature, counted(Feature, "nomenclature"), said=features, listed=True)
    usage.register(Nomenclature, counted(FormField, "nomenclature"), said=fields, listed=True)
    usage.register(Nomenclature, counted(NomenclatureItem, "nomenclature"), said=items, listed=True)
    usage.register(NomenclatureItem, counted(NomenclatureItem, "parent"), said=items, listed=True)
    usage.register(NomenclatureItem, in_defaults, said=defaults, listed=True)
    usage.register(Feature, with_value)
    usage.register(NomenclatureItem, with_item)
    usage.register(NomenclatureItem, at_work, said=jobs)


def in_tabs(ids: Collection[int]) -> Mapping[int, int]:
    """How many tabs of the file show the forms of these templates alone."""
    named = {template.interface: template.pk for template in FormTemplate.objects.filter(pk__in=ids)}
    shown = FileTab.objects.filter(interface__in=named).values_list("interface", flat=True)
    return Counter(named[interface] for interface in shown)


def tabs_showing(number: int) -> str:
    return ngettext("%d tab of the file", "%d tabs of the file", number) % number


def filled_forms(number: int) -> str:
    return ngettext("%d filled form", "%d filled forms", number) % number


def features(number: int) -> str:
    return ngettext("%d feature", "%d features", number) % number


def fields(number: int) -> str:
    return ngettext("%d field of a form", "%d fields of forms", number) % number


def items(number: int) -> str:
    return ngettext("%d item under it", "%d items under it", number) % number


def defaults(number: int) -> str:
    return ngettext("the default of %d feature", "the defaults of %d features", number) % number


def jobs(number: int) -> str:
    return ngettext("%d job at work", "%d jobs at work", number) % number


def types(number: int) -> str:
    return ngettext("%d type under it", "%d types under it", number) % number


def tabs(number: int) -> str:
    return ngettext("%d tab under it", "%d tabs under it", number) % number
