"""What every record of a file has in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from counterparties.querysets import SubRecordQuerySet


class Record(models.Model):
    """A row that is archived instead of deleted, and that knows how often it was changed."""

    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class SubRecord(Record):
    """A row of a tab: it belongs to one counterparty."""

    counterparty = models.ForeignKey(
        "counterparties.Counterparty", models.PROTECT, verbose_name=_("counterparty"), editable=False
    )

    objects = SubRecordQuerySet.as_manager()

    class Meta:
        abstract = True
