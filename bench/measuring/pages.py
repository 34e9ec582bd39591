"""The pages that are measured, each with the SQL that a careful hand would write for the same answer.

In the addresses {name} stands for a value of the sample, in the SQL %(name)s. The last of each line is the same page
of a plain Django admin on the same tables.
"""

from dataclasses import asdict, dataclass
from typing import Any

from bench.measuring.sample import CUSTOMER, Sample

LIST, CUSTOMERS, ADMIN = "/counterparties/", "/counterparties/kind/customer/", "/counterparties/counterparty/"
COLUMNS = "c.id, c.name, c.name_sort, c.alias, c.kinds, c.status_id, c.uic, c.country, c.phone, c.archived_at"
ROWS = f"select {COLUMNS} from counterparties_counterparty c where"
LIVE, FIRST = "c.archived_at is null", "order by c.name_sort, c.id limit 51"
CUSTOMER_ROWS = f"{ROWS} {CUSTOMER} and {LIVE}"
HOLDING_ROWS = f"{ROWS} kinds @> (array['holding'])::varchar(10)[] and {LIVE}"
TICKED = """exists (select from counterparties_counterpartytype t
    where t.counterparty_id = c.id and t.type_id = %(type)s)"""
# Few rows that are found first and sorted: the sort key is put out of reach of its index.
MEMBER = """c.id in (select m.counterparty_id from counterparties_holdingmember m
    where m.holding_id = %(holding)s and m.archived_at is null
    and (m.from_date is null or m.from_date <= %(today)s) and (m.to_date is null or m.to_date >= %(today)s))
    order by c.name_sort || '', c.id limit 51"""
BEHIND = "(c.name_sort, c.id) > (%(middle_name)s, %(middle)s)"
AHEAD = "(c.name_sort, c.id) < (%(middle_name)s, %(middle)s) order by c.name_sort desc, c.id desc limit 51"
FEATURES = "".join(
    f"&columns=f.{code}" for code in ("activity", "channels", "annual-revenue", "partner-since", "credit-insured")
)

LISTS = [
    ("all", LIST, f"{ROWS} {LIVE} {FIRST}", ""),
    ("customers", CUSTOMERS, f"{CUSTOMER_ROWS} {FIRST}", "?kinds=customer"),
    (
        "5 feature columns",
        f"{CUSTOMERS}?columns=name&columns=status&columns=uic{FEATURES}",
        f"{CUSTOMER_ROWS} {FIRST}",
        "?kinds=customer",
    ),
    ("holdings", "/counterparties/kind/holding/", f"{HOLDING_ROWS} {FIRST}", "?kinds=holding"),
    (
        "a status",
        f"{CUSTOMERS}?status={{status_code}}",
        f"{CUSTOMER_ROWS} and c.status_id = %(status)s {FIRST}",
        "?status__id__exact={status}",
    ),
    (
        "a type",
        f"{CUSTOMERS}?types={{type_code}}",
        f"{CUSTOMER_ROWS} and {TICKED} {FIRST}",
        "?types__id__exact={type}",
    ),
    ("a letter", f"{CUSTOMERS}?letter=Щ", f"{CUSTOMER_ROWS} and c.letter = 'Щ' {FIRST}", "?letter__exact=Щ"),
    ("a holding", f"{LIST}?holding={{holding_code}}", f"{ROWS} {LIVE} and {MEMBER}", ""),
    ("archived shown", f"{CUSTOMERS}?archived=1", f"{ROWS} {CUSTOMER} {FIRST}", "?kinds=customer"),
    ("deep page", f"{CUSTOMERS}?after={{after}}", f"{CUSTOMER_ROWS} and {BEHIND} {FIRST}", "?p={page}"),
    ("page before", f"{CUSTOMERS}?before={{after}}", f"{CUSTOMER_ROWS} and {AHEAD}", "?p={page}"),
    (
        "newest first",
        f"{CUSTOMERS}?sort=-created_at",
        f"{CUSTOMER_ROWS} order by c.created_at desc, c.id desc limit 51",
        "?o=-7",
    ),
    ("by code", f"{LIST}?sort=code", f"{ROWS} {LIVE} order by c.code, c.id limit 51", "?o=2"),
]
SEARCHES = [
    ("word", "жълтуга", ["zhaltuga"]),
    ("word in Latin", "zhaltuga", ["zhaltuga"]),
    ("common word", "винпром", ["vinprom"]),
    ("two words", "софия мебел", ["sofia", "mebel"]),
    ("no hit", "qzxwv", ["qzxwv"]),
    ("three letters", "ова", ["ova"]),
    ("two letters", "ще", [" shte"]),
    ("two letters, no hit", "qx", [" qx"]),
    ("UIC", "{middle_uic}", ["{middle_uic}"]),
]
BELOW = (
    "select * from counterparties_{} where counterparty_id = %(middle)s and archived_at is null order by id limit 51"
)
WHOLE = "select * from counterparties_counterparty where id = %(middle)s"
FILES = [
    ("summary", "", WHOLE),
    ("contact persons", "contact-persons/", BELOW.format("contactperson")),
    ("addresses", "addresses/", BELOW.format("address")),
    ("form", "edit/", WHOLE),
]


@dataclass(frozen=True)
class Case:
    """A page: its address, its answer in plain SQL, its rival's address ("" where it has no such page)."""

    group: str
    name: str
    url: str
    sql: str
    params: dict[str, Any]
    rival: str


def cases(at: Sample) -> list[Case]:
    """All pages, for the values of this sample."""
    values = asdict(at)
    made = [
        Case("list", name, url.format(**values), sql, values, f"{ADMIN}{rival}".format(**values))
        for name, url, sql, rival in LISTS
    ]
    for name, text, words in SEARCHES:
        text = text.format(**values)
        sought = values | {f"w{number}": f"%{word}%".format(**values) for number, word in enumerate(words)}
        like = " and ".join(f"c.search like %(w{number})s" for number in range(len(words)))
        sql, rival = f"{ROWS} {LIVE} and {like} {FIRST}", f"{ADMIN}?q={text}"
        made.append(Case("search", name, f"{LIST}?q={text}", sql, sought, rival))
        made.append(Case("search", f"{name}, global", f"/search/?q={text}", sql, sought, rival))
    own, form = f"{LIST}{at.middle}/", f"{ADMIN}{at.middle}/change/"
    return made + [Case("file", name, own + end, sql, values, form) for name, end, sql in FILES]
