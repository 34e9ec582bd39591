"""The configuration that a dataset uses, as ids, so that the processes which make records need no database."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bench.dataset import features as own
from counterparties.demonstration.configuring import wanted
from reference.arranging import append
from reference.kinds import Kind
from reference.models import Feature, Nomenclature, NomenclatureItem, Status, Type

OFTEN = ("active", "contracted", "inactive")


def choices() -> dict[str, Any]:
    """Arguments of `records.Plan`: types by kind, statuses, features; missing types and features are added."""
    if Type.objects.filter(parent=None).count() < len(Kind):
        raise ValidationError(_("The kinds of counterparties are not there yet: run “make setup” first."))
    statuses = {status.code: status.pk for status in Status.objects.order_by("position")}
    nomenclatures = {code: _nomenclature(code, *names) for code, names in own.NOMENCLATURES.items()}
    items = {code: dict(row.items.values_list("code", "pk")) for code, row in nomenclatures.items()}
    return {
        "types": _types(),
        "statuses": [statuses[code] for code in sorted(statuses, key=lambda code: (*OFTEN, code).index(code))],
        "features": {code: str(_feature(code, nomenclatures).pk) for code in own.DEFINED},
        "activities": [items["activities"][code] for code in own.activity_codes()],
        "channels": list(items["channels"].values()),
    }


def _types() -> dict[str, list[int]]:
    """The ids of the types by kind, the root first; those of the demonstration are among them."""
    roots = {row.kind: row for row in Type.objects.filter(parent=None)}
    known = set(Type.objects.values_list("code", flat=True))
    for row in wanted()["types"]:
        if row["code"] not in known:
            root = roots[row["parent"]]
            append(record=Type(**_named(row["code"], row["name_en"], row["name_bg"]), kind=root.kind, parent=root))
    types: dict[str, list[int]] = {kind: [root.pk] for kind, root in roots.items()}
    for row in Type.objects.filter(stopped_at=None).exclude(parent=None).order_by("parent_id", "position"):
        types[row.kind].append(row.pk)
    return types


def _named(code: str, name_en: str, name_bg: str) -> dict[str, str]:
    return {"code": code, "name_en": name_en, "name_bg": name_bg}


def _nomenclature(code: str, name_en: str, name_bg: str) -> Nomenclature:
    if found := Nomenclature.objects.filter(code=code).first():
        return found
    made = append(record=Nomenclature(**_named(code, name_en, name_bg)))
    if code == "activities":
        _activities(made)
    else:
        _add_items(made, [(f"{number:02d}", None) for number in range(1, own.CHANNEL_COUNT + 1)])
    return made


def _activities(made: Nomenclature) -> None:
    """Three levels; whoever has an activity has one of the lowest."""
    leaves = own.activity_codes()
    groups = list(dict.fromkeys(code.rpartition("-")[0] for code in leaves))
    sections = list(dict.fromkeys(code.rpartition("-")[0] for code in groups))
    rows: dict[str, NomenclatureItem] = {}
    for level in (sections, groups, leaves):
        rows |= _add_items(made, [(code, rows.get(code.rpartition("-")[0])) for code in sorted(level)])


def _add_items(made: Nomenclature, lines: list[tuple[str, NomenclatureItem | None]]) -> dict[str, NomenclatureItem]:
    """Adds items of these codes, each under its parent, all at once."""
    places: dict[int | None, int] = {}
    rows = []
    for code, parent in lines:
        under = parent.pk if parent else None
        places[under] = places.get(under, 0) + 1
        name = _named(code, f"{made.name_en} {code}", f"{made.name_bg} {code}")
        rows.append(NomenclatureItem(**name, nomenclature=made, parent=parent, position=places[under]))
    return {row.code: row for row in NomenclatureItem.objects.bulk_create(rows)}


def _feature(code: str, nomenclatures: dict[str, Nomenclature]) -> Feature:
    """The feature of a dataset with this code; raises ValidationError where another kind of feature has it."""
    options: dict[str, Any] = dict(own.DEFINED[code])
    if "nomenclature" in options:
        options["nomenclature"] = nomenclatures[options["nomenclature"]]
    found = Feature.objects.filter(code=code).first()
    if found is None:
        return append(record=Feature(code=code, **options))
    if any(getattr(found, name) != options.get(name, default) for name, default in _LIKE.items()):
        raise ValidationError(_("Another feature has the code “%s”: give it another one.") % code)
    return found


_LIKE = {"data_type": "", "multiple": False, "nomenclature": None}
