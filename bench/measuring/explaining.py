"""The plans by which PostgreSQL answers the lists and searches that are measured, as the product really sends them."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.http import QueryDict

from access.models import User
from bench.measuring.pages import Case
from bench.measuring.reporting import Result
from screens.listing import ListQuery
from screens.registry import screens

TABLE = "counterparties_counterparty"


def explained(cases: Iterable[Case], user: User) -> list[Result]:
    """By page the plans of the statements that bring its rows; pages with the same plans stand together."""
    names: dict[str, list[str]] = {}
    for case in cases:
        if case.group in ("list", "search") and not case.url.startswith("/search/"):
            names.setdefault("\n\n".join(plans(case, user)), []).append(f"{case.group}: {case.name}")
    return [{"names": named, "plan": plan} for plan, named in names.items()]


def plans(case: Case, user: User) -> list[str]:
    path, _sign, query = case.url.partition("?")
    kind = path.rstrip("/").rpartition("/kind/")[2] if "/kind/" in path else ""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ListQuery(screens[f"counterparties-{kind}" if kind else "counterparties"], user, QueryDict(query)).page()
    rows = [each for each in asked if TABLE in each[0] and "LIMIT" in each[0].upper()]
    return list(dict.fromkeys(_plan(sql, params) for sql, params in rows))


def _plan(sql: str, params: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"explain (costs off) {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())
