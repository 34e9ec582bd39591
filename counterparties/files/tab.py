"""The tab “Files and documents”."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from access.models import Action, User
from attributes.values import Attribute
from counterparties.file import COUNTERPARTY_FILE
from counterparties.files import attributes
from counterparties.files.adding import change_attachment
from counterparties.files.naming import clean_name, sought
from counterparties.models import Attachment
from counterparties.models.files import FILES
from counterparties.tab_bases import CounterpartyTab, SubRecordScreen
from reference.models.file_tabs import Part
from screens.listing import ListQuery
from screens.putting_away import DELETING


def clean_new_name(text: str) -> str:
    """A name that somebody has typed: as it is, if nothing in it could deceive; raises ValidationError."""
    if clean_name(text) != text:
        raise ValidationError(_("A file's name has no slashes and no signs that cannot be seen."))
    return text


class OfAttachments(SubRecordScreen):
    """Files with a counterparty, in its file or in the list of all papers."""

    mended_at = {"attachment_expires_after_issue": "valid_until"}

    def searched(self, rows: QuerySet, text: str) -> QuerySet:
        """The files whose name or number has words that begin with these, in any order and either script."""
        for word in sought(text):
            rows = rows.filter(words__contains=word)
        return rows

    def open_url(self, record: Any) -> str:
        return record.get_absolute_url() if record.counterparty_id else ""

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return change_attachment(user=user, record=record, values=values)


@COUNTERPARTY_FILE.tab
class Attachments(OfAttachments, CounterpartyTab):
    """Rows come by uploads, through views of their own; all else is a list like others."""

    model = Attachment
    slug = FILES
    icon = "files"
    putting_away = DELETING
    under = Part.CONTACTS
    views = ("list", "edit", "history", "archive", "activate")
    hidden = ("version", "counterparty", "content", "words")
    columns = ("name", "kind", "valid_until", "size", "uploaded_at", "uploaded_by")
    cards = {"kind": "l2", "valid_until": "r1", "size": "r2", "uploaded_at": "full"}
    form_fields = ("name", "kind", "number", "issued_on", "valid_until", "note")
    filters = ("kind", "expiry", "valid_until", "uploaded_by")
    search = ("name", "number")
    search_hint = gettext_lazy("Name or number")
    ordering = "-uploaded_at"
    list_template = "counterparties/files/list.html"
    opened_by_id = False
    edited_beside = True
    empty_text = gettext_lazy("Drop contracts, certificates, pictures here: they stay with the counterparty.")

    def declared(self) -> dict[str, Attribute]:
        known = super().declared()
        name = attributes.FileName(
            "name", known["name"].label, required=True, sortable=True, max_length=255, rule=clean_new_name
        )
        return {
            "name": name,
            **{key: each for key, each in known.items() if key not in ("name", "archived_at")},
            "kind": attributes.PaperKind("kind", known["kind"].label),
            "valid_until": attributes.ValidUntil("valid_until", known["valid_until"].label, sortable=True),
            "expiry": attributes.Expiry("expiry", _("Expiry")),
            "size": attributes.Size("size", _("Size"), field="size"),
            "type": attributes.ContentType("type", pgettext("of a file", "Type"), field="content_type"),
            "uploaded_at": attributes.UploadedAt("uploaded_at", _("Uploaded at"), field="uploaded_at"),
            "uploaded_by": attributes.UploadedBy("uploaded_by", _("Uploaded by")),
            "archived_at": known["archived_at"],
        }

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        """With the version of now, whose type stands before every name."""
        return super().rows(user, action, parent).select_related("content")

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        exports = self.may_export(query.user, query.parent)
        export_url = reverse("exchange:export", args=[self.slug]) if exports else ""
        return super().list_context(query) | limits() | {"export_url": export_url}


def limits() -> dict[str, Any]:
    """How large a file may be, for who checks before sending and for who reads."""
    return {"limit": settings.FILE_MAX_SIZE, "limit_text": filesizeformat(settings.FILE_MAX_SIZE)}
