"""The screen: one declaration gives list, search, filters, sort, paging, add, edit, archive and history."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from access.models import Action, User
from access.requests import PersonalRequest
from attributes.model_fields import attribute_of
from attributes.values import Attribute
from screens.hits import Suggestion
from screens.keyset import Keyset, Page
from screens.putting_away import ARCHIVING, PuttingAway


class Screen:
    """What people see and do with the rows of one model.

    Declare `model`, `columns`, `form_fields`, `filters` (names of attributes), `search` (model fields),
    `ordering` (an attribute, `-` in front for falling). Override a method where that does not suffice.
    """

    model: ClassVar[type[models.Model]]
    slug: str
    icon = "list"
    columns: Sequence[str] = ()
    form_fields: Sequence[str] = ()
    filters: Sequence[str] = ()
    filters_elsewhere: Sequence[str] = ()
    "Filters that the page offers in its own way instead of in the filter bar."
    more_filters: Sequence[str] = ()
    "Filters that the menu “More filters” offers beside those of attributes that are always offered."
    carried: Sequence[str] = ()
    "Parameters that the list does not read but hands on in all its addresses."
    search: Sequence[str] = ()
    ordering = "id"
    rules: ClassVar[dict[str, Callable[[str], Any]]] = {}
    hidden: Sequence[str] = ("version",)
    "Columns of the table that are not shown, filtered or exported: derived and technical ones."
    unsorted: Sequence[str] = ()
    "Attributes by which a list of any size cannot be sorted, because no index helps."
    mended_at: ClassVar[Mapping[str, str]] = {}
    "The field of the form at which people mend what a constraint refuses, or a rule of a field that is not asked for."
    cards: ClassVar[dict[str, str]] = {}
    "Which columns a phone shows, and where on the row's card: name, l2, r1, r2."
    archivable = True
    views: Sequence[str] = ("list", "add", "edit", "history", "archive", "activate", "lookup")
    empty_text: Any = ""
    "What belongs into an empty list, and why."
    list_template, form_template = "list.html", "form.html"
    strip_template = "_nothing.html"
    bulk_deeds = "_nothing.html"
    "Further buttons of the bar of ticked rows."
    search_hint: Any = ""
    ranks = False
    "Whether what a search finds stands in an order of its own until somebody chooses another: see `ranking`."
    putting_away: ClassVar[PuttingAway] = ARCHIVING
    "What it is called here to archive a record."
    archive_asks = False
    "Whether archiving asks first, instead of offering Undo."
    shell, partial = "base.html", "partial.html"

    # --- names and addresses

    @property
    def key(self) -> str:
        """The slug, and for a narrowed list what it is narrowed to: "forms.flight-form"."""
        return self.slug

    def narrowed(self, of: str) -> "Screen":
        """The list of one sort of its rows, whose columns may be others; itself where its rows are all of one sort."""
        return self

    @property
    def title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def title_one(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def path(self) -> str:
        """The address of the list, as a URL pattern."""
        return f"{self.slug}/"

    def url(self, view: str = "list", record: models.Model | None = None, parent: models.Model | None = None) -> str:
        where = {"parent": parent.pk} if parent else {}
        return reverse(f"{self.slug}-{view}", kwargs=where | ({"pk": record.pk} if record else {}))

    opened_by_id = True
    "Whether `open_url` asks nothing of a record but its id: a list makes the address once for all its rows then."

    def open_url(self, record: models.Model) -> str:
        """Where the first cell of a row leads: the page of the record; "" opens its form."""
        return record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""

    edited_beside = False
    "Whether a record that has a page of its own is edited beside the list all the same."

    def origin(self, query: Any) -> str:
        """What stands behind the addresses of the list's records, so that their pages know whence one came."""
        return ""

    @property
    def bulk_url(self) -> str:
        """Where ticked rows are changed together; "" where they cannot be, and then no row can be ticked."""
        return ""

    def after_save(self, record: models.Model, parent: models.Model | None) -> str:
        """Where a saved form leads, without script."""
        return self.url(parent=parent)

    # --- attributes

    def declared(self) -> dict[str, Attribute]:
        """The attributes that the model's fields give; a subclass adds or replaces some."""
        return {
            field.name: attribute_of(field, rule=self.rules.get(field.name), sortable=field.name not in self.unsorted)
            for field in sorted(self.model._meta.concrete_fields, key=lambda field: field.name == "archived_at")
            if not isinstance(field, models.JSONField | models.AutoField) and field.name not in self.hidden
        }

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        """Every attribute by name, features included; what forms, lists, filters, imports and exports ask."""
        return self.declared()

    def default_columns(self, attributes: Mapping[str, Attribute]) -> list[str]:
        """The names of the columns that a list shows to who chooses none."""
        return list(self.columns)

    def edited_in_cells(self, attributes: Mapping[str, Attribute]) -> Collection[str]:
        """The names of those of these attributes that may be changed in the list itself."""
        return ()

    @property
    def cells_url(self) -> str:
        """Where a cell is changed, with {pk} and {name} to be filled in; "" where none is."""
        return ""

    def cell_attribute(self, user: User, record: models.Model, name: str) -> Attribute | None:
        """The attribute of a cell that is edited, as the form of this record asks for it; None where it does not."""
        if name not in self.edited_in_cells(self.attributes(user)):
            return None
        return next((each for each in self.form_attributes(user, record) if each.name == name), None)

    def reading_once(self) -> AbstractContextManager[None]:
        """Within it, what writing a record needs of the configuration is read once."""
        return nullcontext()

    # --- rows

    def is_open(self, user: User) -> bool:
        """Whether there is this list for the user at all: else neither it answers nor what is made of it."""
        return True

    def rows(self, user: User, action: Action = Action.SEE, parent: models.Model | None = None) -> QuerySet:
        """The rows with which the user may do this."""
        return self.model._default_manager.visible_to(user, action)  # type: ignore[attr-defined]

    def may_add(self, user: User, parent: models.Model | None = None) -> bool:
        return self.model._default_manager.addable_by(user)  # type: ignore[attr-defined]

    def may_export(self, user: User, parent: models.Model | None = None) -> bool:
        return self.model._default_manager.exportable_by(user)  # type: ignore[attr-defined]

    def searched(self, rows: QuerySet, text: str) -> QuerySet:
        """The rows in which every word of the text stands in one of the searched fields."""
        for word in text.split():
            rows = rows.filter(Q.create([(f"{name}__icontains", word) for name in self.search], Q.OR))
        return rows

    def meaning(self, text: str, rows: QuerySet, best: Callable[[str], Page]) -> str:
        """What to look for among the rows when this is typed; `best` gives the first page of a text's hits."""
        return text

    def ranking(self, text: str) -> Keyset:
        """The order in which the best hits come first, for a screen that `ranks`; its pages know the count."""
        raise NotImplementedError

    def suggestions(self, rows: QuerySet, text: str) -> list[Suggestion]:
        """Texts like one that finds nothing, each of which finds some of these rows."""
        return []

    def counts_at_once(self, query: Any) -> bool:
        """Whether counting the rows of this list costs next to nothing, as it does where they are few."""
        return True

    def current(self, rows: QuerySet) -> QuerySet:
        """The rows that are shown unless archived ones are asked for."""
        return rows.filter(archived_at=None) if self.archivable else rows

    # --- writing

    def new(self, user: User, parent: models.Model | None = None) -> models.Model:
        """An unsaved record with the values that a form begins with."""
        return self.model()

    def prefill(self, *, user: User, record: Any, params: QueryDict) -> None:
        """Puts into a new record what the link to its form says that it begins with."""

    def form_attributes(self, user: User, record: models.Model, data: QueryDict | None = None) -> list[Attribute]:
        """The attributes that the form asks for, in its order; `data` is what it sends, if it does so already."""
        known = self.attributes(user)
        return [known[name] for name in self.form_fields]

    def starting_values(self, record: models.Model, attributes: Iterable[Attribute]) -> dict[str, Any]:
        """The values by name that the form begins with where they are others than the record's."""
        return {}

    def unseen(self, data: QueryDict, attributes: Iterable[Attribute]) -> list[str]:
        """The names of fields that the page did not show yet when it was sent: they are as the form begins."""
        return []

    def form_context(self, form: Any) -> dict[str, Any]:
        """What the form's own template needs beside the form."""
        return {}

    def save(self, *, user: User, record: models.Model, values: dict[str, Any]) -> models.Model:
        """Writes cleaned values to a record; raises ValidationError by field. Override to call a verb."""
        for name, value in values.items():
            setattr(record, name, value)
        try:
            record.full_clean()
        except ValidationError as error:
            raise ValidationError(error.message_dict) from error
        with transaction.atomic():
            record.save()
        return record

    def archive(self, *, user: User, record: Any) -> None:
        record.archived_at = timezone.now()
        record.save(update_fields=["archived_at"])

    def activate(self, *, user: User, record: Any) -> None:
        record.archived_at = None
        record.save(update_fields=["archived_at"])

    def also_told(self, record: models.Model, user: User) -> Q | None:
        """Changes of other rows that the history of a record tells too."""
        return None

    # --- what surrounds the page

    def list_context(self, query: Any) -> dict[str, Any]:
        """What the list's own template needs beside rows and filters."""
        return {}

    def context(self, request: PersonalRequest, parent: models.Model | None) -> dict[str, Any]:
        """What the shell of the page needs beside the screen itself."""
        return {}
