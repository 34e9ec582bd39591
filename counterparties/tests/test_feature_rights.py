"""Features of types that somebody does not see: no list, filter, form, file, import or history tells him of them."""

from typing import Any

import pytest
from django.urls import reverse

from access.models import User
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from exchange.targets import target_of
from reference.kinds import Kind
from reference.models import Type
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier(db: None) -> Type:
    """A type of suppliers, with a feature of its own that lists show by default."""
    type_ = f.type_(Kind.SUPPLIER)
    f.feature(code="rating", name_en="Rating", types=[type_], shown=True)
    return type_


@pytest.fixture
def clerk(client: Any, supplier: Type) -> User:
    """Somebody limited to customers, logged in."""
    user = f.limited_user(Kind.CUSTOMER)
    client.force_login(user)
    return user


@pytest.fixture
def record(clerk: User, supplier: Type) -> Counterparty:
    return f.counterparty(types=[Kind.CUSTOMER, supplier], features={"f.rating": "doubtful"})


@pytest.mark.parametrize("query", ["columns=f.rating", "f.rating=%2B", "f.rating=doubt", "sort=f.rating"])
def test_lists_know_no_such_feature(client: Any, record: Counterparty, query: str) -> None:
    for screen in ("counterparties", "counterparties-customer"):
        page = client.get(f"{reverse(f'{screen}-list')}?{query}")
        assert page.status_code == 400 and record.name not in page.content.decode()


def test_columns_by_default_and_menus_leave_it_out(client: Any, record: Counterparty, clerk: User) -> None:
    page = client.get(reverse("counterparties-list")).content.decode()
    assert record.name in page and "Rating" not in page and "doubtful" not in page
    assert "f.rating" not in target_of("counterparties").attributes(clerk)
    assert "f.rating" in target_of("counterparties").attributes(f.superuser())


def test_the_form_asks_nothing_for_a_type_that_may_not_be_ticked(
    client: Any, record: Counterparty, supplier: Type
) -> None:
    for address in (reverse("feature-fields", args=[record.pk]), reverse("new-feature-fields")):
        fields = client.post(address, {"types": [supplier.pk, 10**17, "x"]}).content.decode()
        assert "Rating" not in fields and "doubtful" not in fields


def test_the_history_leaves_it_out(client: Any, record: Counterparty) -> None:
    note, rating = {"note": "Called"}, {"f.rating": "good"}
    save_counterparty(user=f.superuser(), record=record, values=note, features=rating)
    address = reverse("counterparty-changes", args=[record.pk])
    mine = client.get(address).content.decode()
    assert "Called" in mine and "Rating" not in mine and "doubtful" not in mine
    client.force_login(f.superuser())
    assert "doubtful" in client.get(address).content.decode()


def test_what_a_type_above_asks_for_is_kept_in_sight(client: Any) -> None:
    wholesale = f.type_(Kind.CUSTOMER, name_en="Wholesale")
    f.feature(code="deal", types=[f.kind_type(Kind.CUSTOMER)])
    record = f.counterparty(types=[wholesale, Kind.SUPPLIER], features={"f.deal": "2 % for cash"})
    client.force_login(f.limited_user(wholesale, Kind.SUPPLIER))
    ticked = {"types": [f.kind_type(Kind.SUPPLIER).pk]}
    fields = client.post(reverse("feature-fields", args=[record.pk]), ticked).content.decode()
    assert "2 % for cash" in fields and "Tick one of its types to bring it back: Wholesale." in fields
