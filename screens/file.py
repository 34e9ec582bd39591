"""The file of a record and its tabs: sub-records whose screens stand inside the page of their owner."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404

from access.models import Action, User
from access.requests import PersonalRequest
from screens.origin import ORIGIN
from screens.registry import register
from screens.screen import Screen

TAB = "tab"
"The name in addresses of the place of a tab that stands in several."


class Tab(Screen):
    """The rows of one owner, shown as a tab of its file.

    `owner_field` is the foreign key to the owner; `file` knows the owner's file (see `File`).
    """

    file: "File"
    owner_field = "counterparty"
    kinds: Sequence[str] = ()
    "The kinds of owners that have the tab; none named, all have it. Rows of a file may say otherwise."
    roles: Sequence[str] = ()
    """The roles, by code, that the tab ships open to: it is confidential then, and closed to every other role until
    rows of a file say otherwise. None named, everybody who sees the owner has it."""
    under: str = ""
    "The part of the file in which the tab stands, unless rows of a file say otherwise."
    carried: Sequence[str] = (ORIGIN, TAB)
    views: Sequence[str] = ("list", "add", "edit", "history", "archive", "activate")
    list_template = "tab_list.html"
    hidden: Sequence[str] = ("version",)
    shell, partial = "file.html", "_sheet.html"

    @property
    def path(self) -> str:
        return f"{self.file.path}<int:parent>/{self.slug}/"

    def rows(self, user: User, action: Action = Action.SEE, parent: models.Model | None = None) -> QuerySet:
        rows = super().rows(user, action)
        if action not in (Action.SEE, Action.EXPORT) and getattr(parent, "archived_at", None):
            return rows.none()
        return rows.filter(**{self.owner_field: parent}) if parent else rows

    def may_add(self, user: User, parent: models.Model | None = None) -> bool:
        return parent is not None and self.file.may_edit(user, parent)

    def may_export(self, user: User, parent: models.Model | None = None) -> bool:
        return super().may_export(user) and (parent is None or self.file.may_export(user, parent))

    def count_of_owner(self, user: User) -> Combinable:
        """How many live rows of the owner that a query is about the user sees; NULL for a tab without a number."""
        rows = self.rows(user).filter(archived_at=None, **{self.owner_field: OuterRef("pk")})
        return counted(rows, self.owner_field)

    def new(self, user: User, parent: models.Model | None = None) -> models.Model:
        return self.model(**{self.owner_field: parent})

    def owner(self, user: User, pk: int) -> models.Model:
        """The owner, if the user may see it and its file has this tab for him; else 404."""
        owner = get_object_or_404(self.file.model._default_manager.visible_to(user), pk=pk)  # type: ignore[attr-defined]
        if self.slug not in {tab.slug for tab in self.file.tabs_of(owner, user)}:
            raise Http404
        return owner

    def context(self, request: PersonalRequest, parent: models.Model | None) -> dict[str, Any]:
        return self.file.context(request, parent, self) if parent else {}


def counted(rows: QuerySet, owner: str) -> Combinable:
    """The number of these rows, all of one owner, as a part of another query."""
    number = rows.order_by().values(owner).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), Value(0))


class File:
    """What the tabs of one model's file have in common; a room declares one and gives it to its tabs."""

    model: ClassVar[type[models.Model]]
    path: str
    tabs: list[Tab]

    def __init__(self) -> None:
        self.tabs = []

    def tab(self, declared: type[Tab]) -> type[Tab]:
        """Class decorator: one instance of the tab joins the file, in the order of declaration."""
        made = declared()
        made.file = self
        register(made)
        self.tabs.append(made)
        return declared

    def tabs_of(self, record: models.Model, user: User) -> list[Tab]:
        """The tabs that this record has for this user: the strip and the door of every tab ask here."""
        return self.tabs

    def may_edit(self, user: User, record: models.Model) -> bool:
        """Whether the user may change what the file holds; nobody changes that of an archived record."""
        if getattr(record, "archived_at", None):
            return False
        return self.may(Action.EDIT, user, record)

    def may_export(self, user: User, record: models.Model) -> bool:
        return self.may(Action.EXPORT, user, record)

    def may(self, action: Action, user: User, record: models.Model) -> bool:
        """Whether the user may do this with the record; no query where he may with all."""
        kept: dict[tuple[Action, int], bool] = record.__dict__.setdefault("_may", {})
        if (action, user.pk) not in kept:
            # Asked by every verb of every tab of a page.
            rows = self.model._default_manager.visible_to(user, action)  # type: ignore[attr-defined]
            kept[action, user.pk] = not rows.query.where or rows.filter(pk=record.pk).exists()
        return kept[action, user.pk]

    def context(self, request: PersonalRequest, record: models.Model, current: Tab | None) -> dict[str, Any]:
        """What the file's page needs: head, strips, counts."""
        raise NotImplementedError
