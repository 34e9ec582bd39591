"""What the definition of a feature may say, by its data type, and whether it is sound."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attributes.patterns import check_pattern
from reference.features.attributes import attribute_of
from reference.features.carriers import carriers, over_carriers
from reference.features.values import BoundedValue, FeatureValue
from reference.models import Feature
from reference.models.features import DataType
from reference.tree import Items

DECIMALS = 6
EXAMPLES = 3
OF_SOME = {
    "nomenclature": {DataType.NOMENCLATURE},
    "multiple": {DataType.NOMENCLATURE},
    "unit": {DataType.NUMBER},
    "decimals": {DataType.NUMBER},
    "minimum": {DataType.NUMBER, DataType.DATE},
    "maximum": {DataType.NUMBER, DataType.DATE},
    "pattern": {DataType.TEXT},
    "default": {*DataType} - {DataType.FILE, DataType.PICTURE},
    "unique": {DataType.TEXT, DataType.NUMBER, DataType.DATE, DataType.COUNTERPARTY},
    "indexed": {DataType.TEXT, DataType.NUMBER, DataType.DATE, DataType.YES_NO},
}
"The parts of a definition that only some data types have a use for; the others are of all."

EMPTY: dict[str, Any] = {"nomenclature": None, "multiple": False, "decimals": 0, "unique": False, "indexed": False}
"What takes the place of a part that is of no use; of the others it is the empty text."

Errors = dict[str, list[Any]]


def settle(feature: Feature) -> Errors:
    """Empties what the data type has no use for; writes default and bounds as the data type does; errors by field."""
    for name, data_types in OF_SOME.items():
        if feature.data_type not in data_types:
            setattr(feature, name, EMPTY.get(name, ""))
    feature.decimals = int(feature.decimals or 0)
    return _shape(feature) or (_bounds(feature) | _pattern(feature)) or _default(feature)


def value_of(feature: Feature) -> FeatureValue:
    """The attribute of one definition as it stands, saved or not."""
    return attribute_of(feature, Items([feature.nomenclature_id] if feature.nomenclature_id else []))


def _shape(feature: Feature) -> Errors:
    """What keeps a definition from being an attribute at all."""
    if feature.data_type not in DataType.values:
        return {"data_type": [_("Choose the kind of value.")]}
    if feature.data_type == DataType.NOMENCLATURE and feature.nomenclature_id is None:
        return {"nomenclature": [_("Choose the nomenclature that the items come from.")]}
    if not 0 <= feature.decimals <= DECIMALS:
        return {"decimals": [_("Enter a number from 0 to %(limit)s.") % {"limit": DECIMALS}]}
    return {}


def _bounds(feature: Feature) -> Errors:
    attribute, errors, found = value_of(feature), Errors(), {}
    for name in ("minimum", "maximum"):
        text = getattr(feature, name).strip()
        if not text or not isinstance(attribute, BoundedValue):
            continue
        try:
            found[name] = attribute.parse(text)
        except ValidationError as error:
            errors[name] = [error]
        else:
            setattr(feature, name, attribute.format(found[name]))
    if len(found) == 2 and found["minimum"] > found["maximum"]:
        lowest = {"minimum": attribute.show(found["minimum"])}
        errors["maximum"] = [_("The highest value lies below the lowest, %(minimum)s.") % lowest]
    return errors


def _pattern(feature: Feature) -> Errors:
    try:
        check_pattern(feature.pattern)
    except ValidationError as error:
        return {"pattern": [error]}
    return {}


def _default(feature: Feature) -> Errors:
    """The default obeys all other rules, as a value that somebody enters does."""
    if feature.unique and feature.default.strip():
        return {"default": [_("Leave it empty: a unique feature cannot begin with the same value everywhere.")]}
    attribute = value_of(feature)
    try:
        value = attribute.clean(feature.default)
        if attribute.editable:
            attribute.check_change(attribute.empty, value)
    except ValidationError as error:
        return {"default": [error]}
    feature.default = attribute.format(value)
    return {}


def refuse_duplicates(feature: Feature) -> None:
    """Raises ValidationError, with examples, when a value of the feature is stored more than once."""
    number, examples = duplicates(feature)
    if not number:
        return
    attribute = value_of(feature)
    said = ", ".join(
        _("“%(value)s” (%(times)d times)") % {"value": attribute.format(attribute.from_json(stored)), "times": times}
        for stored, times in examples
    )
    message = ngettext(
        "%(number)d value is stored more than once: %(examples)s. Make it differ first.",
        "%(number)d values are stored more than once, such as %(examples)s. Make them differ first.",
        number,
    )
    raise ValidationError({"unique": [message % {"number": number, "examples": said}]})


def duplicates(feature: Feature, *, limit: int = EXAMPLES) -> tuple[int, list[tuple[Any, int]]]:
    """How many values are stored more than once, and some of them as stored, the most frequent first."""
    if not carriers:
        return 0, []
    stored = over_carriers("select features -> %(key)s as value from {table} where features ? %(key)s")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select value::text, count(*), count(*) over () from ({stored}) stored"
            " group by value having count(*) > 1 order by 2 desc, 1 limit %(limit)s",
            {"key": str(feature.pk), "limit": limit},
        )
        rows = cursor.fetchall()
    return (rows[0][2] if rows else 0), [(json.loads(value), times) for value, times, _all in rows]
