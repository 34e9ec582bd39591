"""Reminders of personal documents that expire, for those who have the right to them."""

from typing import Any

from django.db.models import Q

from access.models import User
from counterparties.files.reminding import Papers, tell_of
from counterparties.models import PersonalDocument
from counterparties.models.personal_documents import TAB
from reference.file_tabs.reading import roles_with


def tell_of_documents() -> int:
    """Tells of the documents that expire soon by today, each last day once; the number of documents.

    Where nobody whom one concerns has the right to it the superusers are told, so that somebody is.
    """
    return tell_of(Papers(PersonalDocument, TAB, concerned, lambda document: str(document.person or ""), superusers))


def concerned(document: Any) -> list[User]:
    """Who is responsible for the counterparty, and all whose roles are named at the tab."""
    named = Q(roles__in=roles_with(TAB)) | Q(pk=document.counterparty.responsible_id)
    return list(User.colleagues.filter(named, is_active=True).order_by("pk").distinct())


def superusers() -> list[User]:
    """Those who have every right, and are at work."""
    return list(User.colleagues.filter(is_active=True, is_superuser=True).order_by("pk"))
