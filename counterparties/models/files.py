"""The files that are kept with a counterparty, and the bytes that were uploaded, version by version."""

from typing import Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counterparties.models.counterparties import Counterparty
from counterparties.models.records import SubRecord
from history.tracking import tracked, versioned
from reference.models import DocumentKind, FormTemplate

NAME_LENGTH = 255
FILES = "files"
"The component of the file that shows them."
DERIVED = ("words", "told_until")


def file_storage() -> Storage:
    """Where uploaded bytes lie: a folder of this machine, or a bucket, as the settings say."""
    return storages["files"]


def random_name(_upload: Any, _filename: str) -> str:
    """The name in the store: nothing in it comes from a person."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


class UploadQuerySet(models.QuerySet):
    """Uploads by what they are."""

    def of_features(self) -> Self:
        """Those that a feature may hold: nothing that is kept behind a tab's door."""
        return self.filter(attachment=None, scan=None, on_paper=False, template=None)

    def of_forms(self) -> Self:
        """Those that are answers in filled forms, be it former ones."""
        return self.filter(template__isnull=False)

    def of_template(self, template: int | None) -> Self:
        """Those that a field of this form may hold; without a template those of features."""
        return self.of_features() if template is None else self.filter(template=template)


class Upload(models.Model):
    """Bytes as they were uploaded. The row never changes, so that whoever names it finds the same for ever.

    It is a version of an attachment or of a scan, a picture on the paper of an own company (its logo, a signature), an
    answer in forms of a template, or else the value of a feature.
    """

    counterparty = models.ForeignKey(
        Counterparty, models.PROTECT, verbose_name=_("counterparty"), related_name="uploads"
    )
    attachment = models.ForeignKey(
        "counterparties.Attachment", models.CASCADE, verbose_name=_("file"), related_name="versions", null=True
    )
    scan = models.ForeignKey(
        "counterparties.Scan", models.CASCADE, verbose_name=_("scan"), related_name="versions", null=True
    )
    on_paper = models.BooleanField(default=False, editable=False)
    template = models.ForeignKey(
        FormTemplate,
        models.PROTECT,
        verbose_name=_("form"),
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    file = models.FileField(_("bytes"), storage=file_storage, upload_to=random_name, unique=True)
    size = models.PositiveBigIntegerField(_("size"))
    content_type = models.CharField(_("content type"), max_length=150)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    has_thumbnail = models.BooleanField(_("has a thumbnail"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("uploaded by"), related_name="+", null=True
    )

    objects: ClassVar[Any] = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [models.Index("counterparty", "sha256", name="upload_by_bytes")]

    def __str__(self) -> str:
        return self.name


class Kept(models.Model):
    """A file under its name; `content` is its version of now, and `versions` are all.

    `kept_as` is what an upload names it by, `addresses` what the names of its addresses begin with.
    """

    kept_as: ClassVar[str]
    addresses: ClassVar[str]
    versions: Any

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    content = models.ForeignKey(Upload, models.RESTRICT, verbose_name=_("content"), related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Attachment(Kept, SubRecord):
    """A file of a counterparty: what it is called and what paper it is; `content` is its version of now.

    `words` is what searches look in: the folded words of name and number, each after a space.
    """

    history_title = ("name",)
    history_named = True
    history_put_away = (_("deleted"), _("restored"))

    kept_as, addresses = "attachment", FILES

    kind = models.ForeignKey(
        DocumentKind, models.PROTECT, verbose_name=_("document kind"), related_name="+", null=True, blank=True
    )
    number = models.CharField(_("document number"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    words = models.TextField(editable=False)
    told_until = models.DateField(null=True, editable=False)
    "The last day of the paper that people have been told of: each is told once."

    class Meta:
        verbose_name = pgettext_lazy("that was uploaded", "file")
        verbose_name_plural = _("files and documents")
        indexes = [
            models.Index("valid_until", "id", name="attachment_by_expiry", condition=models.Q(archived_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("issued_on")),
                name="attachment_expires_after_issue",
                violation_error_message=_("It expires before it is issued: correct one of the days."),
            ),
        ]
        triggers = [*tracked(owner="counterparty_id", leave_out=DERIVED), versioned(leave_out=DERIVED)]

    def get_absolute_url(self) -> str:
        return reverse("files-preview", args=[self.counterparty_id, self.pk])
