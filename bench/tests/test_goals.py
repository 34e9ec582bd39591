"""Goals are judged by what they were set for; growth compares what is alike; the document keeps what people wrote."""

import csv

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from bench.measuring import database, document, sheets
from bench.measuring.bulk import bulk_goals
from bench.measuring.explaining import explained
from bench.measuring.exports import export_goals
from bench.measuring.figures import Figure, Rate
from bench.measuring.goals import WHOLE, Goal
from bench.measuring.growing import alike
from bench.measuring.hits import hit_goals, hits
from bench.measuring.imports import import_goals
from bench.measuring.page_goals import growth_goals, page_goals
from bench.measuring.pages import cases
from bench.measuring.sample import sample
from bench.tests.conftest import NUMBER
from counterparties.sub_importing.kinds import KINDS


def page(group="list", name="all", *, p50=20.0, size=1000, **more):
    figure = Figure([p50], queries=11, sql=5.0, size=size).as_json()
    return {"group": group, "name": name, "rival": "", "limit": 60, "indexed": True, "product": figure, **more}


def named(goals):
    return {goal.name: goal for goal in goals}


def test_a_list_is_held_to_time_queries_sql_and_the_admin():
    found = page(admin={"p50": 100.0}, x_plain=1.5, indexed=False)
    goals = named(page_goals([found], counterparties=WHOLE))
    assert [goal.limit for goal in goals.values()] == [60, 12, 50, 2, 0.5]
    assert all(goal.met and goal.judged for goal in goals.values())
    assert not named(page_goals([found], counterparties=20_000))["list: all: x the admin's page"].judged
    deep = page(rival="?kinds=customer&p=5000", admin={"p50": 100.0})
    assert named(page_goals([deep], counterparties=WHOLE))["list: all: x the admin's page 5,000"].limit == 0.1


def test_a_search_is_held_to_a_25th_of_the_admins_and_the_summary_to_its_form():
    found = [page("search", "word", admin={"p50": 400.0}), page("file", "summary", admin={"p50": 19.0})]
    goals = named(page_goals([*found, page("file", "form")], counterparties=WHOLE))
    assert not goals["search: word: x the admin's search"].met
    assert not goals["file: summary: x the admin's form"].met
    assert "file: form: p95" not in goals


def test_growth_compares_pages_that_show_as_much():
    small = [page(p50=10.0), page(name="rare", size=100), page(name="gone")]
    big = [page(p50=16.0), page(name="rare", size=9_000), page("file", "summary")]
    assert [(before["name"], after["product"]["p50"]) for before, after in alike(small, big)] == [("all", 16.0)]


def test_growth_is_held_to_half_as_much_again():
    found = [{"group": "list", "name": name, "growth": growth} for name, growth in (("all", 1.6), ("a letter", 1.4))]
    assert [goal.met for goal in growth_goals(found)] == [False, True]


def test_transfers_are_held_to_rates_ratios_and_memory():
    rate = Rate(10_000, 1.0, 100).as_json()
    names = ("new rows", "same rows", "plain upsert", "with sub-records and 10 features", "XLSX", "first million")
    rivals = ("django-import-export", "django-import-export, same rows", "with history", "without history")
    found = {f"import: {name}": rate for name in (*names, *rivals)}
    found |= {f"export: {name}": rate for name in ("CSV", "CSV with 10 features", "XLSX")} | {"bulk edit: run": rate}
    imports = named(import_goals(found, counterparties=20_000))
    assert imports["import: new rows"].met
    assert not imports["import: same rows"].met
    assert imports["import: share of history, %"].value == 0
    assert not imports["import: first million, minutes"].judged
    assert imports["import: new rows: memory"].limit == 300
    assert "import: django-import-export: memory" not in imports
    assert sum(goal.met for goal in export_goals(found, counterparties=WHOLE)) == 4
    assert bulk_goals(found, counterparties=WHOLE)[0].met


def test_all_that_was_planted_is_found_by_each_script(filled):
    found = hits(database.user(), say=lambda line: None)
    assert [each["there"] for each in found] == [100, 100]
    assert all(goal.met for goal in hit_goals(found))


