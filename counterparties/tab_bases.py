"""What the tabs of the counterparty's file have in common."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import Action, User
from attributes.values import Attribute
from counterparties import archiving, columns
from counterparties.models import Counterparty
from counterparties.saving import save_sub_record
from exchange.targets import targets
from reference.file_tabs.reading import is_anywhere
from screens.file import Tab
from screens.listing import ListQuery
from screens.screen import Screen


class SubRecordScreen(Screen):
    """Rows of files, in one file or in all: they are put away by the verbs that keep the search column."""

    def archive(self, *, user: User, record: Any) -> None:
        archiving.archive_sub_record(user=user, record=record)

    def activate(self, *, user: User, record: Any) -> None:
        archiving.activate_sub_record(user=user, record=record)


class CounterpartyTab(SubRecordScreen, Tab):
    """A tab of the counterparty's file: its rows are written by the verbs that keep the search column."""

    hidden: Sequence[str] = ("version", "counterparty")
    list_template = "counterparties/tab_list.html"

    def is_open(self, user: User) -> bool:
        """The rows of all files together are there for who has the tab in any file."""
        return is_anywhere(self.slug, user)

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        """In one file the file has asked whether the user has the tab; the rows of all files are asked here."""
        rows: Any = super().rows(user, action, parent)
        return rows if parent else rows.in_tab(self.slug, user, self.owner_field)

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        """With what the history of the file calls the rows of the tab."""
        return super().list_context(query) | {"history_of": self.model._meta.db_table}

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return save_sub_record(user=user, record=record, values=values)


class ListOfAll(SubRecordScreen):
    """What a tab shows in the files of all counterparties: closed like the tab to who has it in none."""

    tab: ClassVar[str]

    def is_open(self, user: User) -> bool:
        return is_anywhere(self.tab, user)

    def in_menu(self, user: User) -> bool:
        """Whether the menu has it, which stands on every page and remembers: the list itself asks anew."""
        return bool(cache.get_or_set(f"menu:{user.pk}:{self.tab}", lambda: self.is_open(user), SECONDS))


SECONDS = 60
"So long the menu remembers that a list is open."


class Exchanged(CounterpartyTab):
    """A tab whose rows come in and go out by spreadsheet too: of one counterparty, or of all."""

    imported_as = ""
    "The target of its imports where that is not called as the tab."

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        user, parent = query.user, query.parent
        target = targets[self.imported_as or self.slug]
        imports = target.allows(user) and self.may_add(user, parent)
        address = urlencode({"target": target.slug, self.owner_field: getattr(parent, "code", "")})
        return super().list_context(query) | {
            "import_url": f"{reverse('exchange:choose')}?{address}" if imports else "",
            "export_url": reverse("exchange:export", args=[self.slug]) if self.may_export(user, parent) else "",
        }


class OwnedRows(Exchanged):
    """One whose rows say in a file of all whose they are."""

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        rows = Counterparty.objects.open_to(user)
        owner = columns.Company("counterparty", _("Counterparty"), rows=rows.all, editable=False, filterable=False)
        return super().attributes(user) | {"counterparty": owner}


def editable_among(model: Any, ids: Collection[int], user: User | None) -> set[int]:
    """The ids of those of these rows that the user may edit; no query where he may edit all that he sees."""
    if user is None or not ids:
        return set()
    rows = model.objects.visible_to(user, Action.EDIT)
    return set(rows.filter(pk__in=ids).values_list("pk", flat=True)) if rows.query.where else set(ids)
