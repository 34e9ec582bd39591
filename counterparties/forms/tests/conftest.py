"""Who fills in forms, for whom, and a form with fields of every type."""

import pytest
from django.test import Client

from access.models import Role, User
from counterparties.models import Counterparty
from reference.models import FormTemplate
from reference.models.features import DataType
from tests import factories
from tests.clients import client_of


@pytest.fixture
def owner() -> Counterparty:
    return factories.counterparty(name="Alpha", code="first")


@pytest.fixture
def clerk(owner: Counterparty) -> User:
    return factories.user(roles=[Role.objects.get(code="clerk")], first_name="Rada")


@pytest.fixture
def client(clerk: User) -> Client:
    return client_of(clerk)


@pytest.fixture
def survey(owner: Counterparty) -> FormTemplate:
    """A form with a field of each data type, called as the type is."""
    template = factories.form_template(code="every", name_en="Every")
    items = factories.nomenclature()
    for code in ("one", "two"):
        factories.item(items, code=code, name_en=code.title())
    for data_type in DataType:
        own = {"nomenclature": items, "multiple": True} if data_type == DataType.NOMENCLATURE else {}
        decimals = {"decimals": 2} if data_type == DataType.NUMBER else {}
        factories.form_field(
            template, code=str(data_type), name_en=str(data_type), data_type=data_type, **own, **decimals
        )
    return template