def test_every_list_and_search_is_explained_once(filled):
    found = explained(cases(sample()), database.user())
    names = [name for each in found for name in each["names"]]
    assert len(names) == len(set(names)) > 20
    assert all("counterparties_counterparty" in each["plan"] for each in found if "no hit" not in each["names"][0])


def test_every_offered_order_is_measured_both_ways(filled):
    names = {case.name for case in cases(sample()) if case.name.startswith("by ")}
    assert {"by name, rising", "by created_at, falling", "by f.annual-revenue, falling"} <= names
    assert len(names) % 2 == 0


def test_spreadsheets_with_sub_records_and_as_xlsx(filled, tmp_path):
    path, book = tmp_path / "new.csv", tmp_path / "new.xlsx"
    heads = sheets.write(path, 30, behind=NUMBER, features=True, tabs=True)
    known = {attribute.name for kind in KINDS for attribute in kind.named().values()}
    assert {head for head in heads if head.partition(".")[0] in sheets.TABS} <= known
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["contact.first_name"] and row["address.settlement"] for row in rows)
    assert sum(bool(row["account.iban"]) for row in rows) >= 28
    sheets.write_book(book, 30, behind=NUMBER)
    assert [cell.value for cell in next(load_workbook(book).active.iter_rows())] == list(sheets.COLUMNS)


def results(**more):
    found = {"pages": [page()], "transfers": {"export: CSV": Rate(10, 2.0).as_json()}}
    goals = [Goal("x", 1, 2, "ms"), Goal("y", None, 2, judged=False)]
    told = {"counterparties": WHOLE, "machine": {"cores": 2}, "seconds": 60.0, "found": found, "goals": goals}
    growth = [{"group": "list", "name": "all", "growth": 1.25}]
    plans = [{"names": ["list: all"], "plan": "Limit"}]
    return {**told, "smaller": {10_000: [page(p50=16.0)]}, "growth": growth, "explained": plans, **more}


def test_the_document_keeps_what_people_wrote(tmp_path):
    path = tmp_path / "performance.md"
    path.write_text(f"Before\n\n{document.BEGIN}\nold\n{document.END}\n\nAfter\n", encoding="utf-8")
    for _turn in range(2):
        document.put(path, results())
    text = path.read_text(encoding="utf-8")
    assert text.startswith("Before\n\n<!--")
    assert text.endswith(f"{document.END}\n\nAfter\n")
    assert "old" not in text
    assert "### Goals: 1 of 1 goals met" in text
    assert "| list: all | 16 | 20 | 1.25 |" in text
    assert "| y | - | ≤ 2 | not judged |" in text
    assert "```\nLimit\n```" in text
    document.put(tmp_path / "new.md", results(smaller={}))
    assert (tmp_path / "new.md").read_text(encoding="utf-8").startswith(document.BEGIN)


def test_without_a_size_it_grows(monkeypatch, tmp_path, capsys):
    from bench.management.commands import bench

    sizes = []
    monkeypatch.setattr(
        bench.database, "use", lambda number, **options: sizes.append(number) or database.Made(number, 1)
    )
    monkeypatch.setattr(bench.reporting, "machine", lambda: {"cores": 2})
    monkeypatch.setattr(bench, "pages", lambda groups, **options: [page(p50=10.0)])
    told = {"pages": [page()], "transfers": {}}
    monkeypatch.setattr(bench, "everything", lambda groups, **options: told | {"goals": []})
    monkeypatch.setattr(bench, "explained", lambda *args: [])
    monkeypatch.setattr(bench, "sample", lambda: None)
    monkeypatch.setattr(bench, "cases", lambda at: [])
    monkeypatch.setattr(bench, "grown", lambda *pages, **said: [{"group": "list", "name": "all", "growth": 2.0}])
    monkeypatch.setattr(bench.database, "user", lambda: None)
    with pytest.raises(SystemExit):
        call_command("bench", markdown=tmp_path / "figures.md", json=tmp_path / "figures.json")
    assert sizes == [10_000, 100_000, 1_000_000]
    assert capsys.readouterr().out.splitlines()[-1] == "0 of 1 goals met"
    assert "| list: all | 10 | 10 | 20 | 2.00 |" in (tmp_path / "figures.md").read_text(encoding="utf-8")
