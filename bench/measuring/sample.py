"""What the cases ask for in a dataset: a record in its middle, its biggest holding, how deep its pages go."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from bench.dataset.features import ACTIVITY, activity_codes
from reference.kinds import Kind
from reference.models import Status, Type
from screens.keyset import Keyset

CUSTOMER = "kinds @> (array['customer'])::varchar(10)[]"


@dataclass(frozen=True)
class Sample:
    """Values that stand in the addresses and in the plain SQL of the cases."""

    counterparties: int
    last: int
    "The id of the last counterparty."
    middle: int
    "The id of a counterparty in the middle of the list."
    middle_name: str
    middle_uic: str
    after: str
    "The cursor of the page behind it."
    page: int
    "A deep page of a list that counts its pages."
    status: int
    status_code: str
    type: int
    type_code: str
    holding: int
    holding_code: str
    item_code: str
    item_json: str
    "An activity that one record of twenty has, and what is stored in those."
    today: Any


# The way to the middle leads along the index alone: a third of the table would take minutes where it is not in memory.
PLACE = f"""
    select name_sort, id from counterparties_counterparty where {CUSTOMER} order by name_sort, id offset %s limit 1"""
MIDDLE = f"""
    select id, name_sort, uic from counterparties_counterparty
    where {CUSTOMER} and archived_at is null and country = 'BG' and person_kind = 'legal'
    and (name_sort, id) >= (%s, %s) order by name_sort, id limit 1"""
ITEM = """
    select i.code, jsonb_build_object(f.id::text, jsonb_build_array(i.id))::text from reference_nomenclatureitem i
    join reference_feature f on f.nomenclature_id = i.nomenclature_id where f.code = %s and i.code = %s"""
BIGGEST_HOLDING = """
    select h.id, h.code from counterparties_counterparty h
    join counterparties_holdingmember m on m.holding_id = h.id
    where m.archived_at is null and m.to_date is null group by 1, 2 order by count(*) desc, 1 limit 1"""


def sample() -> Sample:
    """Looked up once, before anything is measured."""
    number, last = _row("select count(*), max(id) from counterparties_counterparty")
    middle, name, uic = _row(MIDDLE, *_row(PLACE, number // 3))
    holding, code = _row(BIGGEST_HOLDING)
    item_code, item_json = _row(ITEM, ACTIVITY, activity_codes()[1])
    return Sample(
        counterparties=number,
        last=last,
        middle=middle,
        middle_name=name,
        middle_uic=uic,
        after=cursor(middle, name, "name"),
        page=min(5_000, number // 100),
        status=Status.objects.get(code="inactive").pk,
        status_code="inactive",
        type=Type.objects.get(code="horeca", kind=Kind.CUSTOMER).pk,
        type_code="horeca",
        holding=holding,
        holding_code=code,
        item_code=item_code,
        item_json=item_json,
        today=timezone.localdate(),
    )


def _row(sql: str, *params: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def cursor(pk: int, key: Any, order: str) -> str:
    """The cursor of the page behind the record with this id and this value of the order."""
    row: Any = SimpleNamespace(pk=pk, _key=key)
    return Keyset(F("pk"), name=order).cursor(row)
