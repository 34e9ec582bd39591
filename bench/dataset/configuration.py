"""The configuration that a dataset uses, as ids, so that the processes which make records need no database."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from counterparties.demonstration.configuring import configure
from reference.kinds import Kind
from reference.models import Feature, Status, Type
from reference.tree import Items

OFTEN = ("active", "contracted", "inactive")


def choices() -> dict[str, Any]:
    """Arguments of `records.Plan`: types by kind, statuses, features; missing types and features are added."""
    if Type.objects.filter(parent=None).count() < len(Kind):
        raise ValidationError(_("The kinds of counterparties are not there yet: run “make setup” first."))
    made = configure()
    types: dict[str, list[int]] = {}
    for row in Type.objects.filter(stopped_at=None).order_by("parent_id", "position"):
        types.setdefault(row.kind, []).insert(0 if row.parent_id is None else len(types.get(row.kind, [])), row.pk)
    statuses = {status.code: status.pk for status in Status.objects.order_by("position")}
    return {
        "types": types,
        "statuses": [statuses[code] for code in sorted(statuses, key=lambda code: (*OFTEN, code).index(code))],
        "features": {str(feature.pk): asked(feature) for feature in made.features.values()},
    }


def asked(feature: Feature) -> dict[str, Any]:
    """What it takes to invent a value of the feature; items in the order of their nomenclature."""
    nomenclature = feature.nomenclature_id
    return {
        "data_type": feature.data_type,
        "decimals": feature.decimals,
        "multiple": feature.multiple,
        "kinds": {row.kind for row in feature.types.all()},
        "items": [item.pk for item, _level in Items([nomenclature]).listed[nomenclature]] if nomenclature else [],
        "prefix": feature.code[:2].upper(),
    }
