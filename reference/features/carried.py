"""How many records carry values of features and items, over all carriers, and the lists that show exactly these."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils.http import urlencode

from access.models import Ability, User
from access.policy import can
from reference.features.carriers import carriers_of, counted
from reference.models import Feature
from screens.file import Tab
from screens.listing import OF
from screens.registry import screens
from screens.screen import Screen

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
    own = [(OF, feature.template.code)] if feature.template else []
    screen = next((screen for model in carriers_of(feature) for screen in lists_of(model)), None)
    return f"{screen.url()}?{urlencode([*own, *query, ('archived', '1')])}" if screen else ""


def seen_by(user: User, features: Iterable[Feature]) -> list[Feature]:
    """Those that who edits settings defines, or that a list of records with them tells the user of."""
    if can(user, Ability.CONFIGURE):
        return list(features)
    models = dict.fromkeys(model for feature in features for model in carriers_of(feature) if not feature.template_id)
    told = {name for model in models for screen in lists_of(model)[:1] for name in screen.attributes(user)}
    return [feature for feature in features if feature.template_id or f"f.{feature.code}" in told]


def lists_of(model: type[Model]) -> list[Screen]:
    """The lists of all rows of a model."""
    return [screen for screen in screens.values() if screen.model is model and not isinstance(screen, Tab)]
