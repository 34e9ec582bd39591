"""Scans of personal documents: kept, shown and served as files are, behind the door of their own tab."""

from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from access.models import Action, User
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Scan
from counterparties.models.personal_documents import TAB
from counterparties.tab_bases import CounterpartyTab
from screens.putting_away import DELETING
from screens.registry import screens


class Scans(CounterpartyTab):
    """No tab that stands anywhere: whoever has the tab of the documents has the scans in it."""

    model = Scan
    slug = "scans"
    file = COUNTERPARTY_FILE
    icon = "scan"
    putting_away = DELETING
    views = ("archive", "activate")

    def owner(self, user: User, pk: int) -> Model:
        tab: Any = screens[TAB]
        return tab.owner(user, pk)

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows: Any = super().rows(user, action, parent)
        return rows.in_tab(TAB, user).select_related("content", "document", "counterparty")

    def url(self, view: str = "list", record: Model | None = None, parent: Model | None = None) -> str:
        """The list of scans is the page of their document; without one it is the list of documents."""
        if view == "list":
            return screens[TAB].url(parent=parent)
        return super().url(view, record, parent)

    def after_save(self, record: Any, parent: Model | None) -> str:
        return reverse("personal-document", args=[record.counterparty_id, record.document_id])


SCANS = Scans()
