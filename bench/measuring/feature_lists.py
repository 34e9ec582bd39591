"""How long lists by features keep the database busy, beside plain SQL; what features cost a page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict

from access.models import User
from bench.dataset.features import ACTIVITY, DEFINED
from bench.measuring.calling import Caller, staying_connected
from bench.measuring.feature_cases import BESIDE, FeatureCase
from bench.measuring.figures import alternated
from bench.measuring.goals import Goal
from bench.measuring.reporting import Result
from reference.models import Feature, Nomenclature
from reference.models.features import DataType
from screens.listing import ListQuery
from screens.registry import screens

RATIO, MILLISECONDS, QUERIES = 2, 50, 2
MANY, OF_MANY = 300, 1.5
ADDRESS = "/counterparties/?columns=name&columns=status"
Statement = tuple[str, Any]
UNCOUNTED: Statement = ("select 0", None)
"What stands for the count of a list that is shorter than a page."


def compared(case: FeatureCase, user: User, runs: int) -> Result:
    """The rows and the count as the list sends them, and as plain SQL; all four by turns."""
    try:
        rows, count = sent(case.query, user)
    except RuntimeError as error:
        return {"name": case.name, "failed": str(error), "goals": _goals(case.name, None, None)}
    plain_count = (case.count, None) if count != UNCOUNTED else UNCOUNTED
    statements: list[Statement] = [rows, count, (case.rows, None), plain_count]
    times = alternated([lambda each=each: fetched(*each) for each in statements], runs=runs)  # type: ignore[misc]
    named = dict(zip(("rows", "count", "plain_rows", "plain_count"), (round(each, 2) for each in times), strict=True))
    own, plain = sum(times[:2]), sum(times[2:])
    goals = _goals(case.name, own / plain, own)
    return {"name": case.name, "ratio": round(own / plain, 2), "query": case.query, "goals": goals, **named}


def _goals(name: str, ratio: float | None, spent: float | None) -> list[Goal]:
    limits = [Goal(f"{name}: x plain SQL", ratio, RATIO)]
    return limits if name in BESIDE else [*limits, Goal(f"{name}: rows and count", spent, MILLISECONDS, "ms")]


def sent(query: str, user: User, slug: str = "counterparties") -> tuple[Statement, Statement]:
    """The statements with which a list asks for its page and for its count; raises RuntimeError where it refuses."""
    asked: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = ListQuery(screens[slug], user, QueryDict(query))
        page, _count = answer.page(), answer.count
    if answer.errors:
        raise RuntimeError(" ".join(answer.errors))
    if not page.rows:
        raise RuntimeError(f"{query} finds nothing")
    rows = next(each for each in asked if each[0].endswith("LIMIT 51"))
    return rows, next((each for each in asked if "LIMIT 10001" in each[0]), UNCOUNTED)


def fetched(sql: str, params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def with_columns(caller: Caller, runs: int) -> Result:
    """A page of 50 with eight features as columns, and the same page without."""
    bare = f"{ADDRESS}&columns=uic"
    addresses = [bare, bare + "".join(f"&columns=f.{code}" for code in list(DEFINED)[-8:])]
    queries = [caller.measured(address, runs=1).queries for address in addresses]
    plain, columns = alternated([lambda url=url: caller.get(url) for url in addresses], runs=runs)  # type: ignore[misc]
    goals = [Goal("8 feature columns: further queries", queries[1] - queries[0], QUERIES)]
    return {"name": "page with 8 feature columns", "goals": goals} | _times(columns, plain)


def with_many(caller: Caller, runs: int) -> Result:
    """The page with columns where 300 features are defined, and where there are ten; in a transaction, undone."""
    address = ADDRESS + "".join(f"&columns=f.{code}" for code in list(DEFINED)[:8])
    few, many = [], []
    with staying_connected(), transaction.atomic():
        for _turn in range(max(3, runs // 4)):
            few.append(caller.measured(address, runs=1, counted=1))
            with defined(MANY):
                many.append(caller.measured(address, runs=1, counted=1))
        transaction.set_rollback(True)
    times = [median(figure.times[0] for figure in figures) for figures in (many, few)]
    queries = [min(figure.queries for figure in figures) for figures in (many, few)]
    goals = [
        Goal(f"{MANY} features defined: x the page with {len(DEFINED)}", times[0] / times[1], OF_MANY),
        Goal(f"{MANY} features defined: further queries", queries[0] - queries[1], 0),
    ]
    return {"name": f"page with {MANY} features defined", "goals": goals} | _times(*times)


def _times(spent: float, beside: float) -> Result:
    return {"milliseconds": round(spent, 1), "beside": round(beside, 1)}


@contextmanager
def defined(number: int) -> Iterator[None]:
    """As many features as that, of every data type, until the end of the block."""
    place = Feature.objects.order_by("position").values_list("position", flat=True).last() or 0
    items = Nomenclature.objects.get(code=DEFINED[ACTIVITY]["nomenclature"])
    types = list(DataType)
    rows = []
    for at in range(1, number - Feature.objects.count() + 1):
        data_type = types[at % len(types)]
        of = {"nomenclature": items} if data_type == DataType.NOMENCLATURE else {}
        name = {"code": f"further-{at}", "name_en": f"Further {at}"}
        rows.append(Feature(**name, **of, data_type=data_type, position=place + at))
    with transaction.atomic():
        Feature.objects.bulk_create(rows)
        yield
        transaction.set_rollback(True)
