"""Finds the counterparty that a row of a file means: by its numbers and its code, a chunk in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from counterparties.holders import IDENTIFYING
from counterparties.identifiers import BULGARIA, compact


class Sought(NamedTuple):
    """A number as a file may have it; `country` is None where the file does not say it."""

    field: str
    value: str
    country: str | None


class Found(NamedTuple):
    """A counterparty that holds a number."""

    pk: int
    name: str
    code: str


def sought(values: Mapping[str, Any]) -> list[Sought]:
    """All forms in which the numbers of a row may be stored; they are not checked yet."""
    country = str(values["country"] or "") if "country" in values else None
    found = []
    for field in IDENTIFYING:
        text = values.get(field)
        if text:
            found += [Sought(field, form, within(field, form, country)) for form in forms_of(field, text, country)]
    return found


def forms_of(field: str, text: str, country: str | None) -> set[str]:
    """The stored forms that a text may stand for."""
    if field == "code":
        return {text}
    plain = compact(text)
    if field == "lei":
        return {plain}
    forms = {plain, " ".join(text.split()).upper()}
    if field == "uic":
        return forms | {plain.removeprefix(BULGARIA)}
    prefix = "EL" if country == "GR" else country or BULGARIA
    return forms | {prefix + plain.removeprefix(prefix)}


def matches(rows: Sequence[list[Sought]]) -> list[dict[int, Found]]:
    """For each row the counterparties that hold one of its numbers, by id; with more than one it is ambiguous."""
    holders: dict[tuple[str, str], list[tuple[str, Found]]] = defaultdict(list)
    wanted: dict[str, set[str]] = defaultdict(set)
    for each in (each for row in rows for each in row):
        wanted[each.field].add(each.value)
    for field, values in wanted.items():
        for value, country, found in _holders(field, values):
            holders[field, value].append((country, found))
    if not holders:
        return [{} for _row in rows]
    return [{found.pk: found for each in row for found in _of(each, holders)} for row in rows]


def _of(each: Sought, holders: Mapping[tuple[str, str], list[tuple[str, Found]]]) -> Iterable[Found]:
    for country, found in holders.get((each.field, each.value), ()):
        if each.country is None or each.country == country:
            yield found


def _holders(field: str, values: set[str]) -> Iterable[tuple[str, str, Found]]:
    with connection.cursor() as cursor:
        # The partial indexes serve only who says that the value is not empty.
        cursor.execute(
            f"select {field}, country, id, name, code from counterparties_counterparty"
            f" where {field} <> '' and {field} = any(%s)",
            [list(values)],
        )
        for value, country, *found in cursor.fetchall():
            yield value, country or "", Found(*found)


def within(field: str, number: str, country: str | None) -> str | None:
    """The country that the number is unique in; None when it is so in the world, or when the country is not said."""
    prefixed = number[:2].isascii() and number[:2].isalpha()
    return country if field == "uic" or (field == "vat_number" and not prefixed) else None
