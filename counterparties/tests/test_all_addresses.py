"""The list of all addresses, and what its form suggests."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from counterparties.models import Counterparty
from counterparties.tests.places import client
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)


# --- suggestions and the list of all


def suggested(owner, **asked) -> dict:
    return client().get(reverse("address-places", args=[owner.pk]), {"country": "BG", **asked}).json()


def test_suggestions_are_narrowed_by_what_stands_above(lists, strict):
    owner = factories.counterparty()
    found = suggested(owner, part="settlement", settlement="ива", area="")
    assert [(each["note"], each["fills"]["area"]) for each in found["results"]] == [
        ("7088, Ruse", "Ruse"),
        ("9830, Shumen", "Shumen"),
    ]
    assert found["strict"]
    assert len(suggested(owner, part="settlement", settlement="ива", area="Шумен")["results"]) == 1
    assert suggested(owner, part="street", street="")["results"] == []
    streets = suggested(owner, part="street", street="ду", settlement="Русе")["results"]
    assert [each["value"] for each in streets] == ["Дунав"]
    assert not suggested(owner, part="settlement", settlement="долно")["results"], "a stopped one is not offered"
    assert suggested(owner, part="settlement", settlement="x", country="DE") == {"results": [], "strict": False}
    assert suggested(owner, part="nonsense")["results"] == []
    stranger = Client()
    stranger.force_login(factories.limited_user(Kind.BANK))
    assert stranger.get(reverse("address-places", args=[owner.pk])).status_code == 404


def listed(**asked) -> str:
    return client().get(reverse("all-addresses-list"), asked).content.decode().split('id="rows"')[-1]


def test_the_list_of_all_filters_by_day_and_by_counterparty(db):
    customer = factories.counterparty(name="Клиентът", status=factories.status(code="good"))
    bank = factories.counterparty(name="Банката", types=[Kind.BANK])
    factories.address(customer, settlement="Русе", valid_to=DAY)
    factories.address(bank, settlement="Варна", valid_from=DAY)
    assert "Русе" in listed(holds="2026-04-30") and "Варна" not in listed(holds="2026-04-30")
    assert all(name in listed(holds=DAY.isoformat()) for name in ("Русе", "Варна"))
    assert "Русе" not in listed(types="bank") and "Варна" in listed(types="bank")
    assert "Русе" in listed(status="good") and "Варна" not in listed(status="good")
    assert "Русе" in listed(q="русе") and "Варна" not in listed(q="русе")
    limited = Client()
    limited.force_login(factories.limited_user(Kind.BANK))
    page = limited.get(reverse("all-addresses-list")).content.decode()
    assert "Варна" in page and "Русе" not in page


def test_addresses_are_edited_and_archived_from_the_list_of_all(db):
    made = factories.address(settlement="Русе")
    url = reverse("all-addresses-edit", args=[made.pk])
    assert client().post(url, {"kind": "office", "country": "BG", "settlement": "Варна"}).status_code == 302
    made.refresh_from_db()
    assert (made.settlement, made.kind) == ("Варна", "office")
    assert "varna" in Counterparty.objects.get(pk=made.counterparty_id).search
    assert client().post(reverse("all-addresses-archive", args=[made.pk])).status_code == 302
    assert "Варна" not in listed() and "Варна" in listed(archived="1")


def test_the_list_of_all_has_no_bulk_edit(db):
    made = factories.address()
    assert client().post(reverse("exchange:bulk", args=["all-addresses"]), {"rows": str(made.pk)}).status_code == 404
