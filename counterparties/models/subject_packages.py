"""That all that is held on a person was put together and handed out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counterparties.models.contact_persons import ContactPerson
from counterparties.models.counterparties import Counterparty
from history.tracking import tracked


class SubjectPackage(models.Model):
    """A data-subject package that was made of what a file holds; its row never changes, and its file goes in time.

    `digest` is the SHA-256 of the package's manifest, which proves later what was in it.
    """

    history_title = ("subject",)

    counterparty = models.ForeignKey(
        Counterparty, models.PROTECT, verbose_name=_("counterparty"), related_name="subject_packages"
    )
    person = models.ForeignKey(
        ContactPerson, models.PROTECT, verbose_name=_("contact person"), related_name="+", null=True
    )
    subject = models.CharField(_("person"), max_length=400)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("made by"), related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    digest = models.CharField(_("SHA-256 of the manifest"), max_length=64)

    class Meta:
        verbose_name = _("data-subject package")
        verbose_name_plural = _("data-subject packages")
        triggers = tracked(owner="counterparty_id")

    def __str__(self) -> str:
        return self.subject
