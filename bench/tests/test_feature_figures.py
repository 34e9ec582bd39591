"""The part about features: lists and plain SQL find the same, nothing stays behind, goals are judged rightly."""

import csv
from dataclasses import replace

import pytest
from django.core.management import call_command

from bench.dataset.features import DEFINED
from bench.management.commands import bench
from bench.measuring import database, feature_loads, reporting, sheets
from bench.measuring.calling import Caller
from bench.measuring.feature_cases import feature_cases
from bench.measuring.feature_lists import UNCOUNTED, compared, defined, fetched, sent, with_columns, with_many
from bench.measuring.features import goals_of
from bench.measuring.figures import alternated
from bench.measuring.goals import Goal, tally
from bench.measuring.storage import storage
from bench.tests.conftest import NUMBER
from counterparties.models import Counterparty
from history.models import Change
from reference.features.attributes import feature_attributes
from reference.models import Feature
from reference.models.features import DataType


def test_lists_find_what_plain_sql_finds(filled):
    user = database.user()
    for case in feature_cases():
        rows, count = sent(case.query, user)
        ids = [row[0] for row in fetched(*rows)]
        assert ids == [row[0] for row in fetched(case.rows, None)], case.name
        assert count == UNCOUNTED or fetched(*count) == fetched(case.count, None), case.name
        assert ids, case.name


def test_both_fetch_the_same_columns(filled):
    case = feature_cases()[0]
    own, plain = fetched(*sent(case.query, database.user())[0])[0], fetched(case.rows, None)[0]
    key_of_order = 1
    assert len(own) == len(plain) + key_of_order
    assert set(map(repr, plain)) <= set(map(repr, own))


def test_a_list_is_compared_and_judged(filled):
    result = compared(feature_cases()[0], database.user(), runs=1)
    assert result["rows"] > 0
    assert [goal.limit for goal in result["goals"]] == [2, 50]
    assert result["ratio"] == pytest.approx(result["goals"][0].value, abs=0.01)


def test_a_list_that_refuses_misses_its_goals(filled):
    case = replace(feature_cases()[0], query="f.no-such=1")
    result = compared(case, database.user(), runs=1)
    assert "no-such" in result["failed"]
    assert [goal.met for goal in result["goals"]] == [False, False]
    nothing = replace(feature_cases()[0], query="f.annual-revenue.min=999999999999")
    assert "finds nothing" in compared(nothing, database.user(), runs=1)["failed"]


def test_pages_with_columns_and_with_many_features(filled):
    caller = Caller(database.user())
    for result in (with_columns(caller, 1), with_many(caller, 1)):
        assert result["milliseconds"] > 0
        assert result["goals"]
    assert Feature.objects.count() == len(DEFINED)


def test_many_features_are_there_until_the_end_of_the_block(filled):
    with defined(40):
        assert len(feature_attributes()) == 40
        assert len({feature.data_type for feature in Feature.objects.all()}) == len(DataType)
    assert len(feature_attributes()) == len(DEFINED)


def test_storage_is_measured_and_nothing_changed(filled):
    before = dict(Counterparty.objects.values_list("pk", "features"))
    changes = Change.objects.count()
    found = {each["name"]: each for each in storage(runs=1)}
    assert len(found) == 8
    assert all(each["value"] > 0 for each in found.values())
    assert dict(Counterparty.objects.values_list("pk", "features")) == before
    assert Change.objects.count() == changes


def test_spreadsheets_hold_ten_features_that_the_product_reads(filled, tmp_path):
    path = tmp_path / "new.csv"
    sheets.write(path, 40, behind=NUMBER, features=True)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == sheets.columns(features=True)
    assert len(rows[0]) == len(sheets.COLUMNS) + 10
    for attribute in feature_attributes():
        values = [attribute.clean(row[attribute.name]) for row in rows]
        assert any(value not in (None, "", ()) for value in values), attribute.name


def test_copying_with_and_without_features_leaves_nothing(filled):
    result = feature_loads._copied(50, behind=NUMBER + 1_000)
    assert result["rows_per_second"] > 0
    assert result["goals"][0].at_least
    assert Counterparty.objects.count() == NUMBER


def test_sides_take_turns():
    calls = []
    assert len(alternated([lambda: calls.append("a"), lambda: calls.append("b")], runs=2)) == 2
    assert "".join(calls) == "ab" + "ab" + "ba"


def test_goals():
    assert Goal("x", 2, 2).met
    assert not Goal("x", 2.01, 2).met
    assert Goal("x", 0.5, 0.5, at_least=True).met
    assert not Goal("x", 0.49, 0.5, at_least=True).met
    assert not Goal("x", None, 2).met
    assert "MISSED" in Goal("x", None, 2).line
    shown = Goal("z", 3, 2, judged=False)
    assert tally([Goal("x", 1, 2), Goal("y", 3, 2), shown]) == "1 of 2 goals met"
    assert "not judged" in shown.line


@pytest.mark.parametrize(("value", "code"), [(1, 0), (3, 1)])
def test_the_bench_ends_with_how_many_goals_are_met(filled, monkeypatch, capsys, value, code):
    found = {"lists": [], "storage": [], "loads": [], "pages": [{"name": "x", "goals": [Goal("x", value, 2)]}]}
    assert len(goals_of(found)) == 1
    monkeypatch.setattr(bench.database, "use", lambda *args, **options: bench.database.Made(5, 1))
    told = {"pages": [], "transfers": {}, "goals": goals_of(found)}
    monkeypatch.setattr(bench, "everything", lambda groups, **options: told)
    try:
        call_command("bench", only="features", counterparties=5)
        ended = 0
    except SystemExit as stopped:
        ended = stopped.code
    assert ended == code
    assert capsys.readouterr().out.splitlines()[-1] == f"{1 - code} of 1 goals met"


def test_figures_are_told_as_tables():
    figures = {"rows": 1.5, "count": 0.5, "plain_rows": 1.0, "plain_count": 0.5, "ratio": 1.33}
    goals = [Goal("x", 1, 2, "ms")]
    found = {
        "lists": [{"name": "an item", **figures, "goals": goals}, {"name": "another", "failed": "refused"}],
        "pages": [{"name": "a page", "milliseconds": 80.0, "beside": 70.0}],
        "loads": [{"name": "import", "rows": 100, "rows_per_second": 50, "beside": 80}],
        "storage": [{"name": "size", "value": 1234.5, "unit": "MB"}],
    }
    text = "\n".join((*reporting.feature_lines(found), *reporting.load_lines(found["loads"])))
    assert all(each in text for each in ("1.33", "refused", "80.0 ms", "50 rows/s", "1,234.5 MB"))
    tables = "\n".join(reporting.features(found))
    assert "| an item | 1.50 | 0.50 | 1.00 | 0.50 | 1.33 |" in tables
    assert "| size, MB | 1,234.5 | |" in tables


def test_figures_are_written_as_json(tmp_path):
    path = tmp_path / "figures.json"
    reporting.write(path, {"features": {"lists": [{"goals": [Goal("x", 3, 2, "ms")]}]}})
    assert '"met": false' in path.read_text(encoding="utf-8")
