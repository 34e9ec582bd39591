"""The documents that say who a person is: identity card, passport, driving licence, with scans of them."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from counterparties.models.files import Kept
from counterparties.models.records import SubRecord
from counterparties.personal_documents.numbers import masked
from counterparties.querysets import SubRecordQuerySet
from history.tracking import tracked, versioned
from reference.models import PersonalDocumentKind

TAB = "personal-documents"
"The component of the file that shows them: who has it in no file sees nothing of them anywhere."
TOLD = ("told_until",)


class PersonalDocumentManager(models.Manager.from_queryset(SubRecordQuerySet)):  # type: ignore[misc]
    """Documents with their kind, which every one is called by."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("kind")


class PersonalDocument(SubRecord):
    """A document of the counterparty itself or, where `person` is set, of one of its contact persons.

    The number is a secret: whatever shows the record masks it, and asking for it leaves a `NumberShown`. For the same
    reason nothing of a document is in the search column of its counterparty.
    """

    history_ends = ("kind",)

    kind = models.ForeignKey(PersonalDocumentKind, models.PROTECT, verbose_name=_("kind"), related_name="+")
    number = models.CharField(_("number"), max_length=50)
    person = models.ForeignKey(
        "counterparties.ContactPerson",
        models.PROTECT,
        verbose_name=_("holder"),
        related_name="personal_documents",
        null=True,
        blank=True,
    )
    country = CountryField(_("country of issue"), default="BG")
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    told_until = models.DateField(null=True, editable=False)
    "The last day that people have been told of: each is told once."

    objects: ClassVar[Any] = PersonalDocumentManager()

    class Meta:
        verbose_name = _("personal document")
        verbose_name_plural = _("personal documents")
        indexes = [
            models.Index("number", name="personal_document_by_number"),
            models.Index(
                Coalesce("valid_until", models.Value(datetime.date.max)),
                "id",
                name="personal_document_by_expiry",
                condition=models.Q(archived_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("issued_on")),
                name="personal_document_expires_after_issue",
                violation_error_message=_("It expires before it is issued: correct one of the days."),
            ),
        ]
        triggers = [*tracked(owner="counterparty_id", leave_out=TOLD), versioned(leave_out=TOLD)]

    def __str__(self) -> str:
        return f"{self.kind} {masked(self.number)}"

    def get_absolute_url(self) -> str:
        return reverse("personal-document", args=[self.counterparty_id, self.pk])


class NumberShown(models.Model):
    """That somebody has asked for a number and read it: history tells who and when."""

    history_line = "document_id"

    document = models.ForeignKey(
        PersonalDocument, models.CASCADE, verbose_name=_("number shown"), related_name="shown_rows"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("user"), related_name="+", null=True
    )

    class Meta:
        verbose_name = _("number of a personal document")
        verbose_name_plural = _("numbers of personal documents")
        triggers = tracked(owner="document_id", through="counterparties_personaldocument.counterparty_id")

    def __str__(self) -> str:
        return str(self.document)


class Scan(Kept, SubRecord):
    """A page of a personal document as it was scanned or photographed, with its versions."""

    history_title = ("name",)
    history_named = True
    history_put_away = (_("deleted"), _("restored"))
    kept_as, addresses = "scan", "scans"

    document = models.ForeignKey(
        PersonalDocument, models.PROTECT, verbose_name=_("personal document"), related_name="scans", editable=False
    )

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def get_absolute_url(self) -> str:
        return reverse("scans-preview", args=[self.counterparty_id, self.pk])
