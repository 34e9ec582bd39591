"""The plans of lists filtered and sorted by features: their own indexes, or the one of all features."""

import pytest

from bench.dataset.features import (
    ACTIVITY,
    AMOUNT,
    CONTRACT,
    DAYS,
    DEFINED,
    INTRODUCER,
    RARE_DAYS,
    SINCE,
    activity_codes,
)
from counterparties.models import Counterparty
from reference.features.indexing import index_of
from reference.models import Feature
from tests.plans.conftest import ROWS

pytestmark = pytest.mark.django_db
LIST, CUSTOMERS = "/counterparties/", "/counterparties/kind/customer/"
ALL_FEATURES = "counterparty_by_features"
SELDOM = f"f.{ACTIVITY}={activity_codes()[-2]}"
RARE = f"f.{DAYS}.min={RARE_DAYS}&f.{DAYS}.max={RARE_DAYS}"


def index(code: str) -> str:
    return str(index_of(Feature.objects.get(code=code)).name)


@pytest.mark.parametrize("where", [LIST, CUSTOMERS])
@pytest.mark.parametrize("code", [AMOUNT, DAYS, SINCE, CONTRACT])
@pytest.mark.parametrize("falling", ["", "-"])
def test_an_order_is_read_off_the_index_of_its_feature(big, code, falling, where):
    page = big.page(f"{where}?sort={falling}f.{code}")
    assert page.indexes >= {index(code)} and page.sorted_rows == 0 and page.plan.rows == 51, page.sql
    answer = big.client.get(f"{where}?sort={falling}f.{code}")
    deep = big.page(where + answer.context["table"].next)
    assert deep.indexes >= {index(code)} and deep.sorted_rows == 0, deep.sql
    assert deep.read < 51 * 3, "it begins where the page before ends"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (RARE, DAYS),
        (f"f.{AMOUNT}.min=1000&f.{AMOUNT}.max=1020", AMOUNT),
        (f"f.{SINCE}.min=2020-02-01&f.{SINCE}.max=2020-02-02", SINCE),
        (f"f.{AMOUNT}.max=1010", AMOUNT),
        (f"f.{AMOUNT}.max=1010&f.{DAYS}.min=1", AMOUNT),
    ],
)
def test_few_rows_of_a_range_are_found_by_the_index_of_the_feature(big, asked, code):
    for query in big.queries(f"{LIST}?{asked}"):
        if "features" in query.sql and "LIMIT" in query.sql:
            assert query.indexes >= {index(code)} and not query.scanned, query.sql
            assert query.sorted_rows < ROWS / 20, "only what was found is sorted"


def test_few_rows_of_an_item_are_found_by_the_index_of_all_features(big):
    for asked in (SELDOM, f"{SELDOM}&f.{ACTIVITY}={activity_codes()[-3]}"):
        _at_once, found = big.counts(f"{LIST}?{asked}")
        assert found and all(query.indexes == {ALL_FEATURES} for query in found), asked


def test_who_names_a_counterparty_is_found_by_the_index_of_all_features(big):
    key = str(Feature.objects.get(code=INTRODUCER).pk)
    named = Counterparty.objects.filter(features__has_key=key).order_by("pk").first()
    code = Counterparty.objects.get(pk=named.features[key]).code
    page = big.page(f"{LIST}?f.{INTRODUCER}={code}")
    assert page.indexes >= {ALL_FEATURES} and not page.scanned, page.sql


def test_eight_columns_add_two_queries_at_most(big):
    bare = f"{LIST}?columns=name&columns=uic"
    columns = "".join(f"&columns=f.{code}" for code in (ACTIVITY, INTRODUCER, *list(DEFINED)[:6]))
    # The better of two: what the menu has counted may just have grown old.
    asked = [min((big.asked(address) for _ in range(2)), key=len) for address in (bare, bare + columns)]
    assert len(asked[1]) <= len(asked[0]) + 2, asked[1]


def test_an_order_that_no_index_has_is_left_by_long_lists_only(big):
    asked = f"{LIST}?sort=f.{ACTIVITY}"
    assert "they stand by Name, not by" in big.client.get(asked).content.decode()
    page = big.page(asked)
    assert page.sorted_rows == 0 and not page.scanned, page.sql
    head = big.client.get(f"{LIST}?columns=f.{ACTIVITY}").context["table"].heads[0]
    assert head.refusal and "quick" not in head.refusal, "no index could help"
    for asked in (SELDOM, RARE):
        for feature in (ACTIVITY, INTRODUCER, "remark", "last-audit"):
            assert not big.client.get(f"{LIST}?{asked}&sort=-f.{feature}").context["query"].order_note, feature
