"""E-mails that were written in a file."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from counterparties.models.events import Event
from screens.notices.posting import Posted

SUBJECT_LENGTH = 200


class Email(Posted):
    """An e-mail to a counterparty; the event of which it is the message has its subject and its text.

    It goes out once; who may see the event sees it too.
    """

    event = models.OneToOneField(Event, models.CASCADE, verbose_name=_("event"), related_name="email")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("sender"), related_name="+")
    to = ArrayField(models.EmailField(max_length=254), verbose_name=_("to"))
    cc = ArrayField(models.EmailField(max_length=254), verbose_name=_("copy to"), default=list)
    uploads = models.ManyToManyField(
        "counterparties.Upload", verbose_name=_("attachments"), related_name="+", through="EmailFile"
    )
    subject = models.CharField(_("subject"), max_length=SUBJECT_LENGTH)
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        indexes = [
            models.Index("mail_after", name="email_to_send", condition=Q(mail_after__isnull=False, mailed_at=None)),
        ]

    def __str__(self) -> str:
        return self.subject


class EmailFile(models.Model):
    """A file that goes along with an e-mail, as it was when the e-mail was written."""

    email = models.ForeignKey(Email, models.CASCADE, verbose_name=_("e-mail"), related_name="file_rows")
    upload = models.ForeignKey(
        "counterparties.Upload", models.PROTECT, verbose_name=_("attachment"), related_name="email_rows"
    )
    name = models.CharField(_("name"), max_length=255)

    class Meta:
        verbose_name = _("file of an e-mail")
        verbose_name_plural = _("files of e-mails")
        constraints = [models.UniqueConstraint(fields=["email", "upload"], name="one_email_an_upload")]

    def __str__(self) -> str:
        return self.name
