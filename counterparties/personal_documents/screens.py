"""The tab “Personal documents”, and the list of those of all counterparties."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.values import Attribute
from counterparties import columns
from counterparties.file import COUNTERPARTY_FILE
from counterparties.files.attributes import Expiry
from counterparties.identifiers import compact
from counterparties.models import Counterparty, NumberShown, PersonalDocument, Scan
from counterparties.models.personal_documents import TAB
from counterparties.personal_documents.attributes import (
    DocumentNumber,
    Holder,
    KindOfDocument,
    LastDay,
    Scans,
)
from counterparties.personal_documents.saving import holders_of, save_document
from counterparties.sharing.seeing import seen_people
from counterparties.tab_bases import ListOfAll, OwnedRows, SubRecordScreen
from reference.kinds import Kind
from reference.models.file_tabs import Part
from screens import menu
from screens.listing import ListQuery
from screens.registry import register

NAMES = ("person__first_name", "person__middle_name", "person__last_name")


class OfDocuments(SubRecordScreen):
    """What both lists of documents have in common."""

    model = PersonalDocument
    icon = "id"
    views: Sequence[str] = ("list", "edit", "history", "archive", "activate")
    form_fields = ("kind", "number", "person", "country", "issuer", "issued_on", "valid_until", "note")
    filters = ("kind", "expiry", "valid_until", "country")
    search = ("number", "issuer")
    search_hint = gettext_lazy("Whole number, holder, issuer")
    form_template = "counterparties/personal_documents/form.html"
    mended_at = {"personal_document_expires_after_issue": "valid_until"}
    hidden: Sequence[str] = ("version", "told_until")
    opened_by_id = False
    edited_beside = True

    def declared(self) -> dict[str, Attribute]:
        known = super().declared()
        return known | {
            "kind": KindOfDocument("kind", known["kind"].label),
            "number": DocumentNumber("number", known["number"].label, max_length=50),
            "person": Holder("person", known["person"].label),
            "valid_until": LastDay("valid_until", known["valid_until"].label, sortable=True),
            "expiry": Expiry("expiry", _("Expiry")),
            "scans": Scans(),
        }

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        found = super().form_attributes(user, record, data)
        for each in found:
            if isinstance(each, Holder):
                each.rows = self.holders(user, record)
            if isinstance(each, DocumentNumber) and record.pk:
                each.help_text = _("The dots stand for the number: leave them, or type another one instead.")
        return found

    def holders(self, user: User, record: Any) -> Any:
        """The live contact persons of the counterparty whom the user sees, and the one who is named already."""
        offered = Q(archived_at=None, pk__in=seen_people(user)) | Q(pk=record.person_id or 0)
        return holders_of(record.counterparty_id).filter(offered).order_by("first_name", "last_name", "pk").all

    def form_context(self, form: Any) -> dict[str, Any]:
        record = form.record
        url = reverse("personal-document-doubts", args=[record.counterparty_id])
        return {"doubts_url": f"{url}?pk={record.pk or 0}"}

    def searched(self, rows: QuerySet, text: str) -> QuerySet:
        """By a whole number, or by words of holder, issuer and kind: parts of a number find nothing."""
        found = Q()
        for word in text.split():
            fields = (*NAMES, "counterparty__name", "issuer", "kind__name_bg", "kind__name_en")
            found &= Q.create([(f"{name}__icontains", word) for name in fields], Q.OR)
        return rows.filter(found | Q(number=compact(text) or None))

    def open_url(self, record: Any) -> str:
        return record.get_absolute_url() if record.counterparty_id else ""

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return save_document(user=user, record=record, values=values)

    def also_told(self, record: Any, user: User) -> Q | None:
        """Who has asked for its number, and what became of its scans."""
        scans = Scan.objects.filter(document=record.pk).values("pk")
        shown = NumberShown.objects.filter(document=record.pk).values("pk")
        return Q(table=Scan._meta.db_table, record_id__in=scans) | Q(
            table=NumberShown._meta.db_table, record_id__in=shown
        )


@COUNTERPARTY_FILE.tab
class PersonalDocuments(OfDocuments, OwnedRows):
    """The documents of one counterparty and its people, for the roles that are named."""

    slug = TAB
    under = Part.CONTACTS
    kinds = (Kind.CUSTOMER, Kind.SUPPLIER)
    roles = ("administrator",)
    views = ("list", "add", "edit", "history", "archive", "activate")
    columns = ("kind", "number", "person", "country", "issuer", "valid_until", "scans")
    cards: ClassVar[dict[str, str]] = {"number": "l2", "person": "full", "valid_until": "r1"}
    hidden = ("version", "counterparty", "told_until")
    ordering = "kind"
    empty_text = gettext_lazy(
        "Add identity cards, passports and licences with their scans: numbers stay hidden until somebody asks for one."
    )


class AllPersonalDocuments(OfDocuments, ListOfAll):
    """The documents of all counterparties whose file shows them to the user."""

    slug, tab = "all-personal-documents", TAB
    path = "personal-documents/"
    columns = ("kind", "number", "person", "counterparty", "country", "valid_until", "expiry", "scans")
    cards: ClassVar[dict[str, str]] = {"number": "l2", "counterparty": "full", "valid_until": "r1", "expiry": "r2"}
    ordering = "valid_until"
    list_template = "counterparties/addresses.html"
    empty_text = gettext_lazy(
        "The personal documents of all counterparties stand here together. Add them in their files."
    )

    @property
    def title(self) -> str:
        return _("Personal documents")

    def declared(self) -> dict[str, Attribute]:
        known = super().declared()
        owner = columns.Company(
            "counterparty", _("Counterparty"), rows=Counterparty.objects.all, editable=False, filterable=False
        )
        owner.sortable = True
        made = known | {"counterparty": owner}
        for attribute in made.values():
            attribute.indexed = attribute.may_be_indexed = attribute.name == "valid_until"
        return made

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows: Any = super().rows(user, action)
        rows = rows.in_tab(TAB, user)
        if action not in (Action.SEE, Action.EXPORT):
            rows = rows.filter(counterparty__archived_at=None)
        return rows

    def may_add(self, user: User, parent: Model | None = None) -> bool:
        """A document is added where its counterparty is."""
        return False

    def after_save(self, record: Model, parent: Model | None) -> str:
        return self.url()

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        return {"may_export": self.may_export(query.user)}


ALL = AllPersonalDocuments()
register(ALL)
menu.add(
    menu.MenuEntry(
        section=gettext_lazy("Counterparties"),
        label=gettext_lazy("Personal documents"),
        url=reverse_lazy("all-personal-documents-list"),
        icon="id",
        visible=ALL.in_menu,
        order=122,
    )
)
