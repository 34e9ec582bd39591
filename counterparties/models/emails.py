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
