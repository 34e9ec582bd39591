"""Some people of the invented counterparties with log-ins: one who uses it, one who is invited, one who is blocked."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from access.models import User
from counterparties.models import ContactPerson, Counterparty, PortalUser

NUMBER = 6
State = PortalUser.State


def add_portal_users(made: Sequence[Counterparty]) -> None:
    """Adds log-ins of contact persons, which no password opens."""
    people = ContactPerson.objects.live().filter(counterparty__in=made, counterparty__archived_at=None)
    people = people.filter(counterparty__kinds__overlap=["customer", "supplier"], main=True).exclude(email="")
    now = timezone.now()
    for at, (person, state) in enumerate(zip(people.order_by("pk")[:NUMBER], cycle(State), strict=False)):
        if User.objects.filter(username=person.email).exists():
            continue
        account = User(portal=True, username=person.email, email=person.email, first_name=str(person))
        account.set_unusable_password()
        accepted = now - timedelta(days=20 - at) if state != State.INVITED else None
        account.last_login = now - timedelta(days=at, hours=3) if accepted else None
        account.save()
        PortalUser.objects.create(
            counterparty_id=person.counterparty_id,
            user=account,
            person=person,
            name=str(person),
            email=person.email,
            username=person.email,
            state=state,
            invitation=1,
            invited_at=now - timedelta(days=21 - at),
            accepted_at=accepted,
        )


def remove_accounts() -> None:
    """Deletes the log-ins that belong to nobody any more."""
    User.objects.filter(portal=True, portal_user=None).delete()
