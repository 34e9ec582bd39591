"""The people we speak with at a counterparty."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counterparties.models.records import SubRecord
from history.tracking import tracked, versioned


class ContactPerson(SubRecord):
    """Somebody at a counterparty whom we speak with."""

    history_title = ("first_name", "middle_name", "last_name")
    searched_texts = ("first_name", "middle_name", "last_name", "email")
    searched_numbers = ("phone",)

    first_name = models.CharField(_("first name"), max_length=100)
    middle_name = models.CharField(_("middle name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    position = models.CharField(pgettext_lazy("of a person", "position"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(_("preferred language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    main = models.BooleanField(_("main contact"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        indexes = [models.Index("counterparty", "last_name", "id", name="contact_person_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["counterparty"],
                condition=models.Q(main=True, archived_at=None),
                name="one_main_contact",
                violation_error_message=_("The counterparty has a main contact already."),
            )
        ]
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.first_name, self.middle_name, self.last_name)))
