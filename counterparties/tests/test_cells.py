"""Cells of counterparties obey what the form obeys: asked features, mandatory and unique values, rights, archives."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counterparties.archiving import archive_counterparty
from counterparties.models import Counterparty
from reference.kinds import Kind
from reference.models import Feature
from reference.models.features import DataType
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return client_of(factories.superuser())


def address(record: Counterparty, name: str) -> str:
    return f"/counterparties/{record.pk}/cell/{name}/"


def send(client: Client, record: Counterparty, name: str, text: str):
    opened = client.get(address(record, name))
    return client.post(address(record, name), {name: text, "base": opened.context["form"].initial["base"]})


def value(record: Counterparty, code: str):
    record.refresh_from_db()
    return record.features.get(str(Feature.objects.get(code=code).pk))


def test_a_feature_that_the_types_do_not_ask_for_is_refused_in_a_sentence(client):
    factories.feature(code="carrier", types=[factories.kind_type(Kind.SUPPLIER)])
    record = factories.counterparty(name="Alpha", types=[Kind.CUSTOMER])
    for answer in (
        client.get(address(record, "f.carrier")),
        client.post(address(record, "f.carrier"), {"f.carrier": "x"}),
    ):
        toast = json.loads(answer["HX-Trigger"])["toast"]
        assert answer.status_code == 204 and toast["level"] == "error" and "Alpha" in toast["text"]
    assert value(record, "carrier") is None


def test_a_mandatory_value_is_not_cleared(client):
    factories.feature(code="segment", required=True)
    record = factories.counterparty(features={"f.segment": "Retail"})
    answer = send(client, record, "f.segment", "")
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert value(record, "segment") == "Retail"


def test_a_unique_value_names_its_holder_and_keeps_what_was_typed(client):
    factories.feature(code="loyalty", unique=True)
    holder = factories.counterparty(name="Holder", features={"f.loyalty": "A1"})
    record = factories.counterparty()
    text = send(client, record, "f.loyalty", "A1")
    assert text.status_code == 422
    assert "Holder" in text.content.decode() and f'href="{holder.get_absolute_url()}"' in text.content.decode()
    assert 'value="A1"' in text.content.decode()


def test_an_archived_counterparty_is_refused(client):
    record = factories.counterparty()
    archive_counterparty(user=factories.superuser(), record=record)
    assert client.get(address(record, "alias")).status_code == 403
    assert client.post(address(record, "alias"), {"alias": "x"}).status_code == 403


def test_a_status_that_has_been_stopped_is_no_longer_chosen(client):
    record, status = factories.counterparty(), factories.status()
    opened = client.get(address(record, "status")).context["form"].initial["base"]
    type(status).objects.filter(pk=status.pk).update(stopped_at="2026-11-20T00:00Z")
    answer = client.post(address(record, "status"), {"status": status.pk, "base": opened})
    record.refresh_from_db()
    assert answer.status_code == 422 and record.status is None


def test_a_feature_of_types_that_one_does_not_see_has_no_cell():
    factories.feature(code="carrier", types=[factories.kind_type(Kind.SUPPLIER)])
    record = factories.counterparty(types=[Kind.CUSTOMER, Kind.SUPPLIER])
    client = Client()
    client.force_login(factories.limited_user(Kind.CUSTOMER))
    assert client.get(address(record, "f.carrier")).status_code == 404
    assert client.get(address(record, "alias")).status_code == 200


def test_a_text_that_changes_is_found_at_once_and_a_number_disturbs_no_search(client):
    factories.feature(code="line")
    factories.feature(code="turnover", data_type=DataType.NUMBER)
    record = factories.counterparty()
    assert send(client, record, "f.line", "Каравана").status_code == 200
    assert Counterparty.objects.found_by("karavana").filter(pk=record.pk).exists()
    assert send(client, record, "f.turnover", "12").status_code == 200
    assert value(record, "turnover") == "12"
    assert Counterparty.objects.found_by("karavana").filter(pk=record.pk).exists()


@pytest.mark.parametrize("name", ["alias", "status", "f.turnover", "f.goods"])
def test_a_field_costs_few_queries(client, name):
    factories.feature(code="turnover", data_type=DataType.NUMBER)
    factories.feature(code="goods", data_type=DataType.NOMENCLATURE)
    factories.status()
    record = factories.counterparty()
    client.get(address(record, name))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(record, name)).status_code == 200
    assert len(captured) <= 8


def test_a_very_long_text_is_saved_and_makes_no_header_or_address_that_servers_refuse(client):
    factories.feature(code="remark", data_type=DataType.LONG_TEXT)
    record = factories.counterparty(features={"f.remark": "".join(map(chr, range(0x4E00, 0x4E00 + 5_000)))})
    answer = send(client, record, "f.remark", "".join(map(chr, range(0x4E00, 0x4E00 + 9_000))))
    assert answer.status_code == 200 and len(value(record, "remark")) == 9_000
    assert len(answer["HX-Trigger"]) < 4_000 and "undo" not in json.loads(answer["HX-Trigger"])["toast"]
