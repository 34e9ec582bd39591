"""Which rows that may belong to several counterparties a user knows of."""

from typing import Any

from access.models import User
from counterparties.models import ContactPerson
from counterparties.models.further import link_of
from counterparties.querysets import SharedQuerySet


def seen_rows(model: type[Any], user: User) -> SharedQuerySet[Any]:
    """Those in files that the user sees, where their tab is open to him."""
    rows: SharedQuerySet[Any] = model.objects.visible_to(user).in_tab(link_of(model).tab, user)
    return rows


def seen_people(user: User) -> SharedQuerySet[ContactPerson]:
    """The contact persons who may be named to the user."""
    return seen_rows(ContactPerson, user)
