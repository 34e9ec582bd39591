"""What kinds of events there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from history.tracking import tracked, versioned
from reference.models.rows import PLACE, Arranged
from reference.models.statuses import Colour


class Icon(models.TextChoices):
    """The icons that an event type may have, by their names in the icon font."""

    PHONE = "phone", pgettext_lazy("icon", "telephone")
    USERS = "users", pgettext_lazy("icon", "people")
    MAIL = "mail", pgettext_lazy("icon", "envelope")
    LETTER = "mailbox", pgettext_lazy("icon", "mailbox")
    TASK = "checkbox", pgettext_lazy("icon", "ticked box")
    CAR = "car", pgettext_lazy("icon", "car")
    CALENDAR = "calendar-event", pgettext_lazy("icon", "calendar")
    MESSAGE = "message", pgettext_lazy("icon", "message")
    VIDEO = "video", pgettext_lazy("icon", "camera")
    FILE = "file-text", pgettext_lazy("icon", "sheet of paper")
    TRUCK = "truck", pgettext_lazy("icon", "lorry")
    PLANE = "plane", pgettext_lazy("icon", "aeroplane")
    GIFT = "gift", pgettext_lazy("icon", "gift")
    ALERT = "alert-triangle", pgettext_lazy("icon", "warning sign")


class EventType(Arranged):
    """What an event is: a call, a meeting, an e-mail, a letter, a task, a visit ..."""

    icon = models.CharField(_("icon"), max_length=30, choices=Icon, default=Icon.CALENDAR)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.GREY)

    class Meta(Arranged.Meta):
        verbose_name = _("event type")
        verbose_name_plural = _("event types")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_event_type_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE)]
