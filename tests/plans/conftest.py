"""Twenty thousand counterparties, made once for all plan tests and rolled back behind them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.dataset.making import make_dataset
from bench.measuring.sample import Sample, sample
from reference.defaults import load_defaults
from tests import factories

ROWS = 20_000
COUNTERPARTIES = "counterparties_counterparty"
COUNTED = "LIMIT 10001"


@dataclass(frozen=True)
class Node:
    """A node of a plan with those under it."""

    kind: str
    table: str
    index: str
    rows: int
    below: list["Node"]

    def __iter__(self) -> Iterator["Node"]:
        yield self
        for node in self.below:
            yield from node


@dataclass(frozen=True)
class Query:
    """A query that a request really sent, and its plan."""

    sql: str
    plan: Node

    @property
    def indexes(self) -> set[str]:
        return {node.index for node in self.plan if node.index}

    @property
    def scanned(self) -> bool:
        """Whether it reads the table of counterparties from end to end."""
        return any(node.kind == "Seq Scan" and node.table == COUNTERPARTIES for node in self.plan)

    @property
    def read(self) -> int:
        """How many counterparties one step reads at most; a few statuses may be gone through again for each one."""
        return max(node.rows for node in self.plan if node.table == COUNTERPARTIES)

    @property
    def sorted_rows(self) -> int:
        """How many rows go into a sort, the largest of them; one among equals of an index does not count."""
        return max((node.below[0].rows for node in self.plan if node.kind == "Sort"), default=0)


@dataclass
class Database:
    """The filled database and somebody who asks it through the pages."""

    at: Sample
    client: Client
    limited: Client

    def queries(self, url: str, client: Client | None = None, **headers: str) -> list[Query]:
        """The SELECTs on counterparties that a page sends, with their plans."""
        asked = self.asked(url, client or self.client, **headers)
        return [Query(sql, plan_of(sql)) for sql in asked if COUNTERPARTIES in sql and sql.startswith("SELECT")]

    def asked(self, url: str, client: Client | None = None, **headers: str) -> list[str]:
        """All that a page asks the database once its caches are warm."""
        client = client or self.client
        assert client.get(url, headers=headers).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            client.get(url, headers=headers)
        return [each["sql"] for each in captured.captured_queries]

    def page(self, url: str, client: Client | None = None) -> Query:
        """The one query that reads the rows of a list."""
        found = [query for query in self.queries(url, client) if query.sql.endswith("LIMIT 51")]
        assert len(found) == 1, [query.sql for query in found]
        return found[0]

    def counts(self, url: str) -> tuple[list[Query], list[Query]]:
        """What counts the rows of a list: with the page, and after it for the page that asks anew."""
        at_once, later = self.queries(url), self.queries(url, hx_request="true", hx_target="counting")
        return [query for query in at_once if COUNTED in query.sql], [query for query in later if COUNTED in query.sql]


def plan_of(sql: str) -> Node:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}")
        found = cursor.fetchone()[0]
    plan = json.loads(found) if isinstance(found, str) else found
    return _node(plan[0]["Plan"])


def _node(plan: dict[str, Any]) -> Node:
    return Node(
        kind=plan["Node Type"],
        table=plan.get("Relation Name", ""),
        index=plan.get("Index Name", ""),
        rows=int(plan["Actual Rows"] * plan["Actual Loops"]),
        below=[_node(each) for each in plan.get("Plans", [])],
    )


@pytest.fixture(scope="package")
def big(django_db_setup: None, django_db_blocker: Any) -> Iterator[Database]:
    with django_db_blocker.unblock(), transaction.atomic():
        assert connection.settings_dict["NAME"].startswith("test_")
        load_defaults()
        make_dataset(counterparties=ROWS, seed=1)
        clients = []
        for user in (factories.superuser(), factories.limited_user()):
            client = Client()
            client.force_login(user)
            clients.append(client)
        cache.clear()
        yield Database(sample(), *clients)
        transaction.set_rollback(True)
    cache.clear()
