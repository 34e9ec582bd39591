"""What features demand of a record that is written: the one place for forms and imports.

A new record begins with the defaults, a mandatory value is not left out and not cleared, a unique one has one holder.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from access.models import User
from counterparties.holders import held
from counterparties.models import Counterparty
from reference.features.attributes import feature_attributes
from reference.features.values import FeatureValue

LOCKS = 128
"Locks a unique feature: an import needs as many at most, however many rows it writes at once."
MANY = 50
"Values, from which on it pays to make the index quick before it is asked."
INDEX = next(index.name for index in Counterparty._meta.indexes if "features" in index.name)
Stored = Mapping[str, Any]


class Unique(NamedTuple):
    """A value that one record at most may have: the feature's key, and the value as JSON."""

    key: str
    value: str

    @property
    def lock(self) -> int:
        """The number of its lock; values that share one wait for each other."""
        return int.from_bytes(self._digest()) % LOCKS

    @property
    def code(self) -> str:
        """A short text that stands for it."""
        return f"f.{self.key}:{self._digest().hex()}"

    def _digest(self) -> bytes:
        return blake2b(self.value.encode(), digest_size=16).digest()


class Asked(NamedTuple):
    """What some types ask for by name, and what new records begin with: defaults, and gaps that must be filled."""

    names: frozenset[str]
    begins: dict[str, Any]


class FeatureRules:
    """The rules of these attributes, which know the user; what types ask for is read once."""

    def __init__(self, attributes: Iterable[FeatureValue]) -> None:
        self.by_name = {attribute.name: attribute for attribute in attributes}
        self.unique = [attribute for attribute in self.by_name.values() if attribute.unique]
        self._asked: dict[frozenset[int], Asked] = {}

    def prepare(self, features: Iterable[Stored]) -> None:
        """Reads what telling and checking these values of records needs."""
        records = [SimpleNamespace(features=each) for each in features]
        for attribute in self.by_name.values():
            attribute.prepare(records)

    def asked(self, types: Collection[int]) -> Asked:
        """What counterparties with these ticked types are asked for; read once for each set of types."""
        ticked = frozenset(types)
        if ticked not in self._asked:
            names = [each.name for each in feature_attributes(ticked) if each.name in self.by_name]
            defaults = {name: self.by_name[name].default for name in names}
            begins = {
                name: value
                for name, value in defaults.items()
                if self.by_name[name].required or value != self.by_name[name].empty
            }
            self._asked[ticked] = Asked(frozenset(names), begins)
        return self._asked[ticked]

    def changed(self, *, types: Collection[int], given: Mapping[str, Any], stored: Stored | None) -> dict[str, Any]:
        """The features of a record with these types after it is given values by name; `stored` is None for a new one.

        Raises ValidationError by name.
        """
        asked = self.asked(types)
        values = dict(given) if stored is not None else {**asked.begins, **given}
        after, errors = dict(stored or {}), {}
        for name, value in values.items():
            attribute = self.by_name[name]
            before = attribute.from_json(after.get(attribute.key))
            try:
                attribute.check_change(before, value)
                if name in asked.names and (stored is None or before != attribute.empty):
                    refuse_missing(attribute, value)
                attribute.put(after, value)
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)
        return after

    def words_of(self, key: str) -> str:
        """How a file is told that two of its rows have one value of a unique feature."""
        return _("The same value of “%s”") % next(each.label for each in self.unique if f"f.{each.key}" == key)

    def new_values(self, before: Stored, after: Stored) -> dict[str, Unique]:
        """By name the values of unique features that a record newly gets."""
        return {
            each.name: Unique(each.key, json.dumps(after[each.key], ensure_ascii=False))
            for each in self.unique
            if after.get(each.key) is not None and after[each.key] != before.get(each.key)
        }


def refuse_missing(attribute: FeatureValue, value: Any) -> None:
    """Raises ValidationError when a mandatory value is empty."""
    if attribute.required and value == attribute.empty:
        raise ValidationError(_("Fill this in: it is required."), "required")


def holders_of(wanted: Collection[Unique]) -> dict[Unique, int]:
    """The ids of the records that have these values; until the transaction ends nobody else can take one of them.

    The locks are taken in one order everywhere, so that two writers never wait for each other.
    """
    if not wanted:
        return {}
    rows = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(%s::text[]) key",
            [sorted({f"feature {each.key}: {each.lock}" for each in rows})],
        )
        if len(rows) > MANY:
            make_index_quick()
        cursor.execute(
            f"select w.place, c.id from unnest(%s::text[], %s::jsonb[]) with ordinality w(key, value, place)"
            f" join {Counterparty._meta.db_table} c on c.features @> jsonb_build_object(w.key, w.value)"
            " and c.features -> w.key = w.value order by c.id desc",
            [[each.key for each in rows], [each.value for each in rows]],
        )
        return {rows[place - 1]: pk for place, pk in cursor.fetchall()}


def make_index_quick() -> None:
    """Sorts in what was written last: it lies in a list through which each question to the index would go."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select gin_clean_pending_list(oid) from pg_class"
            " where oid = to_regclass(%s) and pg_has_role(relowner, 'usage')",
            [INDEX],
        )


def refuse_taken(*, user: User, rules: FeatureRules, before: Stored, after: Stored, own: int | None) -> None:
    """Raises ValidationError by name when another record than `own` has a value that is to be unique."""
    wanted = rules.new_values(before, after)
    taken = {unique: pk for unique, pk in holders_of(wanted.values()).items() if pk != own}
    if not taken:
        return
    seen = Counterparty.objects.visible_to(user).only("name", "archived_at").in_bulk(taken.values())
    raise ValidationError(
        {
            name: taken_by(rules.by_name[name], each, seen.get(taken[each]))
            for name, each in wanted.items()
            if each in taken
        }
    )


def taken_by(attribute: FeatureValue, unique: Unique, holder: Counterparty | None) -> ValidationError:
    """The error that names the holder of a value, as far as the user may see it."""
    return held(str(attribute.show(attribute.from_json(json.loads(unique.value)))), holder)
