"""Lists filtered and sorted by a feature that names counterparties: what one may not see stays hidden."""

from typing import Any

import pytest
from django.http import QueryDict

from counterparties.models import Counterparty
from reference.kinds import Kind
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> dict[str, Counterparty]:
    """Three customers: paid for by a customer, by a supplier and by nobody."""
    f.feature(code="payer", name_en="Payer", data_type="counterparty")
    customer = f.counterparty(name="Яна", code="yana")
    supplier = f.counterparty(name="Ани", code="ani", types=[Kind.SUPPLIER])
    made = {"customer": customer, "supplier": supplier}
    for name, payer in (("one", customer), ("two", supplier), ("three", None)):
        made[name] = f.counterparty(name=name, features={"f.payer": payer.pk} if payer else None)
    return made


def listed(user: Any, address: str) -> ListQuery:
    return ListQuery(screens["counterparties-customer"], user, QueryDict(address))


def names(user: Any, address: str) -> list[str]:
    query = listed(user, address)
    assert not query.errors, query.errors
    return [row.name for row in query.ordered() if row.code != "yana"]  # type: ignore[attr-defined]


def test_who_sees_all_filters_and_sorts_by_all(rows: dict[str, Counterparty]) -> None:
    user = f.superuser()
    assert names(user, "f.payer=ani") == ["two"]
    assert names(user, "f.payer=yana&f.payer=ani") == ["one", "two"]
    assert names(user, "f.payer=-") == ["three"]
    assert names(user, "f.payer=%2B") == ["one", "two"]
    assert names(user, "sort=f.payer") == ["three", "two", "one"], "Ани before Яна, nobody first"
    assert names(user, "sort=-f.payer") == ["one", "two", "three"]
    assert listed(user, "f.payer=ani").chips[-1].text == "Ани"


def test_who_sees_customers_only_learns_nothing_of_suppliers(rows: dict[str, Counterparty]) -> None:
    user = f.limited_user(Kind.CUSTOMER)
    assert listed(user, "f.payer=ani").errors == ["Payer: There is no “ani”."]
    assert listed(user, "f.payer=ani").count == (0, False)
    assert names(user, "f.payer=yana") == ["one"]
    assert names(user, "sort=f.payer")[-1] == "one"
    keys = {row.name: row._key for row in listed(user, "sort=f.payer").ordered()}  # type: ignore[attr-defined]
    assert keys["two"] == keys["three"] == "", "no cursor tells the name"


def test_features_that_are_shown_by_default_are_columns_where_they_are_asked(rows: dict[str, Counterparty]) -> None:
    wholesaler = f.type_(Kind.SUPPLIER)
    f.feature(code="everywhere", shown=True), f.feature(code="nowhere")
    f.feature(code="theirs", shown=True, types=[wholesaler])
    user = f.superuser()

    def usual(screen: str) -> list[str]:
        query = ListQuery(screens[screen], user, QueryDict(""))
        return [attribute.name for attribute in query.columns if attribute.name.startswith("f.")]

    assert usual("counterparties") == usual("counterparties-supplier") == ["f.everywhere", "f.theirs"]
    assert usual("counterparties-customer") == ["f.everywhere"]
    chosen = "&".join(f"columns={name}" for name in screens["counterparties"].columns)
    assert listed(user, f"{chosen}&columns=f.everywhere").canonical.urlencode() == ""
    assert listed(user, chosen).canonical.urlencode() == chosen, "to take away what is usual has to be said"
