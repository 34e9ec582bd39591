"""The states of a counterparty."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.tracking import tracked, versioned
from reference.models.rows import PLACE, Arranged
from reference.models.stamps import stamped


class Colour(models.TextChoices):
    """The eight colours of the style sheet's tokens (`.c-green` ...)."""

    GREEN = "green", _("green")
    TEAL = "teal", _("teal")
    BLUE = "blue", _("blue")
    VIOLET = "violet", _("violet")
    AMBER = "amber", _("amber")
    ORANGE = "orange", _("orange")
    RED = "red", _("red")
    GREY = "grey", _("grey")


class Status(Arranged):
    """A state of a counterparty: contracted, active, inactive, incorrect ..."""

    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.GREY)

    class Meta(Arranged.Meta):
        verbose_name = _("status")
        verbose_name_plural = _("statuses")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_status_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE), stamped()]
