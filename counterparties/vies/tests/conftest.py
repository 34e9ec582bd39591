"""Who asks, and about whom."""

import pytest

from counterparties.vies.tests import NUMBER
from tests import factories


@pytest.fixture
def maria(db):
    factories.load_defaults()
    return factories.administrator(username="maria")


@pytest.fixture
def page(client, maria):
    client.force_login(maria)
    return client


@pytest.fixture
def record(maria):
    return factories.counterparty(name="Балкан Фрукт", vat_number=NUMBER, vat_registered=True)
