"""The configuration screen through the test client."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access.models import User
from history.recording import recorded
from reference.adding import add, add_items
from reference.arranging import append
from reference.models import Feature, Nomenclature, NomenclatureItem, Status, Type

HTMX = {"HX-Request": "true", "HX-Target": "configuration"}
SLIDE = {"HX-Request": "true", "HX-Target": "slide-body"}
TABS = ("types", "statuses", "features", "nomenclatures")


@pytest.fixture
def client(administrator: User, defaults: None) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def base(response: Any) -> str:
    """The signed state that the form was opened with."""
    return response.context["form"]["base"].value()


def codes(model: Any) -> str:
    return " ".join(model.objects.order_by("position").values_list("code", flat=True))


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_has_an_address(client: Client, tab: str, regions: Any) -> None:
    append(record=Feature(code="area", name_en="Area"))
    page = client.get(f"/settings/reference/{tab}/")
    assert page.status_code == 200
    html = page.content.decode()
    assert html.count("<h1>") == 1 and "<!doctype html>" in html
    assert "Counterparty types and characteristics" in html
    assert f'id="tab-{tab}"' in html and html.count('aria-current="page"') >= 1
    part = client.get(f"/settings/reference/{tab}/", headers=HTMX).content.decode()
    assert "<!doctype html>" not in part and 'id="configuration"' in part
