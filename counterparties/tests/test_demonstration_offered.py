"""Lists say that demonstration data are there, and know at once when they are gone."""

import pytest

from counterparties.demonstration import loading, removing
from reference.defaults import load_defaults
from tests import factories

pytestmark = pytest.mark.django_db


def test_lists_offer_to_remove_them_while_they_are_there(client, monkeypatch):
    load_defaults()
    client.force_login(factories.superuser())

    def offered() -> bool:
        return "/demonstration/remove/" in client.get("/counterparties/").content.decode()

    def one(user):
        record = factories.counterparty(demonstration=True)
        return [record]

    # Alone, without the types and features that come with them and renew the mark by themselves.
    monkeypatch.setattr(loading, "_counterparties", lambda rows, context: one(None))
    for name in ("configure", "_context", "_below", "happen", "add_places", "add_checks", "add_portal_users"):
        monkeypatch.setattr(loading, name, lambda *given, **named: None)
    assert not offered()
    loading.load_demonstration(user=None)
    assert offered()
    removing.remove_demonstration(user=None)
    assert not offered()
