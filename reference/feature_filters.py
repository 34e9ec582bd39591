"""The filters of features."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from attributes.choices import UNSET


class FeatureFilter(django_filters.MultipleChoiceFilter):
    """Some of the choices of a feature, `-` for "not set". An unknown choice is an error."""

    def __init__(self, *, attribute: Any, **options: Any) -> None:
        self.attribute = attribute
        super().__init__(label=attribute.label, **options)

    def filter(self, queryset: QuerySet, codes: list[str]) -> QuerySet:
        if not codes:
            return queryset
        unset = ~Q(features__has_key=self.attribute.key)
        parts = (unset if code == UNSET else self.attribute.condition(code) for code in codes)
        condition = Q()
        for part in parts:
            condition |= part
        return queryset.filter(condition)
