"""Each number beside an item leads to the list of exactly as many records."""

from itertools import chain
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.models import User
from counterparties.models import Counterparty
from reference.adding import add
from reference.items import counts as item_counts
from reference.items.counts import added_up, count_items
from reference.kinds import Kind
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.tree import Items
from tests import factories

Regions = dict[str, NomenclatureItem]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def administrator(defaults: None) -> User:
    return factories.superuser()


@pytest.fixture
def features(nomenclature: Nomenclature, regions: Regions, defaults: None) -> list[Feature]:
    """Region, one item; delivery area, several."""
    common: Any = {"data_type": "nomenclature", "nomenclature": nomenclature}
    region = add(record=Feature(code="region", name_en="Region", **common))
    area = add(record=Feature(code="area", name_en="Delivery area", multiple=True, **common))
    for homes, areas in (
        (["city"], ["city", "plovdiv"]),
        (["south"], ["vidin", "ruse"]),
        (["ruse"], []),
        ([], ["north", "south"]),
        (["south"], []),
    ):
        values = {region.pk: homes, area.pk: areas}
        stored = {str(pk): [regions[code].pk for code in codes] for pk, codes in values.items() if codes}
        Counterparty.objects.filter(pk=factories.counterparty().pk).update(features=stored)
    archived = Counterparty.objects.latest("pk")
    Counterparty.objects.filter(pk=archived.pk).update(archived_at=timezone.now())
    return [region, area]


def told(user: User, nomenclature: Nomenclature) -> dict[str, list[tuple[int, int]]]:
    items = Items([nomenclature.pk])
    found = count_items(user=user, nomenclature=nomenclature, items=items, shown=list(items.places))
    assert found is not None
    return {items.tree.by_id[pk].code: [(use.itself, use.together) for use in uses] for pk, uses in found.items()}


def test_items_are_counted_alone_and_with_what_stands_under_them(
    administrator: User, nomenclature: Nomenclature, features: list[Feature]
) -> None:
    assert told(administrator, nomenclature) == {
        "north": [(0, 1), (1, 2)],
        "vidin": [(0, 0), (1, 1)],
        "ruse": [(1, 1), (1, 1)],
        "south": [(1, 2), (1, 2)],
        "plovdiv": [(0, 1), (1, 1)],
        "city": [(1, 1), (1, 1)],
    }


def test_each_number_is_that_of_the_list_behind_it(
    administrator: User, nomenclature: Nomenclature, features: list[Feature], regions: Regions
) -> None:
    client = Client()
    client.force_login(administrator)
    opened = "&".join(f"item={item.pk}" for item in regions.values())
    html = client.get(f"/settings/reference/nomenclatures/{nomenclature.pk}/items/?{opened}").content
    links = [link for link in BeautifulSoup(html, "html.parser").select("a") if "/counterparties/?f." in link["href"]]
    numbers = {str(link["href"]): int(link.text.split()[0]) for link in links}
    assert len(numbers) == 14
    for address, number in numbers.items():
        assert client.get(address).context["query"].count == (number, False), address


def test_the_number_is_of_those_whom_the_user_sees(nomenclature: Nomenclature, features: list[Feature]) -> None:
    limited = factories.limited_user(Kind.BANK)
    assert set(chain(*told(limited, nomenclature).values())) == {(0, 0)}


def test_one_query_for_all(administrator: User, nomenclature: Nomenclature, features: list[Feature]) -> None:
    told(administrator, nomenclature)
    with CaptureQueriesContext(connection) as queries:
        told(administrator, nomenclature)
    assert len([each for each in queries if "counterparties_counterparty" in each["sql"]]) == 1


def test_what_takes_long_is_counted_when_somebody_asks(
    administrator: User,
    nomenclature: Nomenclature,
    features: list[Feature],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client()
    client.force_login(administrator)
    home = f"/settings/reference/nomenclatures/{nomenclature.pk}/items/"

    def slowly(sources: Any) -> Any:
        return Counterparty.objects.raw("select pg_sleep(0.3), 1 as id")

    with monkeypatch.context() as patch:
        patch.setattr(item_counts, "grouped", slowly)
        patch.setattr(item_counts, "BRIEFLY", 50)
        page = client.get(home)
        assert page.context["uncounted"] and "Count them now" in page.content.decode()
    page = client.get(home)
    assert page.context["uncounted"], "it is not tried again with every page"
    page = client.get(page.context["count_url"])
    assert not page.context["uncounted"] and page.context["lines"][0].is_used


def test_an_item_itself_is_asked_for_by_a_dot(
    administrator: User, nomenclature: Nomenclature, features: list[Feature]
) -> None:
    client = Client()
    client.force_login(administrator)
    for asked, number in (("south", 2), ("south.", 1), ("plovdiv.", 0), ("plovdiv.&f.region=south.", 1)):
        page = client.get(f"/counterparties/?f.region={asked}")
        assert page.context["query"].count[0] == number, asked
    assert "South itself" in client.get("/counterparties/?f.region=south.").content.decode()
    for wrong in (".", "-.", "gone.", "south.."):
        assert client.get(f"/counterparties/?f.region={wrong}").status_code == 400, wrong


def test_values_that_a_job_is_turning_into_another_data_type_are_not_counted(regions: Regions) -> None:
    vidin, items = regions["vidin"].pk, Items([regions["vidin"].nomenclature_id])
    itself, _together = added_up([(0, [vidin], 2), (0, True, 1), (0, 7, 1), (0, "Vidin", 1)], items, {vidin})
    assert itself == {(0, vidin): 2}
