"""One value of a feature in the form of another data type, and the statements that read and write such values."""

import json
from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from history.standing import table_of
from reference.features.attributes import VALUES
from reference.features.carried import with_value
from reference.features.carriers import over_carriers
from reference.features.former_values import told
from reference.features.items import ItemsValue
from reference.features.values import FeatureValue, TextValue
from reference.models import Feature
from reference.models.features import DataType
from reference.tree import Items

ROWS_A_FETCH = 2_000
KEPT = 50_000
"Values whose outcome is remembered; most features have far fewer distinct ones."


class Conversion:
    """From one definition to another: `text` in between, as people would type it."""

    def __init__(self, old: Feature, new: Feature) -> None:
        self.items = Items({each.nomenclature_id for each in (old, new) if each.nomenclature_id})
        self.old, self.new = typed(old, self.items), typed(without_rules(new), self.items)
        self.key = str(old.pk)
        self._known: dict[str, Any] = {}

    def number(self) -> int:
        """How many records have a value."""
        return with_value([int(self.key)]).get(int(self.key), 0)

    def text_of(self, stored: Any) -> str:
        """A stored value as a text that the old data type reads as the same value; names rather than codes."""
        try:
            value = self.old.from_json(stored)
            if self.old.feature.data_type in (DataType.NOMENCLATURE, DataType.YES_NO):
                shown = self.named(value)
                return shown if self.reads(shown, value) else self.old.format(value)
            return self.old.format(value)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise ValidationError(_("The stored value cannot be read.")) from error

    def named(self, value: Any) -> str:
        """Items by their names, as a text parts them; yes and no in words."""
        if isinstance(self.old, ItemsValue):
            return "; ".join(item.name for item in self.old.chosen(value))
        return self.old.show(value)

    def reads(self, shown: str, value: Any) -> bool:
        try:
            return bool(self.old.clean(shown) == value)
        except ValidationError:
            return False

    def stored(self, before: Any) -> Any:
        """The value in its new form; raises ValidationError where it does not fit."""
        return self.new.to_json(self.cleaned(self.text_of(before)))

    def cleaned(self, text: str) -> Any:
        if type(self.new) is TextValue and len(text.splitlines()) > 1:
            raise ValidationError(_("It has several lines."))
        if not self.new.typed:
            raise ValidationError(_("A text does not become a file."))
        return self.new.clean(text)

    def text(self, default: str) -> str:
        """A text of the definition (its default) in the new form; "" where it does not fit."""
        try:
            value = self.old.clean(default)
            return self.new.format(self.cleaned(self.text_of(self.old.to_json(value)))) if default else ""
        except ValidationError:
            return ""

    def outcome(self, text: str) -> Any:
        """The new form of a value, both as JSON texts; None where it does not fit."""
        if text not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            try:
                found = self.stored(json.loads(text))
                self._known[text] = None if found is None else json.dumps(found)
            except ValidationError:
                self._known[text] = None
        return self._known[text]


def typed(feature: Feature, items: Items) -> FeatureValue:
    """The attribute by the data type, also while a job changes the values."""
    return VALUES[feature.data_type](feature, items)


def without_rules(feature: Feature) -> Feature:
    """Its twin, unsaved: bounds and patterns bind what people enter, not what is stored already."""
    twin = copy(feature)
    twin.minimum = twin.maximum = twin.pattern = ""
    return twin


def stored_values(feature: Feature) -> Iterator[tuple[Any, int]]:
    """Every distinct stored value of the feature, with the number of records that have it."""
    key = str(feature.pk)
    each = over_carriers("select (features -> %(key)s)::text as value from {table} where features ? %(key)s")
    if not each:
        return
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"select value, count(*) from ({each}) carried group by value order by 2 desc, 1", {"key": key})
        while rows := cursor.fetchmany(ROWS_A_FETCH):
            yield from ((json.loads(value), number) for value, number in rows)


def write_chunk(model: type[Model], ids: Sequence[int], conversion: Conversion, *, drop: bool) -> None:
    """Gives these records the new form of their value.

    One that does not fit is taken away (`drop`); else it raises ValidationError: it fitted when it was checked.
    """
    table, key = table_of(model), conversion.key
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, (features -> %(key)s)::text from {table} where id = any(%(ids)s) and features ? %(key)s"
            " order by id for no key update",
            {"key": key, "ids": list(ids)},
        )
        rows = [(pk, conversion.outcome(text), text) for pk, text in cursor.fetchall()]
        rows = [row for row in rows if row[1] is None or json.loads(row[1]) != json.loads(row[2])]
        if not rows:
            return
        if not drop and (misfits := [text for _pk, outcome, text in rows if outcome is None]):
            raise ValidationError(
                _("“%(value)s” does not fit any more: bring back the item that it names, then go on.")
                % {"value": told(conversion.old, json.loads(misfits[0]))}
            )
        cursor.execute(
            f"update {table} t set features = case when n.value is null then t.features - %(key)s"
            " else jsonb_set(t.features, array[%(key)s], n.value::jsonb) end"
            " from unnest(%(ids)s::bigint[], %(values)s::text[]) n(id, value) where t.id = n.id",
            {"key": key, "ids": [row[0] for row in rows], "values": [row[1] for row in rows]},
        )
