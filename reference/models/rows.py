"""What all rows of the configuration have in common."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.named import Named
from access.rows import ConfigurationQuerySet

PLACE = ("position", "stopped_at")
"Written by verbs of their own, which do not disturb who edits the row: its version does not count them."


class Arranged(Named):
    """A named row that administrators put in an order and can stop: a stopped one stays where it is used.

    Positions count from 1 among siblings and are written by `reference.arranging` alone; the constraint is
    deferred, so that a whole order is written in one statement.
    """

    position = models.PositiveIntegerField(_("position"), editable=False)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = models.Manager.from_queryset(ConfigurationQuerySet)()

    arranged_within: ClassVar[tuple[str, ...]] = ()
    "Foreign keys that siblings have in common."

    class Meta:
        abstract = True
        ordering = ["position"]
