"""The kinds of documents that say who a person is and what he may do."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from history.tracking import tracked, versioned
from reference.models.document_kinds import REMIND_DAYS
from reference.models.rows import PLACE, Arranged


class PersonalDocumentKind(Arranged):
    """A kind of personal documents: identity card, passport, driving licence, residence permit ..."""

    remind_days = models.PositiveSmallIntegerField(
        _("days to remind before"),
        default=REMIND_DAYS,
        validators=[MaxValueValidator(1000)],
        help_text=_("So many days before a document expires it stands among those that expire soon."),
    )

    class Meta(Arranged.Meta):
        verbose_name = _("personal document kind")
        verbose_name_plural = _("personal document kinds")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_personal_kind_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE)]
