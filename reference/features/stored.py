"""The values of features as SQL: what lists sort and filter by, and what indexes hold.

The feature's key stands in the SQL itself, so that an index on the same expression is found.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import BooleanField, DecimalField, F, Func, IntegerField, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Collate, Left, Lower

from attributes.values import LOWEST

KEY_LENGTH = 200
"Letters of a text that its order counts: a longer key may not fit into a page of an index."

IDS_A_GROUP = 200
"Ids in one pair of brackets of a jsonpath: without them it nests once an id, and tens of thousands are too deep."


class StoredText(Func):
    """The value of the feature with this key as text; null where it is not set."""

    template = "(%(expressions)s ->> '%(key)d')"
    arity = 1
    output_field = TextField()

    def __init__(self, key: str | int, **extra: Any) -> None:
        super().__init__(F("features"), key=int(key), **extra)


class ToNumber(Func):
    """The text of a number as a number; the scale of the field holds any that a feature has."""

    template = "(%(expressions)s)::numeric"
    arity = 1
    output_field = DecimalField(max_digits=40, decimal_places=6)


def stored_number(key: str) -> Combinable:
    """The number, LOWEST where it is not set."""
    lowest = Value(LOWEST, output_field=DecimalField(max_digits=40, decimal_places=6))
    return Coalesce(ToNumber(StoredText(key)), lowest)


def stored_code(key: str) -> Combinable:
    """A text that a machine wrote (a day in ISO 8601, true or false), in the order of its signs; "" where not set."""
    return Collate(Coalesce(StoredText(key), Value("", output_field=TextField())), "C")


def stored_words(key: str) -> Combinable:
    """A text that people wrote, for their order: in lower case, cut to a length that an index holds."""
    text = Coalesce(StoredText(key), Value("", output_field=TextField()))
    return Collate(Lower(Left(text, KEY_LENGTH)), "C")


class Matches(Func):
    """Whether a jsonpath finds something in the features; the index on all of them answers it."""

    template = "(%(expressions)s)"
    arg_joiner = " @? "
    arity = 2
    conditional = True
    output_field = BooleanField()


def holds_one_of(key: str, ids: Sequence[int]) -> Q:
    """The rows whose value is one of these ids, or a list with one of them."""
    groups = [ids[at : at + IDS_A_GROUP] for at in range(0, len(ids), IDS_A_GROUP)]
    path = " || ".join("(" + " || ".join(f"@ == {pk}" for pk in group) + ")" for group in groups)
    return Q(Matches(F("features"), Value(f'$."{int(key)}"[*] ? ({path})')))


class ItemCodes(Func):
    """The codes of the ids in a list, in the order of the mapping; what it does not know is left out."""

    arity = 3
    output_field = TextField()
    template = (
        "(case jsonb_array_length({stored}) when 1 then {codes} ->> ({stored} ->> 0) else"
        " (select string_agg({codes} ->> each.item, '; ' order by ({places} ->> each.item)::int)"
        " from jsonb_array_elements_text({stored}) as each(item)) end)"
    )

    def __init__(self, key: str, codes: Mapping[int, str], **extra: Any) -> None:
        places = {pk: place for place, pk in enumerate(codes)}
        super().__init__(F("features"), Value(json.dumps(codes)), Value(json.dumps(places)), key=int(key), **extra)

    def as_sql(self, compiler: Any, connection: Any, *_how: Any, **_context: Any) -> tuple[str, tuple]:
        (features, _none), (codes, written), (places, numbered) = map(compiler.compile, self.source_expressions)
        stored, codes, places = f"({features} -> '{self.extra['key']}')", f"{codes}::jsonb", f"{places}::jsonb"
        return self.template.format(stored=stored, codes=codes, places=places), (*written, *written, *numbered)


class FirstPlace(Func):
    """The lowest of the places that the ids in a list have; -1 where there is none."""

    arity = 2
    output_field = IntegerField()

    def __init__(self, key: str, places: Mapping[int, int]) -> None:
        super().__init__(F("features"), Value(json.dumps(places)), key=int(key))

    def as_sql(self, compiler: Any, connection: Any, *_how: Any, **_context: Any) -> tuple[str, tuple]:
        (features, given), (places, written) = map(compiler.compile, self.source_expressions)
        return (
            f"coalesce((select min(({places}::jsonb ->> each.item)::int)"
            f" from jsonb_array_elements_text({features} -> '{self.extra['key']}') as each(item)), -1)",
            (*written, *given),
        )
