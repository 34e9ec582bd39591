"""Lists say that demonstration data are there, and know at once when they are gone."""

import pytest

from counterparties.demonstration.loading import load_demonstration
from counterparties.demonstration.removing import remove_demonstration
from reference.defaults import load_defaults
from tests import factories

pytestmark = pytest.mark.django_db


def test_lists_offer_to_remove_them_while_they_are_there(client):
    load_defaults()
    client.force_login(factories.superuser())

    def offered() -> bool:
        return "/demonstration/remove/" in client.get("/counterparties/").content.decode()

    assert not offered()
    load_demonstration(user=None)
    assert offered()
    remove_demonstration(user=None)
    assert not offered()
