"""The pages that are measured, each with its rows and count as a careful hand would write them, and with its goals.

In the addresses {name} stands for a value of the sample, in the SQL %(name)s. Every list shows eight columns, five of
them features.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from access.models import User
from bench.measuring.sample import CUSTOMER, Sample
from screens.keyset import END
from screens.registry import screens

LIST, CUSTOMERS, ADMIN = "/counterparties/", "/counterparties/kind/customer/", "/counterparties/counterparty/"
HOLDINGS = "/counterparties/kind/holding/"
FEATURES = ("activity", "channels", "annual-revenue", "partner-since", "credit-insured")
SHOWN = "&".join(f"columns={name}" for name in ("name", "status", "uic", *(f"f.{code}" for code in FEATURES)))
COLUMNS = "c.id, c.name, c.name_sort, c.alias, c.kinds, c.status_id, c.uic, c.features, c.archived_at"
FROM = "from counterparties_counterparty c"
LIVE, BY_NAME = "c.archived_at is null", "c.name_sort, c.id"
OF_CUSTOMERS = f"{CUSTOMER} and {LIVE}"
TICKED = """exists (select from counterparties_counterpartytype t
    where t.counterparty_id = c.id and t.type_id = %(type)s)"""
MEMBER = """c.id in (select m.counterparty_id from counterparties_holdingmember m
    where m.holding_id = %(holding)s and m.archived_at is null
    and (m.from_date is null or m.from_date <= %(today)s) and (m.to_date is null or m.to_date >= %(today)s))"""
BEHIND, AHEAD = (f"(c.name_sort, c.id) {sign} (%(middle_name)s, %(middle)s)" for sign in "><")
FALLING = "c.name_sort desc, c.id desc"


@dataclass(frozen=True)
class Lookup:
    """A list: its address, the condition and order of its rows, the admin's page of the same ("" where it has none).

    `indexed` says that one index answers it, which the goal for its SQL depends on. A cursor counts for nothing.
    """

    name: str
    address: str
    where: str
    rival: str = ""
    order: str = BY_NAME
    indexed: bool = True
    cursor: str = ""


LISTS = (
    Lookup("all", LIST, LIVE, "?"),
    Lookup("customers", CUSTOMERS, OF_CUSTOMERS, "?kinds=customer"),
    Lookup("holdings", HOLDINGS, f"kinds @> (array['holding'])::varchar(10)[] and {LIVE}", "?kinds=holding"),
    Lookup(
        "a status",
        f"{LIST}?status={{status_code}}",
        f"{LIVE} and c.status_id = %(status)s",
        "?status__id__exact={status}",
    ),
    Lookup("a letter", f"{LIST}?letter=Щ", f"{LIVE} and c.name_sort like 'щ%%'", "?letter__exact=Щ"),
    Lookup(
        "customers of a status",
        f"{CUSTOMERS}?status={{status_code}}",
        f"{OF_CUSTOMERS} and c.status_id = %(status)s",
        "?kinds=customer&status__id__exact={status}",
        indexed=False,
    ),
    Lookup(
        "customers of a type",
        f"{CUSTOMERS}?types={{type_code}}",
        f"{OF_CUSTOMERS} and {TICKED}",
        "?types__id__exact={type}",
        indexed=False,
    ),
    Lookup("a holding", f"{LIST}?holding={{holding_code}}", f"{LIVE} and {MEMBER}", indexed=False),
    Lookup(
        "an item of a feature",
        f"{LIST}?f.activity={{item_code}}",
        f"{LIVE} and c.features @> (%(item_json)s)::jsonb",
        indexed=False,
    ),
    Lookup("archived shown", f"{CUSTOMERS}?archived=1", CUSTOMER, "?kinds=customer"),
    Lookup(
        "deep page",
        f"{CUSTOMERS}?after={{after}}",
        OF_CUSTOMERS,
        "?kinds=customer&p={page}",
        cursor=BEHIND,
    ),
    Lookup(
        "page before",
        f"{CUSTOMERS}?before={{after}}",
        OF_CUSTOMERS,
        "?kinds=customer&p={page}",
        order=FALLING,
        cursor=AHEAD,
    ),
    Lookup("last page", f"{CUSTOMERS}?before={END}", OF_CUSTOMERS, order=FALLING),
)
SEARCHES = (
    ("word", "жълтуга", ["zhaltuga"], 60),
    ("word in Latin", "zhaltuga", ["zhaltuga"], 60),
    ("common word", "винпром", ["vinprom"], 60),
    ("two words", "софия мебел", ["sofia", "mebel"], 60),
    ("no hit", "qzxwv", ["qzxwv"], 40),
    ("three letters", "ова", ["ova"], 100),
    ("two letters", "ще", [" shte"], 100),
    ("two letters, no hit", "фф", [" ff"], 100),
    ("UIC", "{middle_uic}", ["{middle_uic}"], 60),
)
"What is typed, how it stands in the search column, the milliseconds that 95 of 100 pages may take."
BELOW = (
    "select * from counterparties_{} where counterparty_id = %(middle)s and archived_at is null order by id limit 51"
)
WHOLE = "select * from counterparties_counterparty where id = %(middle)s"
FILES = (
    ("summary", "", WHOLE),
    ("contact persons", "contact-persons/", BELOW.format("contactperson")),
    ("addresses", "addresses/", BELOW.format("address")),
    ("form", "edit/", WHOLE),
)
PAGE, SUMMARY = 60, "summary"


@dataclass(frozen=True)
class Case:
    """A page: its address, its rows and count in plain SQL, its rival's address ("" where it has no such page).

    `limit` are the milliseconds that 95 of 100 requests may take; `indexed` is None where SQL has no goal of its own.
    """

    group: str
    name: str
    url: str
    sql: str
    params: dict[str, Any] = field(default_factory=dict)
    rival: str = ""
    limit: float = PAGE
    count: str = ""
    indexed: bool | None = None


def cases(at: Sample) -> list[Case]:
    """All pages, for the values of this sample."""
    values = asdict(at)
    return [*_lists(values), *_sorted(), *_searches(values), *_files(at, values)]


def _lists(values: dict[str, Any]) -> Iterator[Case]:
    for each in LISTS:
        url = each.address.format(**values)
        yield Case(
            "list",
            each.name,
            f"{url}{'&' if '?' in url else '?'}{SHOWN}",
            rows_of(f"{each.where}{f' and {each.cursor}' if each.cursor else ''}", each.order),
            values,
            f"{ADMIN}{each.rival}".format(**values) if each.rival else "",
            count=f"select count(*) from (select 1 {FROM} where {each.where} limit 10001) n",
            indexed=each.indexed,
        )


def rows_of(where: str, order: str) -> str:
    return f"select {COLUMNS} {FROM} where {where} order by {order} limit 51"


def _sorted() -> Iterator[Case]:
    """Every order that the list of all offers whatever its length, both ways."""
    for name, attribute in screens["counterparties"].attributes(User(is_superuser=True)).items():
        if attribute.sortable and attribute.indexed:
            for sign, words in (("", "rising"), ("-", "falling")):
                columns = SHOWN if f"columns={name}&" in f"{SHOWN}&" else SHOWN.replace("f.channels", name)
                yield Case("list", f"by {name}, {words}", f"{LIST}?sort={sign}{name}&{columns}", "", indexed=True)


def _searches(values: dict[str, Any]) -> Iterator[Case]:
    for name, typed, words, limit in SEARCHES:
        text = typed.format(**values)
        sought = values | {f"w{number}": f"%{word}%".format(**values) for number, word in enumerate(words)}
        like = " and ".join(f"c.search like %(w{number})s" for number in range(len(words)))
        of_all: dict[str, Any] = {"sql": rows_of(f"{LIVE} and {like}", BY_NAME), "params": sought, "limit": limit}
        yield Case("search", name, f"{LIST}?q={text}", rival=f"{ADMIN}?q={text}", **of_all)
        yield Case("search", f"{name}, as one types", f"/search/?q={text}", **of_all)


def _files(at: Sample, values: dict[str, Any]) -> Iterator[Case]:
    for name, end, sql in FILES:
        yield Case("file", name, f"{LIST}{at.middle}/{end}", sql, values, f"{ADMIN}{at.middle}/change/")
