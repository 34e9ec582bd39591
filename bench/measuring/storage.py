"""What the storage of features bears: reports over all records, sizes, writing one value, reading all. No goals."""

from typing import Any

from django.db import connection, transaction

from bench.dataset.features import ACTIVITY, AMOUNT, CHANNELS, DEFINED, INSURED
from bench.measuring.feature_cases import keys
from bench.measuring.feature_lists import fetched
from bench.measuring.figures import alternated, timed
from bench.measuring.reporting import Result

TABLE = "counterparties_counterparty"
LIVE = "where archived_at is null"
ITEM = "(features -> '{activity}' ->> 0)::bigint"
SEVERAL = "cross join lateral jsonb_array_elements(features -> '{channels}') channel"
TOTAL = "sum((features ->> '{amount}')::numeric)"
REPORTS = {
    "report: count by item": f"select {ITEM}, count(*) from {TABLE} {LIVE} group by 1",
    "report: sum by item and yes or no": f"""
        select {ITEM}, features -> '{{insured}}', {TOTAL} from {TABLE} {LIVE} group by 1, 2""",
    "report: sum by item and each of several": f"""
        select {ITEM}, channel, {TOTAL} from {TABLE} {SEVERAL} {LIVE} group by 1, 2""",
}
FOUND = f"select id from {TABLE} where id %% %s = 0 order by id limit %s"
SET = f"update {TABLE} set features = features || %s::jsonb where id = %s"
SIZES = """
    select sum(pg_relation_size(indexrelid)) / 1e6 from pg_index
    where indrelid = %s::regclass and pg_get_indexdef(indexrelid) like '%%features%%'"""
CHANGED = 300


def storage(runs: int) -> list[Result]:
    """The figures as name, value and unit."""
    codes = {"activity": ACTIVITY, "amount": AMOUNT, "channels": CHANNELS, "insured": INSURED}
    key = {name: keys()[code] for name, code in codes.items()}
    statements = {name: sql.format(**key) for name, sql in REPORTS.items()}
    times = alternated([lambda sql=sql: fetched(sql, None) for sql in statements.values()], runs=min(runs, 5))  # type: ignore[misc]
    found = [_figure(name, spent, "ms") for name, spent in zip(statements, times, strict=True)]
    number, values = _row(f"select count(*), sum(pg_column_size(features)) / 1e6 from {TABLE}")
    found.append(_figure("size of the values", values, "MB"))
    found.append(_figure("size of their indexes", _row(SIZES, TABLE)[0], "MB"))
    found.append(_figure("export of ten features", number / (min(timed(_exported, runs=2)) / 1_000), "rows/s"))
    found += [_changed(history=history, number=number) for history in (True, False)]
    return found


def _figure(name: str, value: Any, unit: str) -> Result:
    return {"name": name, "value": round(float(value), 1), "unit": unit}


def _row(sql: str, *params: Any) -> tuple[Any, ...]:
    return fetched(sql, params or None)[0]


def _exported() -> None:
    """Every record's ten features as columns of CSV, read off to nowhere."""
    columns = ", ".join(f"features ->> '{keys()[code]}'" for code in DEFINED)
    with connection.cursor() as cursor, cursor.copy(f"copy (select id, {columns} from {TABLE}) to stdout csv") as copy:
        for _data in copy:
            pass


def _changed(*, history: bool, number: int) -> Result:
    """One feature of one record set, statement by statement, with all indexes; undone."""
    value = f'{{"{keys()[AMOUNT]}": "1234567.89"}}'
    with transaction.atomic(), connection.cursor() as cursor:
        if not history:
            cursor.execute(f"alter table {TABLE} disable trigger user")
        cursor.execute(FOUND, [max(1, number // CHANGED), CHANGED])
        ids = iter([pk for (pk,) in cursor.fetchall()])
        times = timed(lambda: cursor.execute(SET, [value, next(ids)]), runs=CHANGED // 2)
        transaction.set_rollback(True)
    name = "setting one feature" + ("" if history else ", without history")
    return _figure(name, sorted(times)[len(times) // 2] * 1_000, "µs")
