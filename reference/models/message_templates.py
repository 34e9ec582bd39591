"""Texts that e-mails begin with."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from history.tracking import tracked, versioned
from reference.models.rows import PLACE, Arranged

FIELD = re.compile(r"\{([^{}\s]*)\}")


class Filled(models.TextChoices):
    """What stands in braces in a template and is filled in for each message."""

    NAME = "name", pgettext_lazy("in a template", "name of the counterparty")
    CODE = "code", pgettext_lazy("in a template", "its code")
    UIC = "uic", pgettext_lazy("in a template", "its UIC")
    VAT_NUMBER = "vat_number", pgettext_lazy("in a template", "its VAT number")
    CONTACT = "contact", pgettext_lazy("in a template", "name of the contact person")
    CONTACT_FIRST_NAME = "contact_first_name", pgettext_lazy("in a template", "first name of the contact person")
    SENDER = "sender", pgettext_lazy("in a template", "your name")
    SENDER_EMAIL = "sender_email", pgettext_lazy("in a template", "your e-mail")
    TODAY = "today", pgettext_lazy("in a template", "today's date")


def only_known_fields(text: str) -> str:
    """The text; ValidationError where something in braces is filled with nothing."""
    unknown = sorted({name for name in FIELD.findall(text) if name not in Filled.values})
    if unknown:
        said = _("Nothing is filled in for %(unknown)s. These can be: %(known)s.")
        raise ValidationError(said, "unknown", {"unknown": _braced(unknown), "known": _braced(Filled.values)})
    return text


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


class MessageTemplate(Arranged):
    """A text that an e-mail begins with; {name} and the like are filled in when it is chosen."""

    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))

    class Meta(Arranged.Meta):
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_message_template_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE)]
