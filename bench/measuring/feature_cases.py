"""The lists by features that are measured, each with the SQL that a careful hand would write for the same rows.

Both fetch the same columns along the same indexes. %(name)s stands for a value of the sample.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from bench.dataset.features import (
    ACTIVITY,
    AMOUNT,
    DAYS,
    DEFINED,
    INSURED,
    RARE_DAYS,
    SINCE,
    activity_codes,
    amount,
)
from bench.measuring.sample import cursor
from reference.models import Feature, NomenclatureItem

FROM = "from counterparties_counterparty c"
COLUMNS = "c.*"
NUMBER = "coalesce((c.features ->> '%({})s')::numeric, -999999999999999999999999999999)"
BY_AMOUNT, BY_DAYS = NUMBER.format("amount"), NUMBER.format("days")
BY_DAY = "coalesce(c.features ->> '%(since)s', '') collate \"C\""
BY_NAME = "c.name_sort, c.id"
FALLING = f"{BY_AMOUNT} desc, c.id desc"
IS = """c.features @> '{"%%(activity)s": [%%(%s)s]}'"""
OFTEN, TWENTIETH, SELDOM = IS % "often", IS % "twentieth", IS % "seldom"
WITHIN = f"{BY_AMOUNT} between %(low)s and %(high)s"
MONTH = f"{BY_DAY} between '%(first)s' and '%(last)s'"
AMOUNTS = f"f.{AMOUNT}.min=%(low)s&f.{AMOUNT}.max=%(high)s"
ITEM = f"f.{ACTIVITY}=%({{}}_code)s"

CASES = [
    ("item, 10 %", ITEM.format("often"), OFTEN, BY_NAME),
    ("item, 5 %", ITEM.format("twentieth"), TWENTIETH, BY_NAME),
    ("item, 0.5 %", ITEM.format("seldom"), SELDOM, BY_NAME),
    ("item and 24 under it", ITEM.format("section"), "c.features @? '%(section)s'", BY_NAME),
    ("number, range of 1 %", AMOUNTS, WITHIN, BY_NAME),
    ("date, a month", f"f.{SINCE}.min=%(first)s&f.{SINCE}.max=%(last)s", MONTH, BY_NAME),
    ("yes or no, 40 %", f"f.{INSURED}=yes", """c.features @> '{"%(insured)s": true}'""", BY_NAME),
    ("item 5 % and range 1 %", f"{ITEM.format('twentieth')}&{AMOUNTS}", f"{TWENTIETH} and {WITHIN}", BY_NAME),
    ("number, 0.01 %", f"f.{DAYS}.min={RARE_DAYS}&f.{DAYS}.max={RARE_DAYS}", f"{BY_DAYS} = {RARE_DAYS}", BY_NAME),
    ("by number, first page", f"sort=-f.{AMOUNT}", "", FALLING),
    ("by number, deep page", f"sort=-f.{AMOUNT}&after=%(after)s", f"({BY_AMOUNT}, c.id) < (%(key)s, %(pk)s)", FALLING),
    ("item, 10 %, by number", f"{ITEM.format('often')}&sort=-f.{AMOUNT}", OFTEN, FALLING),
]
BESIDE = ("item and 24 under it", "date, a month", "yes or no, 40 %", "item, 10 %, by number")
"Those that are held to the time of plain SQL alone."
SHARE = 10
"Of a hundred pages of the table those that tell where the middle is."
COUNTED = {"by number, deep page": ""}
"What the count asks for where it is not what the rows ask for: a cursor counts for nothing."


@dataclass(frozen=True)
class FeatureCase:
    """A list: its address, and its rows and their capped count in plain SQL."""

    name: str
    query: str
    rows: str
    count: str


def feature_cases() -> list[FeatureCase]:
    """All lists, for the values of this dataset."""
    values = _values()
    return [
        FeatureCase(
            name,
            query % values,
            f"select {COLUMNS} {FROM} {_where(where)} order by {order} limit 51" % values,
            f"select count(*) from (select 1 {FROM} {_where(COUNTED.get(name, where))} limit 10001) n" % values,
        )
        for name, query, where, order in CASES
    ]


def _where(condition: str) -> str:
    return f"where c.archived_at is null{f' and {condition}' if condition else ''}"


def keys() -> dict[str, str]:
    """The keys of the dataset's features in `Counterparty.features`, by code."""
    return {code: str(pk) for code, pk in Feature.objects.filter(code__in=DEFINED).values_list("code", "pk")}


def _values() -> dict[str, Any]:
    key = keys()
    leaves = activity_codes()
    items = dict(NomenclatureItem.objects.filter(nomenclature__code="activities").values_list("code", "pk"))
    codes = {"often": leaves[0], "twentieth": leaves[1], "seldom": leaves[20], "section": "3"}
    under = " || ".join(f"@ == {pk}" for code, pk in items.items() if f"{code}-".startswith("3-"))
    values: dict[str, Any] = {"amount": key[AMOUNT], "days": key[DAYS], "since": key[SINCE], "activity": key[ACTIVITY]}
    values |= {f"{name}_code": code for name, code in codes.items()} | {n: items[code] for n, code in codes.items()}
    values |= {"insured": key[INSURED], "section": f'$."{key[ACTIVITY]}"[*] ? ({under})'}
    values |= {"low": f"{amount(0.5):.2f}", "high": f"{amount(0.51):.2f}", "first": "2015-03-01", "last": "2015-03-31"}
    return values | _middle(values)


def _middle(values: dict[str, Any]) -> dict[str, Any]:
    """A record in the middle of the order by amount, as far as a sample of them tells, and the cursor behind it."""
    with connection.cursor() as asked:
        some = f"{FROM} tablesample system ({SHARE}) repeatable (1) {_where('')}"
        asked.execute(f"select {BY_AMOUNT}, c.id {some} order by {FALLING}" % values)
        found = asked.fetchall()
        key, pk = found[len(found) // 2]
    return {"key": key, "pk": pk, "after": cursor(pk, key, f"-f.{AMOUNT}")}
