"""A counterparty with a contact person, who invites, and somebody who is invited."""

import pytest

from counterparties.models import PortalUser
from counterparties.portal.saving import accept, save_portal_user
from counterparties.portal.tokens import tokens
from tests import factories

PASSWORD = "nine-lives-of-a-cat"


@pytest.fixture
def maria(db):
    factories.load_defaults()
    return factories.administrator(username="maria", email="maria@primio.example")


@pytest.fixture
def owner(maria):
    return factories.counterparty(name="Балкан Фрукт ООД", language="bg")


@pytest.fixture
def person(owner):
    return factories.contact_person(owner, first_name="Нели", last_name="Колева", email="neli@balkan.example")


@pytest.fixture
def invited(maria, owner, person) -> PortalUser:
    return save_portal_user(user=maria, record=PortalUser(counterparty=owner), values={"person": person})


@pytest.fixture
def active(invited) -> PortalUser:
    accept(pk=invited.pk, token=tokens.make_token(invited), password=PASSWORD)
    return PortalUser.objects.select_related("user").get(pk=invited.pk)


@pytest.fixture
def neli(client, active):
    """The browser of the portal user, who has logged in as everybody does."""
    client.post("/accounts/login/", {"login": "neli@balkan.example", "password": PASSWORD})
    return client


@pytest.fixture
def page(client, maria):
    client.force_login(maria)
    return client
