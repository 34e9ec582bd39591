"""Walks memberships over any number of levels, in one query whatever their depth."""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, QuerySet
from django.db.models.expressions import RawSQL

from counterparties.models import HoldingMember

IDS: Any = ArrayField(BigIntegerField())
# Each step asks the index for one company after another ("offset 0"): joined, each level would read all memberships.
# They begin with the ids alone, for the planner makes room for many times what it expects there.
BELOW = """array(with recursive below(id, is_member) as (
    select id, false from unnest(%s::bigint[]) id
    union
    select m.counterparty_id, true from below
    cross join lateral (select r.counterparty_id from ({rows}) r where r.holding_id = below.id offset 0) m
) select distinct id from below where is_member)"""
WALK = """with recursive walked(id, near, far) as (
    select null::bigint, null::bigint, id from unnest(%s::bigint[]) id
    union
    select m.id, m.{near}, m.{far} from walked
    cross join lateral (select r.* from ({rows}) r where r.{near} = walked.far offset 0) m
) select id, near, far from walked where id is not null limit %s"""


class Step(NamedTuple):
    """A membership, walked from its nearer end to the further one."""

    pk: int
    near: int
    far: int


def members_below(memberships: QuerySet[HoldingMember], holdings: Collection[int]) -> RawSQL:
    """The ids of all that belong to these holdings by these memberships, members of members included: an array.

    As an array it is read once, before the list that is filtered by it.
    """
    try:
        rows, params = sql_of(memberships)
    except EmptyResultSet:
        return RawSQL("'{}'::bigint[]", (), output_field=IDS)
    sql = BELOW.format(rows=rows)
    # The SQL is what Django made of the rows; every value is a parameter.
    return RawSQL(sql, [list(holdings), *params], output_field=IDS)  # noqa: S611


def walked(memberships: QuerySet[HoldingMember], start: Collection[int], *, up: bool, most: int) -> list[Step]:
    """The memberships above or below these counterparties, the nearest first."""
    try:
        rows, params = sql_of(memberships)
    except EmptyResultSet:
        return []
    near, far = ("counterparty_id", "holding_id") if up else ("holding_id", "counterparty_id")
    with connection.cursor() as cursor:
        asked = [list(start), *params, most]
        cursor.execute(WALK.format(rows=rows, near=near, far=far), asked)
        return [Step(*row) for row in cursor.fetchall()]


def sql_of(memberships: QuerySet[HoldingMember]) -> tuple[str, tuple[Any, ...]]:
    """The SQL of the memberships, as a part of another query."""
    return memberships.order_by().values("id", "holding_id", "counterparty_id").query.sql_with_params()
