"""The page “For documents”, its form, the pictures of logo and signatures, the sample of a document."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.models import Action
from access.requests import PersonalRequest
from counterparties.files.serving import serve
from counterparties.files.tab import limits
from counterparties.models import Signatory, Stationery, Upload
from counterparties.models.own_companies import Numbered
from counterparties.own_companies.checklist import checklist
from counterparties.own_companies.letterhead import letterhead_of, sample
from counterparties.own_companies.papers import Paper, keep_picture, stationery_of
from counterparties.own_companies.signing import who_sign
from screens.views import EditView, ScreenView

LANGUAGES = ("bg", "en")


class PaperView(ScreenView):
    """A view of one company's papers."""

    parent: Any

    @property
    def may_edit(self) -> bool:
        return self.screen.may_add(self.request.user, self.parent)

    def require(self) -> None:
        if not self.may_edit:
            raise PermissionDenied


class ForDocumentsView(PaperView):
    """What the documents of the company will look like, and what is still missing."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        paper = Paper(self.parent, timezone.localdate())
        points = checklist(paper)
        context = {
            "stationery": paper.stationery,
            "points": points,
            "ready": all(point.done for point in points),
            "head": letterhead_of(paper, get_language() or "en"),
            "signing": who_sign(paper.signing),
            "numbers": [(code, label, paper.number(code)) for code, label in Numbered.choices],
            "may_change": self.may_edit,
            "logo_url": reverse("logo", args=[self.parent.pk]),
            "picture_url": reverse("logo-picture", args=[self.parent.pk]),
            "edit_url": reverse("for-documents-edit", args=[self.parent.pk]),
            "sample_url": reverse("document-sample", args=[self.parent.pk]),
        }
        return self.render("counterparties/own_companies/for_documents.html", context)


class StationeryView(EditView):
    """The form of what was chosen, of a company's one row."""

    parent: Any

    def get_record(self) -> Stationery:
        if not self.screen.may_add(self.request.user, self.parent):
            raise PermissionDenied
        return stationery_of(self.parent)


class SampleView(PaperView):
    """The sample as PDF."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponseBase:
        kind, language = request.GET.get("kind", Numbered.INVOICE), request.GET.get("language", LANGUAGES[0])
        if kind not in Numbered.values or language not in LANGUAGES:
            raise Http404
        drawn = sample(company=self.parent, kind=kind, language=language, user=request.user)
        return HttpResponse(
            drawn,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{kind}-{language}.pdf"'},
        )


class PictureView(PaperView):
    """Asks for a picture and keeps it; takes it away when that is asked."""

    name: str

    def holder(self) -> Stationery | Signatory:
        """The row that has the picture."""
        raise NotImplementedError

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        self.require()
        return self.page()

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        self.require()
        record, file = self.holder(), request.FILES.get("picture")
        if file is None and "remove" not in request.POST:
            return self.page([_("Choose a picture.")])
        try:
            keep_picture(user=request.user, record=record, name=self.name, file=file)
        except ValidationError as error:
            return self.page(error.messages)
        text = _("The picture is kept.") if file else _("The picture is taken away.")
        return self.done(text)

    def page(self, errors: list[str] | None = None) -> HttpResponse:
        record = self.holder()
        context = {"record": record, "errors": errors, "upload": getattr(record, self.name), "title": self.title()}
        context["picture_url"] = self.picture_url(record)
        return self.render("counterparties/own_companies/picture.html", limits() | context, 422 if errors else 200)

    def title(self) -> str:
        raise NotImplementedError

    def picture_url(self, record: Any) -> str:
        raise NotImplementedError


class LogoView(PictureView):
    name = "logo"

    def holder(self) -> Stationery:
        return stationery_of(self.parent)

    def title(self) -> str:
        return _("Logo")

    def picture_url(self, record: Any) -> str:
        return reverse("logo-picture", args=[self.parent.pk])


class SignatureView(PictureView):
    name, action = "signature", Action.EDIT

    def holder(self) -> Signatory:
        record = self.record()
        assert isinstance(record, Signatory)  # noqa: S101 the screen has no others
        return record

    def title(self) -> str:
        return _("Picture of the signature of %s") % self.holder()

    def picture_url(self, record: Any) -> str:
        return reverse("signature-picture", args=[self.parent.pk, record.pk])


class LogoPictureView(PaperView):
    """The bytes of the logo."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponseBase:
        return shown(request, stationery_of(self.parent).logo)


class SignaturePictureView(PaperView):
    """The bytes of a signature."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponseBase:
        return shown(request, self.record().signature)  # type: ignore[attr-defined]


def shown(request: PersonalRequest, upload: Upload | None) -> HttpResponseBase:
    if upload is None:
        raise Http404
    return serve(request, upload, name=upload.name, inline=True)
