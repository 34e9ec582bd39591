"""How many records carry values of features and items, over all carriers, and the lists that show exactly these."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.http import urlencode

from reference.features.carriers import carriers, counted
from reference.models import Feature
from screens.registry import screens

WITH_VALUE = """
    select k::bigint, count(*) from {table} c, jsonb_object_keys(c.features) k
    where c.features ?| %(ids)s::bigint[]::text[] and k = any(%(ids)s::bigint[]::text[]) group by 1"""
WITH_ITEM = """
    select i::bigint, count(distinct c.id) from {table} c, reference_feature f,
        jsonb_array_elements(case when jsonb_typeof(c.features -> f.id::text) = 'array'
            then c.features -> f.id::text end) i
    where f.nomenclature_id in (select nomenclature_id from reference_nomenclatureitem where id = any(%(ids)s))
        and c.features ? f.id::text and i::bigint = any(%(ids)s) group by 1"""


def with_value(ids: Collection[int]) -> Mapping[int, int]:
    """How many records have a value of the features, archived ones included."""
    return counted(WITH_VALUE, {"ids": list(ids)})


def with_item(ids: Collection[int]) -> Mapping[int, int]:
    """How many records have the items in one of their features, archived ones included."""
    return counted(WITH_ITEM, {"ids": list(ids)})


def list_of(feature: Feature, value: str = "+", suffixes: Collection[str] = ("",)) -> str:
    """The address of the list of all records with this value of the feature (`+`: any), archived ones included."""
    query: list[tuple[str, Any]] = [(f"f.{feature.code}{suffix}", value) for suffix in suffixes]
    screen = next((screen for screen in screens.values() if screen.model in carriers), None)
    return f"{screen.url()}?{urlencode([*query, ('archived', '1')])}" if screen else ""
