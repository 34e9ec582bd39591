"""The kinds of papers that are kept in a counterparty's file."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from history.tracking import tracked, versioned
from reference.models.rows import PLACE, Arranged

REMIND_DAYS = 30
"Days before a paper expires on which people are reminded, unless its kind says otherwise."


class DocumentKind(Arranged):
    """A kind of papers: contract, licence, insurance policy ... Of some the day is asked for on which they expire."""

    expires = models.BooleanField(
        _("expires"), default=False, help_text=_("Who chooses this kind must say until when the paper is valid.")
    )
    remind_days = models.PositiveSmallIntegerField(
        _("days to remind before"),
        default=REMIND_DAYS,
        validators=[MaxValueValidator(1000)],
        help_text=_("So many days before a paper expires it stands among those that expire soon."),
    )

    class Meta(Arranged.Meta):
        verbose_name = _("document kind")
        verbose_name_plural = _("document kinds")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_document_kind_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE)]
