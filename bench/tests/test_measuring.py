"""The bench measures what it says: whole pages of the real application, the right figures, the right rivals."""

import csv
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bench.measuring import database, pace, reporting, sheets
from bench.measuring.calling import Caller
from bench.measuring.figures import Figure, Rate, percentile, timed
from bench.measuring.page_goals import page_goals
from bench.measuring.pages import cases
from bench.measuring.running import answer, measured
from bench.measuring.sample import sample
from bench.tests.conftest import NUMBER
from counterparties.completing import completed


def test_percentiles_are_by_nearest_rank():
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(values, share) for share in (1, 50, 95, 100)] == [1.0, 3.0, 5.0, 5.0]


def test_a_slow_thing_is_timed_once_at_least():
    calls = []
    assert len(timed(lambda: calls.append(1), runs=50, budget=0)) == 1
    assert len(calls) == 2, "one to warm up"


def test_the_pace_of_the_processor_is_told_beside_the_pages():
    assert pace.pace() > 0
    assert pace.told([{"pace": 4.0}, {"failed": "no"}, {"pace": 9.0}, {"pace": 5.0}]).endswith(
        "took 4.0 to 9.0 ms, 5.0 in the middle."
    )
    assert pace.told([{"failed": "no"}]) == ""


def test_rates():
    assert Rate(100, 0.5).speed == 200
    assert Rate(0, 0).as_json()["rows_per_second"] == 0


def test_every_page_answers_and_is_measured_with_its_plain_sql(filled):
    caller = Caller(database.user())
    for case in cases(sample()):
        result = measured(case, caller, runs=1)
        assert result["product"]["queries"] >= 5, case
        assert result["product"]["bytes"] > 0, case
        assert not case.sql or result["plain"]["p50"] > 0
        assert result["pace"] > 0
        assert ("x_plain" in result) == (case.indexed is False)
        reporting.page_line(result)


def test_plain_sql_finds_what_the_list_finds(filled):
    caller = Caller(database.user())
    for case in cases(sample()):
        if case.group == "list" and case.sql:
            body = caller.get(case.url).body.decode()
            rows = answer(case)[:50]
            assert rows, case.name
            assert all(f"/counterparties/{row[0]}/" in body for row in rows), case.name


def test_a_wrong_page_is_not_measured(filled):
    with pytest.raises(RuntimeError, match="answered 404"):
        Caller(database.user()).measured("/no-such-page/", runs=1)


def test_a_page_that_fails_is_said_and_does_not_end_the_run(filled):
    case = replace(cases(sample())[0], url="/no-such-page/")
    result = measured(case, Caller(database.user()), runs=1)
    assert "answered 404" in reporting.page_line(result)
    assert "answered 404" in "\n".join(reporting.pages_table([result]))
    assert [goal.met for goal in page_goals([result], counterparties=NUMBER)] == [False]


def test_the_spreadsheet_has_rows_that_the_product_accepts(filled, tmp_path):
    path = tmp_path / "new.csv"
    sheets.write(path, 60, behind=NUMBER)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert tuple(rows[0]) == sheets.COLUMNS
    for row in rows:
        given = {name: row[name] for name in ("person_kind", "name", "country", "uic", "vat_number", "lei", "phone")}
        found = completed(
            {**given, "foreign": row["foreign"] == "yes", "vat_registered": row["vat_registered"] == "yes"}
        )
        assert found["uic"] == row["uic"]


def test_a_database_of_this_server_is_named_by_address(filled):
    url = database.url_of("primio_bench_5")
    assert url.startswith("postgresql://")
    assert "/primio_bench_5" in url
    assert connection.settings_dict["USER"] in url


def test_an_unknown_group_is_refused():
    with pytest.raises(CommandError, match="There is no coffee"):
        call_command("bench", only="coffee")


def test_the_table_lines_up():
    figure = Figure([1.0, 2.0], queries=3, sql=0.5, size=1000).as_json()
    line = reporting.page_line({"group": "list", "name": "all", "product": figure, "plain": figure, "admin": figure})
    assert len(line) == len(reporting.HEAD)
    page = {"group": "list", "name": "all", "product": figure, "plain": figure}
    assert "| list: all | 1 | 2 | 0.5 | 3 | 1 | 1.0 |  |" in "\n".join(reporting.pages_table([page]))
    rates = {"import: new rows": Rate(10, 2.0).as_json()}
    assert "| import: new rows | 10 | 2.0 | 5 |  |" in "\n".join(reporting.transfers_table(rates))
    bare = reporting.page_line({"group": "list", "name": "all", "product": figure})
    assert len(bare) == len(reporting.HEAD)
