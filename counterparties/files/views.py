"""The views of files beside those of every tab: upload, preview, bytes, versions."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import Action
from access.requests import PersonalRequest
from attributes.numbers import number_in
from counterparties.files.adding import Added, add_file, add_version, restore_version
from counterparties.files.addresses import url_of
from counterparties.files.previewing import preview_of
from counterparties.files.serving import serve, serve_thumbnail
from counterparties.files.tab import limits
from counterparties.models import Upload
from screens.views import ScreenView


class UploadView(ScreenView):
    """Takes files in: one a request for the script, which shows how far each is, or all that a plain form sends."""

    parent: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.wants_json = "application/json" in request.headers.get("Accept", "")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        self.require()
        return self.page()

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        self.require()
        added, errors = self.take(request.FILES.getlist("files"))
        if self.wants_json:
            return self.told(added[0], errors) if added else JsonResponse({"errors": errors}, status=422)
        if errors:
            return self.page(errors=errors, added=added, status=422)
        if len(added) == 1:
            return self.done(said(added[0]), undo=self.undo(added[0]))
        return self.done(ngettext("%d file is kept.", "%d files are kept.", len(added)) % len(added))

    def require(self) -> None:
        if not self.screen.may_add(self.request.user, self.parent):
            raise PermissionDenied

    def take(self, files: list[Any]) -> tuple[list[Added], list[str]]:
        """Each file for itself: what is wrong with one keeps no other back."""
        added, errors = [], []
        for file in files:
            try:
                added.append(self.keep(file))
            except ValidationError as error:
                errors += error.messages
        return added, errors if files else [_("Choose a file.")]

    def keep(self, file: Any) -> Added:
        return add_file(user=self.request.user, counterparty=self.parent, file=file)

    def told(self, added: Added, errors: list[str]) -> JsonResponse:
        answer = {"id": added.record.pk, "said": said(added), "same": bool(added.same), "undo": self.undo(added)}
        return JsonResponse(answer, status=201)

    def undo(self, added: Added) -> str:
        return self.screen.url("archive", added.record, self.parent)

    def page(self, status: int = 200, **more: Any) -> HttpResponse:
        return self.render("counterparties/files/upload.html", limits() | more, status)


def said(added: Added) -> str:
    """What became of one file; the same bytes in another one are told."""
    if added.same:
        names = {"name": added.record.name, "other": added.same.name}
        return _("“%(name)s” is kept, but its content is the same as that of “%(other)s”.") % names
    return _("“%(name)s” is kept.") % {"name": added.record.name}


class FileView(ScreenView):
    """Something of one file that may be seen; another counterparty's is not found."""

    parent: Any

    def version(self, record: Any, named: str | None) -> Upload:
        """The version that is asked for, that of now without a name."""
        if not named:
            return record.content
        return get_object_or_404(record.versions.all(), pk=number_in(named) or 0)


class PreviewView(FileView):
    """What is in a file, as far as it can be shown, with what is known of it and its versions."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        shown = self.version(record, request.GET.get("version"))
        may_edit = self.screen.may_add(request.user, self.parent) and record.archived_at is None
        context = preview_of(record, shown, self.screen) | {"may_change": may_edit}
        if request.headers.get("HX-Target") == "preview-body":
            context["shell"] = "partial.html"
        return self.render("counterparties/files/preview.html", context)


class ContentView(FileView):
    """The bytes."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponseBase:
        record: Any = self.record()
        version = self.version(record, request.GET.get("version"))
        return serve(request, version, name=record.name, inline="inline" in request.GET)


class ThumbnailView(FileView):
    """The small picture."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponseBase:
        version = self.version(self.record(), request.GET.get("version"))
        if not version.has_thumbnail:
            raise Http404
        return serve_thumbnail(request, version)


class VersionView(FileView):
    """Takes a new version in."""

    action = Action.EDIT
    http_method_names = ["post"]

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record, file = cast(Any, self.record()), request.FILES.get("files")
        try:
            if not isinstance(file, UploadedFile):
                raise ValidationError(_("Choose a file."))
            add_version(user=request.user, record=record, file=file)
        except ValidationError as error:
            return self.refused(record, error)
        text = _("“%(name)s” has a new version; the earlier ones are kept.") % {"name": record.name}
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"id": record.pk, "said": text}, status=201)
        return self.done(text, to=record.get_absolute_url())

    def refused(self, record: Any, error: ValidationError) -> HttpResponse:
        if "application/json" in self.request.headers.get("Accept", ""):
            return JsonResponse({"errors": error.messages}, status=422)
        context = preview_of(record, record.content, self.screen) | {"may_change": True, "errors": error.messages}
        return self.render("counterparties/files/preview.html", context, 422)


class RestoreView(FileView):
    """Makes an earlier version the content again; Undo brings back the one of before."""

    action = Action.EDIT
    http_method_names = ["post"]

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        version, before = self.version(record, str(kwargs["version"])), record.content_id
        try:
            restore_version(user=request.user, record=record, version=version)
        except ValidationError as error:
            raise PermissionDenied(" ".join(error.messages)) from error
        undo = url_of("restore", record, before)
        text = _("“%(name)s” is as it was uploaded before.") % {"name": record.name}
        return self.done(text, undo=undo, to=record.get_absolute_url())
