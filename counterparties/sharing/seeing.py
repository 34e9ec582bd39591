"""Which rows that may belong to several counterparties a user knows of."""

from typing import Any

from access.models import User
from counterparties.models import ContactPerson
from counterparties.models.further import link_of
from counterparties.querysets import SharedQuerySet


def seen_rows(model: type[Any], user: User | None) -> SharedQuerySet[Any]:
    """Those in files that the user sees, where their tab is open to him; a command, which is nobody's, sees all."""
    rows: SharedQuerySet[Any] = model.objects.open_to(user)
    return rows.in_tab(link_of(model).tab, user) if user else rows


def seen_people(user: User | None) -> SharedQuerySet[ContactPerson]:
    """The contact persons who may be named to the user."""
    return seen_rows(ContactPerson, user)
