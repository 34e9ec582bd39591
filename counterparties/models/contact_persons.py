"""The people we speak with at a counterparty."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counterparties.models.records import SubRecord, owning_counterparty
from counterparties.querysets import SharedQuerySet
from history.tracking import tracked, versioned


class PhoneKind(models.TextChoices):
    MOBILE = "mobile", _("Mobile")
    WORK = "work", pgettext_lazy("phone", "Work")
    HOME = "home", pgettext_lazy("phone", "Home")
    FAX = "fax", _("Fax")
    OTHER = "other", pgettext_lazy("phone", "Other")


class ContactPerson(SubRecord):
    """Somebody at a counterparty whom we speak with; of further ones they are a contact by a link (`ContactLink`).

    The main phone and e-mail are columns, which lists, search and imports go by. Further ones and consents are lists
    of objects, of which each text is as its part of the attribute formats it (see `attributes.several`).
    """

    main_within = ("counterparty",)
    history_named = True
    history_title = ("first_name", "middle_name", "last_name")
    searched_texts = (
        "first_name", "middle_name", "last_name", "first_name_latin", "middle_name_latin", "last_name_latin",
        "email", "further_emails",
    )  # fmt: skip
    searched_numbers = ("phone", "further_phones")

    counterparty = owning_counterparty(db_index=False)
    first_name = models.CharField(_("first name"), max_length=100)
    middle_name = models.CharField(_("middle name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    first_name_latin = models.CharField(_("first name in Latin"), max_length=100, blank=True)
    middle_name_latin = models.CharField(_("middle name in Latin"), max_length=100, blank=True)
    last_name_latin = models.CharField(_("last name in Latin"), max_length=100, blank=True)
    position = models.CharField(pgettext_lazy("of a person", "position"), max_length=200, blank=True)
    area = models.CharField(_("area of responsibility"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    phone_kind = models.CharField(_("kind of phone"), max_length=10, choices=PhoneKind, blank=True)
    further_phones = models.JSONField(_("further phones"), default=list, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    further_emails = models.JSONField(_("further e-mails"), default=list, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    language = models.CharField(_("preferred language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    main = models.BooleanField(_("main contact"), default=False)
    note = models.TextField(_("note"), blank=True)
    consents = models.JSONField(_("consents"), default=list, blank=True)
    valid_from = models.DateField(_("contact from"), null=True, blank=True)
    valid_to = models.DateField(_("contact until"), null=True, blank=True)

    objects: ClassVar[Any] = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        indexes = [
            models.Index("counterparty", "last_name", "id", name="contact_person_by_name"),
            # Who never consented to anything costs nothing.
            GinIndex(
                OpClass("consents", "jsonb_path_ops"),
                name="contact_person_by_consent",
                condition=~models.Q(consents=[]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["counterparty"],
                condition=models.Q(main=True, archived_at=None),
                name="one_main_contact",
                violation_error_message=_("The counterparty has a main contact already."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="contact_person_ends_after_it_begins",
                violation_error_message=_("It ends before it begins: correct one of the days."),
            ),
        ]
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.first_name, self.middle_name, self.last_name)))
