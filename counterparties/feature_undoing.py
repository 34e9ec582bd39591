"""What features say to an undoing: values whose meaning has changed since, unique ones, and links to what would go."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from access.models import User
from counterparties.feature_saving import MANY, Unique, holders_of, make_index_quick, taken_by
from counterparties.models import Counterparty
from exchange.undoing.models import Outcome
from exchange.undoing.subjects import Unit
from history.models import Change
from history.reversing import becoming
from history.standing import DELETE, UPDATE
from reference.features.attributes import by_key
from reference.features.values import FeatureValue
from reference.models import Feature, NomenclatureItem

TABLE = Counterparty._meta.db_table
MEANING = ("data_type", "nomenclature_id", "multiple", "decimals")
NAMED = 3


def refuse_values(units: Sequence[Unit], user: User | None) -> None:
    """Refuses to give back values that mean nothing any more, or that are to be unique and are another's by now."""
    given = {unit.pk: values for unit, values in _given_back(units) if values}
    if not given:
        return
    attributes = by_key()
    first = min(change.id for unit in units for change in unit.changes if change.table == TABLE)
    strange = {key for values in given.values() for key in values} - attributes.keys() | _changed_since(first)
    gone = _gone(given, attributes)
    by_pk = {unit.pk: unit for unit in units}
    for pk, values in given.items():
        for key in sorted(strange & values.keys()):
            name = attributes[key].label if key in attributes else f"#{key}"
            by_pk[pk].stays(Outcome.FAILED, _("The feature “%s” has been changed or deleted since.") % name)
        for key in sorted(gone.get(pk, ())):
            reason = _("What the feature “%s” had before is deleted.") % attributes[key].label
            by_pk[pk].stays(Outcome.FAILED, reason)
    _refuse_taken({pk: values for pk, values in given.items() if by_pk[pk].passes}, attributes, by_pk, user)


def _given_back(units: Sequence[Unit]) -> list[tuple[Unit, dict[str, Any]]]:
    """The values by key that the records would get back; what they would lose is no question."""
    own = [change for unit in units for change in unit.changes if change.table == TABLE]
    images = becoming(own, ("features",))
    found = []
    for unit in units:
        values = images.get((TABLE, unit.pk), {}).get("features") or {}
        changes = [change for change in unit.changes if change.table == TABLE]
        if not any(change.action == DELETE for change in changes):
            written = {place for change in changes if change.action == UPDATE for place in change.places}
            values = {key: value for key, value in values.items() if f"features.{key}" in written}
        found.append((unit, values))
    return found


def _changed_since(first: int) -> set[str]:
    """The keys of features that mean something else since this change."""
    changes = Change.objects.filter(
        table=Feature._meta.db_table, pk__gt=first, action=Change.Action.UPDATE, after__has_any_keys=MEANING
    )
    return {str(pk) for pk in changes.values_list("record_id", flat=True).distinct()}


def _gone(given: dict[int, dict[str, Any]], attributes: dict[str, FeatureValue]) -> dict[int, set[str]]:
    """By record the keys whose items or counterparties are deleted."""
    items: dict[int, set[tuple[int, str]]] = defaultdict(set)
    links: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for pk, values in given.items():
        for key, value in values.items():
            if isinstance(value, list):
                for each in value:
                    items[each].add((pk, key))
            elif key in attributes and attributes[key].points_to is Counterparty:
                links[value].add((pk, key))
    there = set(NomenclatureItem.objects.filter(pk__in=items).values_list("pk", flat=True)) if items else set()
    known = set(Counterparty.objects.filter(pk__in=links).values_list("pk", flat=True)) if links else set()
    found: dict[int, set[str]] = defaultdict(set)
    lost = [places for pk, places in items.items() if pk not in there]
    lost += [places for pk, places in links.items() if pk not in known]
    for places in lost:
        for pk, key in places:
            found[pk].add(key)
    return found


def _refuse_taken(
    given: dict[int, dict[str, Any]], attributes: dict[str, FeatureValue], units: dict[int, Unit], user: User | None
) -> None:
    unique = {
        (pk, key): Unique(key, json.dumps(value, ensure_ascii=False))
        for pk, values in given.items()
        for key, value in values.items()
        if key in attributes and attributes[key].unique
    }
    found = holders_of(set(unique.values()))
    taken = {place: each for place, each in unique.items() if found.get(each, place[0]) != place[0]}
    rows = Counterparty.objects.open_to(user)
    seen = rows.only("name", "archived_at").in_bulk([found[each] for each in taken.values()]) if taken else {}
    for (pk, key), each in taken.items():
        units[pk].stays(Outcome.FAILED, taken_by(attributes[key], each, seen.get(found[each])).messages[0])


def linking() -> list[str]:
    """The keys of the features that name counterparties."""
    return [key for key, attribute in by_key().items() if attribute.points_to is Counterparty]


def refuse_links(units: Sequence[Unit], user: User | None) -> None:
    """Refuses to delete counterparties that the features of others name."""
    keys = linking()
    going = {unit.pk: unit for unit in units if (TABLE, unit.pk) in unit.added}
    if not keys or not going:
        return
    if len(going) * len(keys) > MANY:
        make_index_quick()
    with connection.cursor() as cursor:
        cursor.execute(
            f"select g.id, c.id, c.name from unnest(%s::bigint[]) g(id) cross join unnest(%s::text[]) k"
            f" join {TABLE} c on c.features @> jsonb_build_object(k, g.id) where c.id <> g.id order by c.id",
            [list(going), keys],
        )
        naming = cursor.fetchall()
    seen = _seen({by for _to, by, _name in naming}, user)
    while held := {to for to, by, _name in naming if to in going and by not in going}:
        for pk in held:
            by = {by: name for to, by, name in naming if to == pk and by not in going}
            names = [_("“%s”") % name for pk, name in by.items() if pk in seen][:NAMED]
            told = ", ".join(names) or _("a counterparty that you may not see")
            going.pop(pk).stays(Outcome.FAILED, _("A feature of %s names it.") % told)


def _seen(pks: set[int], user: User | None) -> set[int]:
    rows = Counterparty.objects.open_to(user)
    return set(rows.filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
