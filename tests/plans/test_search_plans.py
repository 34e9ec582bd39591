"""The plans of the real SQL of searches: nothing is read from end to end, and very many hits are met, not sorted."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.dataset.records import PLANTED, PLANTS
from bench.measuring.pages import SEARCHES
from counterparties import gathering, ranking
from exchange.tuning import settle, tune
from screens import hits
from tests.plans.conftest import COUNTERPARTIES, Query, plan_of

pytestmark = pytest.mark.django_db
# The list of words is so short here that it is rightly read as a whole.
TABLES = (COUNTERPARTIES, "counterparties_contactperson")
TEXTS = [text for _name, text, *_others in SEARCHES] + ["example", "жълтгуа", "винпрмо", "gkjdlbd", "m,r;e,", "ood"]
SEARCHED = ('"search"', "left(search", "counterparties_word", "with hits", '"counterparties_contactperson"')
PAGES = ("/counterparties/?q={}", "/counterparties/kind/supplier/?q={}", "/search/?q={}")


def sent(big, url: str) -> list[Query]:
    """All that a page asks the database about the text, with nothing counted before."""
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert big.client.get(url).status_code == 200
    asked = [each["sql"] for each in captured.captured_queries]
    return [
        Query(sql, plan_of(sql)) for sql in asked if any(part in sql for part in SEARCHED) and "LIMIT 21" not in sql
    ]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("page", PAGES)
def test_a_search_reads_no_table_from_end_to_end(big, page, text):
    found = sent(big, page.format(text.format(**vars(big.at))))
    assert found
    for query in found:
        scans = [node for node in query.plan if node.kind == "Seq Scan" and node.table in TABLES]
        assert not scans, query.sql


@pytest.mark.parametrize("page", PAGES)
def test_what_waits_to_be_sorted_into_the_index_leads_no_search_to_the_table(big, page):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local random_page_cost = 1.1")
        tune()
        cursor.execute("update counterparties_counterparty set search = search || ' x' where id % 8 = 0")
        found = sent(big, page.format("qzxwv"))
        transaction.set_rollback(True)
    settle()
    assert found and not any(query.scanned for query in found)


@pytest.mark.parametrize("text", ["example", "ова"])
def test_very_many_hits_are_met_along_the_index_of_names(big, text, monkeypatch):
    if text != "example":
        monkeypatch.setattr(ranking, "EXACT", 1_000)
        monkeypatch.setattr(ranking, "FIRST", ranking.FIRST.replace(str(hits.EXACT), "1000"))
    found = sent(big, f"/counterparties/?q={text}")
    walked = [query for query in found if "counterparty_by_beginning" in query.indexes]
    assert walked
    assert all(query.sorted_rows <= 1_000 for query in walked)


def test_a_word_is_found_by_its_index_in_one_statement(big):
    first, *others = (query for query in sent(big, "/counterparties/?q=жълтуга") if "LIKE" in query.sql)
    assert not others, "the records of the page are read by their ids"
    assert "counterparty_by_search" in first.indexes
    assert max(node.rows for node in first.plan) < 300


@pytest.mark.parametrize("page", PAGES)
def test_several_words_are_looked_up_once_and_their_meaning_by_ids(big, page):
    asked = [
        query for query in sent(big, page.format("софия мебел")) if COUNTERPARTIES in {n.table for n in query.plan}
    ]
    assert sum("counterparty_by_search" in query.indexes for query in asked) == 1
    meant = [query for query in asked if "strpos" in query.sql]
    assert [query.indexes for query in meant] == [{"counterparties_counterparty_pkey"}]
    assert max(node.rows for query in meant for node in query.plan) <= ranking.SOME


def test_of_a_very_common_word_beside_a_rarer_one_three_letters_are_looked_up(big, monkeypatch):
    monkeypatch.setattr(gathering, "COMMON", 100)
    found = [query for query in sent(big, "/counterparties/?q=софия мебел") if "with hits" in query.sql]
    assert ["counterparty_by_search" in query.indexes for query in found] == [True]
    assert "'%fia%'" in found[0].sql and "'%mebel%'" in found[0].sql and "'%sofia%'" not in found[0].sql
    cache.clear()


def test_words_a_letter_away_are_not_looked_up_by_likeness(big):
    asked = [query for query in sent(big, "/counterparties/?q=qzxwv") if "unnest" in query.sql]
    assert asked and not any("word_by_likeness" in query.indexes for query in asked)


def test_all_that_was_planted_is_found_by_both_scripts(big):
    for word in PLANTED:
        page = BeautifulSoup(big.client.get(f"/counterparties/?size=100&q={word}").content, "html.parser")
        found = [link.get_text().split()[0] for link in page.select("tbody .pr-name")]
        assert [found.count(each) for each in PLANTED] == [PLANTS // 2, PLANTS // 2]
