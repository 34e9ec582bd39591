"""Addresses hold from and to days, lead to a map, and are told apart where they do not hold today."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from counterparties.address_columns import map_address
from counterparties.models import Address
from counterparties.saving import save_sub_record
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_yesterdays_address_stays_true_for_yesterday():
    today, record = timezone.localdate(), factories.counterparty()
    old = factories.address(record, settlement="Ruse", valid_to=today - DAY)
    new = factories.address(record, settlement="Varna", valid_from=today)
    always = factories.address(record, settlement="Sofia")
    rows = Address.objects.order_by("pk")
    assert list(rows.on(today - DAY)) == [old, always]
    assert list(rows.on(today)) == [new, always]


def test_an_address_does_not_end_before_it_begins():
    today, address = timezone.localdate(), factories.address()
    save_sub_record(user=factories.superuser(), record=address, values={"valid_from": today, "valid_to": today})
    with pytest.raises(ValidationError) as refused:
        save_sub_record(user=factories.superuser(), record=address, values={"valid_to": today - DAY})
    assert refused.value.message_dict == {"valid_to": ["It ends before it begins: correct one of the days."]}


def test_the_list_marks_what_does_not_hold_today_and_the_summary_leaves_it_out():
    today, record = timezone.localdate(), factories.counterparty()
    factories.address(record, settlement="Ruse", valid_to=today - DAY)
    factories.address(record, settlement="Varna", valid_from=today + DAY)
    factories.address(record, settlement="Sofia")
    client = Client()
    client.force_login(factories.superuser())
    page = BeautifulSoup(client.get(f"/counterparties/{record.pk}/addresses/").content, "html.parser")
    flags = {
        row.select("td")[2].get_text(strip=True): row.select_one(".pr-flag") for row in page.select("#rows tbody tr")
    }
    assert flags["Sofia"] is None
    assert flags["Ruse"].get_text().startswith("until ") and flags["Varna"].get_text().startswith("from ")
    summary = client.get(record.get_absolute_url()).content.decode()
    assert "Sofia" in summary and "Ruse" not in summary.split('id="history"')[0]


def test_the_map_is_asked_for_the_place_and_never_for_the_flat():
    address = factories.address(settlement="Русе", street="ул. Дунав", number="5 & 7", apartment="12", floor="3")
    url = map_address(address)
    assert url.startswith("https://www.openstreetmap.org/search?query=")
    assert "%26" in url and "12" not in url.split("%26")[1]
