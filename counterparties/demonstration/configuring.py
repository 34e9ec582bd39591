"""The types, nomenclatures, features and forms that invented data use: found by their codes, or added."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from reference.adding import add
from reference.models import Feature, FeatureGroup, FormField, FormTemplate, Nomenclature, NomenclatureItem, Type
from reference.models.rows import Arranged

FILE = Path(__file__).with_name("configuration.json")
NAMES = ("code", "name_bg", "name_en")
A = TypeVar("A", bound=Arranged)


@dataclass
class Configured:
    """The rows by code; an item by (nomenclature, code). `added` are those that were not there before, in order."""

    types: dict[str, Type] = field(default_factory=dict)
    nomenclatures: dict[str, Nomenclature] = field(default_factory=dict)
    items: dict[tuple[str, str], NomenclatureItem] = field(default_factory=dict)
    groups: dict[str, FeatureGroup] = field(default_factory=dict)
    features: dict[str, Feature] = field(default_factory=dict)
    added: list[Arranged] = field(default_factory=list)


def wanted() -> dict[str, Any]:
    """What `configuration.json` says."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def configure() -> Configured:
    """Adds what is missing of the configuration; what is there under the same code stays as it is.

    The roots of the type tree must be there.
    """
    made, rows = Configured(), wanted()
    made.types = {root.code: root for root in Type.objects.filter(parent=None)}
    made.types |= {row.kind: row for row in made.types.values()}
    for row in rows["types"]:
        under = made.types[row["parent"]]
        made.types[row["code"]] = _found_or_added(made, Type(**_names(row), kind=under.kind, parent=under))
    for row in rows["nomenclatures"]:
        _nomenclature(made, row)
    for row in rows["feature_groups"]:
        made.groups[row["code"]] = _found_or_added(made, FeatureGroup(**_names(row)))
    for row in rows["features"]:
        made.features[row["code"]] = _feature(made, row)
    for row in rows["form_templates"]:
        _form_template(made, row)
    return made


def _names(row: dict[str, Any]) -> dict[str, str]:
    return {name: row[name] for name in NAMES}


def _found_or_added(made: Configured, row: A, **within: Any) -> A:
    rows: Any = type(row)
    if found := rows.objects.filter(code=row.code, **within).first():
        return cast(A, found)
    made.added.append(row)
    return add(record=row)


def _nomenclature(made: Configured, row: dict[str, Any]) -> None:
    nomenclature = _found_or_added(made, Nomenclature(**_names(row)))
    made.nomenclatures[row["code"]] = nomenclature
    for item in row["items"]:
        parent = made.items.get((row["code"], item.get("parent", "")))
        made.items[row["code"], item["code"]] = _found_or_added(
            made, NomenclatureItem(**_names(item), nomenclature=nomenclature, parent=parent), nomenclature=nomenclature
        )


def _form_template(made: Configured, row: dict[str, Any]) -> None:
    """One that is there keeps its own fields."""
    template = _found_or_added(made, FormTemplate(**_names(row), kinds=row["kinds"]))
    for field_row in row["fields"] if template in made.added else ():
        add(record=FormField(template=template, **field_row))


def _feature(made: Configured, row: dict[str, Any]) -> Feature:
    options = {name: value for name, value in row.items() if name not in {*NAMES, "nomenclature", "group", "types"}}
    if "nomenclature" in row:
        options["nomenclature"] = made.nomenclatures[row["nomenclature"]]
    if "group" in row:
        options["group"] = made.groups[row["group"]]
    feature = _found_or_added(made, Feature(**_names(row), **options))
    if feature in made.added:
        feature.types.add(*(made.types[code] for code in row["types"]))
    return feature
