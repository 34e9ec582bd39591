"""The tables whose rows carry values of features in a JSONB column `features`: rooms above register theirs."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import Model

from history.standing import table_of
from reference.models import Feature

Refresh = Callable[[Iterable[int]], None]
"Writes anew what is derived from the texts of features, for rows of these ids."

carriers: dict[type[Model], Refresh] = {}


def _nothing(_ids: Iterable[int]) -> None:
    """For a table that derives nothing from the texts of features."""


of_forms: set[type[Model]] = set()
"Those of them that carry the fields of forms; the others carry the features of counterparties."


def register(model: type[Model], *, refresh: Refresh = _nothing, fields: bool = False) -> None:
    """Makes known that rows of the model carry features, or `fields` of forms: what changes these reaches them."""
    carriers[model] = refresh
    if fields:
        of_forms.add(model)


def carriers_of(feature: Feature) -> list[type[Model]]:
    """The models whose rows may have a value of it."""
    return [model for model in carriers if (model in of_forms) == (feature.template_id is not None)]


def over_carriers(select: str) -> str:
    """The statement over all carriers: `{table}` in it is each of them in turn."""
    return " union all ".join(select.replace("{table}", table_of(model)) for model in carriers)


def counted(sql: str, params: dict[str, Any]) -> dict[int, int]:
    """Pairs of an id and a number, added up by id; none where nobody carries features."""
    found: dict[int, int] = {}
    if not carriers:
        return found
    with connection.cursor() as cursor:
        cursor.execute(over_carriers(sql), params)
        for pk, number in cursor.fetchall():
            found[pk] = found.get(pk, 0) + number
    return found
