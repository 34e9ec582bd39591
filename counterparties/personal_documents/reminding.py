"""Reminders of personal documents that expire, for those who have the right to them."""

from typing import Any

from django.db.models import Q

from access.models import User
from counterparties.files.reminding import Papers, tell_of
from counterparties.models import PersonalDocument
from counterparties.models.personal_documents import TAB
from reference.file_tabs.reading import roles_with


def tell_of_documents() -> int:
    """Tells of the documents that expire soon by today, each last day once; the number of documents."""
    return tell_of(Papers(PersonalDocument, TAB, concerned, lambda document: str(document.person or "")))


def concerned(document: Any) -> list[User]:
    """Who is responsible for the counterparty, and all whose roles are named at the tab.

    Where no such person is at work the superusers are told, so that somebody is.
    """
    active = User.colleagues.filter(is_active=True).order_by("pk")
    named = Q(roles__in=roles_with(TAB)) | Q(pk=document.counterparty.responsible_id)
    return list(active.filter(named).distinct()) or list(active.filter(is_superuser=True))
