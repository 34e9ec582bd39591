"""The page of a filled form, its files, and its paper: filled in, or empty to be filled in by hand."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from access.models import Action
from access.requests import PersonalRequest
from counterparties.files.serving import serve, serve_thumbnail
from counterparties.forms.files import naming
from counterparties.forms.filling import offered_to, prepared
from counterparties.forms.printing import file_name, paper_of
from counterparties.forms.screens import LIKE, FilledForms
from counterparties.models import Counterparty, FilledForm, Upload
from reference.form_templates.reading import forms
from screens.views import ScreenView


class OfForm(ScreenView):
    """What all pages of one form need."""

    screen: FilledForms

    def form(self) -> FilledForm:
        record: Any = self.record()
        return record

    def fields(self, record: FilledForm) -> list[Any]:
        """What the form tells this user, in the order of its fields."""
        told = forms()[record.template_id].told(record)
        return prepared((each.for_user(self.request.user) for each in told), [record])


class FormView(OfForm):
    """All that a filled form says, within the file of its counterparty."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record, parent, user = self.form(), self.parent, request.user
        editable = self.screen.rows(user, Action.EDIT, parent).filter(pk=record.pk)
        offered = offered_to(record.counterparty, user) if self.screen.may_add(user, parent) else []
        again = f"{self.screen.url('add', parent=parent)}?{urlencode({LIKE: record.pk})}"
        context = {
            "record": record,
            "lines": [
                {"label": each.label, "text": each.full(record), "definition": each.definition}
                for each in self.fields(record)
            ],
            "editable": record.archived_at is None and editable.exists(),
            "edit_url": self.screen.url("edit", record, parent),
            "form_history_url": self.screen.url("history", record, parent),
            "again_url": again if record.template in offered else "",
        }
        return self.render("counterparties/forms/form_page.html", context)


class FormFileView(OfForm):
    """The bytes of a file that a form holds, to whoever sees a form that names it."""

    def upload(self) -> Upload:
        uploads = Upload.objects.of_forms().filter(counterparty=self.kwargs["parent"])
        found: Upload = get_object_or_404(uploads, pk=self.kwargs["pk"])
        if not naming(self.screen.rows(self.request.user, Action.SEE, self.parent), found).exists():
            raise Http404
        return found

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponseBase:
        upload = self.upload()
        return serve(request, upload, name=upload.name, inline="inline" in request.GET)


class FormThumbnailView(FormFileView):
    """The small picture of one."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponseBase:
        upload = self.upload()
        if not upload.has_thumbnail:
            raise Http404
        return serve_thumbnail(request, upload)


class FormPaperView(OfForm):
    """A filled form as PDF."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponseBase:
        record = self.form()
        return as_pdf(paper_of(record, self.fields(record), user=request.user), file_name(record))


class EmptyFormView(OfForm):
    """The form of a template with lines to be filled in by hand."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponseBase:
        form = self.screen.form
        if form is None or not isinstance(self.parent, Counterparty):
            raise Http404
        if form.template not in offered_to(self.parent, request.user):
            raise Http404
        record = FilledForm(template=form.template, counterparty=self.parent)
        return as_pdf(paper_of(record, form.asked, user=request.user), file_name(record))


def as_pdf(content: bytes, name: str) -> HttpResponseBase:
    """The paper, opened in the browser, which prints and keeps it."""
    return FileResponse(BytesIO(content), filename=name, content_type="application/pdf")
