"""The page of a personal document, its number for who asks, doubts about one that is typed, its scans."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString

from access.models import Action
from access.requests import PersonalRequest
from attributes.numbers import number_in
from counterparties.files.adding import Added, keep
from counterparties.files.attributes import face
from counterparties.files.tab import limits
from counterparties.files.views import UploadView
from counterparties.identifiers import BULGARIA, compact
from counterparties.models import PersonalDocument, Scan
from counterparties.models.personal_documents import TAB
from counterparties.personal_documents.attributes import hidden_number, shown_number
from counterparties.personal_documents.numbers import doubt, is_masked
from counterparties.personal_documents.saving import same_number, show_number
from reference.models import PersonalDocumentKind
from screens.registry import screens
from screens.views import ScreenView

FACTS = ("kind", "person", "country", "issuer", "issued_on", "valid_until", "note")


class DocumentView(ScreenView):
    """The page of one document: what is known of it, and its scans."""

    parent: Any

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        return self.page(record, hidden_number(record, in_words=True))

    def page(self, record: Any, number: SafeString) -> HttpResponse:
        known = self.screen.declared()
        user = self.request.user
        may_change = self.screen.may_add(user, self.parent) and record.archived_at is None
        context = {
            "record": record,
            "number": number,
            "number_url": reverse("personal-document-number", args=[self.parent.pk, record.pk]),
            "facts": [(known[name].label, shown) for name in FACTS if (shown := known[name].full(record))],
            "may_change": may_change,
            "edit_url": self.screen.url("edit", record, self.parent),
            "history_url_of_document": self.screen.url("history", record, self.parent),
            "scans_url": reverse("scans-add", args=[self.parent.pk]) + f"?document={record.pk}",
            "scans": scans_of(record, deleted="deleted" in self.request.GET),
            "with_deleted": "deleted" in self.request.GET,
            **limits(),
            **doubts_about(record, user),
        }
        return self.render("counterparties/personal_documents/document.html", context)


def scans_of(record: Any, *, deleted: bool) -> list[tuple[Scan, SafeString]]:
    """The scans with what stands before their names."""
    rows = Scan.objects.filter(document=record.pk).select_related("content__uploaded_by").order_by("pk")
    return [(scan, face(scan)) for scan in (rows if deleted else rows.live())]


def doubts_about(record: PersonalDocument, user: Any) -> dict[str, Any]:
    """What may be wrong with a number: its form, and others who have the same."""
    others, more = same_number(record, user)
    return {"doubt": doubt(record.kind.code, str(record.country), record.number), "others": others, "more": more}


class NumberView(DocumentView):
    """The whole number, which is asked for: the history says so."""

    http_method_names = ["post"]

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        number = shown_number(show_number(user=request.user, record=record))
        response = HttpResponse(number) if request.headers.get("HX-Request") else self.page(record, number)
        add_never_cache_headers(response)
        return response


class DoubtsView(ScreenView):
    """Doubts about the number that a form holds, before it is saved."""

    http_method_names = ["post"]

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        if not self.screen.may_add(request.user, self.parent):
            raise PermissionDenied
        kind = PersonalDocumentKind.objects.filter(pk=number_in(request.POST.get("kind")) or 0).first()
        text, context = request.POST.get("number", ""), dict[str, Any]()
        if kind and text.strip() and not is_masked(text):
            country = request.POST.get("country", "")[: len(BULGARIA)]
            pk = number_in(request.GET.get("pk")) or None
            typed = PersonalDocument(pk=pk, kind=kind, country=country, number=compact(text)[:50])
            context = doubts_about(typed, request.user)
        return render(request, "counterparties/personal_documents/_doubts.html", context)


class ScanUploadView(UploadView):
    """Takes scans in, for the document that the address names."""

    def document(self) -> PersonalDocument:
        rows = screens[TAB].rows(self.request.user, Action.EDIT, self.parent).filter(archived_at=None)
        found: PersonalDocument = get_object_or_404(rows, pk=number_in(self.request.GET.get("document")) or 0)
        return found

    def keep(self, file: Any) -> Added:
        record = Scan(counterparty=self.parent, document=self.document())
        return keep(user=self.request.user, record=record, file=file)

    def require(self) -> None:
        super().require()
        self.document()

    def done(self, text: str, *, undo: str = "", to: str = "") -> HttpResponse:
        return super().done(text, undo=undo, to=to or self.document().get_absolute_url())
