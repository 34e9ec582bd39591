"""What people allow us to do with what we hold on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.tracking import tracked, versioned
from reference.models.rows import PLACE, Arranged


class ConsentPurpose(Arranged):
    """A purpose that a person consents to: newsletter, offers, photographs ...

    Consents name it by its code, which therefore never changes.
    """

    class Meta(Arranged.Meta):
        verbose_name = _("purpose of consents")
        verbose_name_plural = _("purposes of consents")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_consent_purpose_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE)]
