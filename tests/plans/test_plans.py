"""The plans of the real SQL of lists, at a size at which they matter: an index, no sort, no whole table."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.db import connection

from bench.measuring.pages import LISTS, SHOWN
from tests.plans.conftest import COUNTERPARTIES, ROWS, Database

pytestmark = pytest.mark.django_db  # without it there is no test database, and `big` would fill the real one
CUSTOMERS = "counterparty_customer_name"
BY_NAME, BY_STATUS = (f"counterparty_by_{name}" for name in ("name", "status"))
OTHER_LETTERS = "counterparty_other_letter"
INDEXES = {
    "all": {BY_NAME},
    "holdings": {"counterparty_holding_name"},
    "newest first": {"counterparty_by_created"},
    "by code": {"counterparties_counterparty_code_key"},
    "a status": {BY_STATUS, BY_NAME},
    "customers of a status": {BY_STATUS, CUSTOMERS},
    "a letter": {BY_NAME},
    "other letters": {OTHER_LETTERS},
    "customers of a letter": {CUSTOMERS},
}
"The index that each list reads by, or one of several; a list that is not named here reads by that of the customers."
COUNTS = {"holdings": {"counterparty_holding_name"}, "other letters": {OTHER_LETTERS}}
# PostgreSQL 18 skips from status to status, of which there are few, and reads the letter's stretch in each.
COUNTS |= {"a letter": {BY_NAME, BY_STATUS}}
COUNTS |= {name: {BY_STATUS} for name in ("a status", "customers of a status")}
FEW = {"a holding", "an item of a feature"}
"Lists of so few rows that they are found first and sorted then."
COUNTED_LATER = {"customers of a type", *FEW}
BOUNDED = {" LIMIT ", " IN (", '"id" = '}
OF_CUSTOMERS = "/counterparties/kind/customer/"
ADDRESSES = {each.name: each.address for each in LISTS} | {
    "newest first": f"{OF_CUSTOMERS}?sort=-created_at",
    "by code": "/counterparties/?sort=code",
    "other letters": "/counterparties/?letter=%23",
    "customers of a letter": f"{OF_CUSTOMERS}?letter=Щ",
    "5 feature columns": f"{OF_CUSTOMERS}?{SHOWN}",
}


def address(big: Database, name: str) -> str:
    return ADDRESSES[name].format(**vars(big.at))


@pytest.mark.parametrize("name", sorted(ADDRESSES.keys() - FEW))
def test_a_list_reads_its_rows_in_order_off_an_index(big, name):
    page = big.page(address(big, name))
    assert page.sorted_rows == 0, page.sql
    assert not page.scanned, page.sql
    assert page.indexes & INDEXES.get(name, {CUSTOMERS}), page.indexes
    assert page.plan.rows == 51, page.sql


@pytest.fixture
def index_only(big: Database) -> Iterator[None]:
    """Nobody cleans up behind rows of a transaction: the planner must be told what it knows of a real table."""
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan"):
            cursor.execute(f"set enable_{other} = off")
        yield
        for other in ("seqscan", "bitmapscan"):
            cursor.execute(f"reset enable_{other}")


@pytest.mark.parametrize("name", sorted(ADDRESSES.keys() - COUNTED_LATER))
def test_a_list_is_counted_by_an_index_alone(big, name, index_only):
    _at_once, (count,) = big.counts(address(big, name))
    read = [node for node in count.plan if node.table == COUNTERPARTIES]
    assert [node.kind for node in read] == ["Index Only Scan"], (count.sql, read)
    assert read[0].index in COUNTS.get(name, {BY_NAME, CUSTOMERS}), read


@pytest.mark.parametrize("name", sorted(COUNTED_LATER))
def test_what_takes_longer_to_count_is_counted_when_the_page_is_there(big, name):
    at_once, later = big.counts(address(big, name))
    assert not at_once and len(later) == 1
    page = BeautifulSoup(big.client.get(address(big, name)).content, "html.parser")
    asks = page.select_one("#count [hx-trigger=load]")
    if not asks:
        assert page.select_one("#count").get_text(strip=True) == str(len(page.select("#rows tbody tr")))
        return
    answer = big.client.get(asks["hx-get"], headers={"hx-request": "true", "hx-target": "counting"})
    assert answer.content.decode().strip().rstrip("+").replace(",", "").isdigit()


@pytest.mark.parametrize(
    "where", ["", "?sort=-name", "?sort=code", "?sort=-created_at", "kind/customer/", "?letter=А"]
)
def test_the_last_page_is_read_from_the_other_end(big, where):
    list_url = f"/counterparties/{where}"
    last = big.client.get(list_url).context["table"].last
    page = big.page(f"/counterparties/{where.partition('?')[0]}{last}")
    assert page.sorted_rows == 0 and not page.scanned and page.indexes, page.sql
    assert page.read < 51 * 3, page.sql


@pytest.mark.parametrize("name", ["status", "country", "uic", "alias", "phone", "email", "responsible", "person_kind"])
def test_a_column_without_an_index_sorts_short_lists_only(big, name):
    for sort in (name, f"-{name}"):
        asked = f"/counterparties/?sort={sort}"
        assert "they stand by Name, not by" in big.client.get(asked).content.decode()
        page = big.page(asked)
        assert page.indexes == {BY_NAME} and page.sorted_rows == 0 and not page.scanned, page.sql
        assert big.client.get(f"/counterparties/kind/holding/?sort={sort}").context["query"].sort == sort
    heads = big.client.get(f"/counterparties/?columns=name&columns={name}").context["table"].heads
    assert not heads[0].refusal and heads[1].refusal


def test_the_members_of_a_holding_are_found_by_the_holding(big):
    page = big.page(address(big, "a holding"))
    read = sum(node.rows for node in page.plan if node.table == COUNTERPARTIES)
    assert read < ROWS / 20, "its members, not everybody in the order of the list"


def test_a_page_in_the_middle_costs_what_the_first_one_costs(big):
    page = big.page(address(big, "deep page"))
    assert page.read < 51 * 2, page.sql


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_no_other_query_of_a_list_is_unbounded_or_reads_more_than_it_counts(big, name):
    for query in big.queries(address(big, name)):
        assert any(bound in query.sql for bound in BOUNDED), query.sql
        assert not query.scanned or "LIMIT 10001" in query.sql, query.sql


def test_who_is_limited_to_one_kind_reads_by_its_index(big):
    page = big.page("/counterparties/", big.limited)
    assert page.indexes >= {CUSTOMERS}
    assert page.sorted_rows == 0
    assert not page.scanned


@pytest.mark.parametrize(
    "name", ["all", "customers", "5 feature columns", "a status", "customers of a type", "deep page", "last page"]
)
def test_a_list_needs_few_queries(big, name):
    # The better of two: what the menu has counted may just have grown old.
    queries = min((big.asked(address(big, name)) for _ in range(2)), key=len)
    assert len([sql for sql in queries if sql.startswith(("SELECT", "DECLARE"))]) <= 12, queries
