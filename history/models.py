"""One row for every row of a tracked table that was written: from what to what, by whom, in which run."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from history.tracking import refused


class Change(models.Model):
    """What one statement did to one record; written by triggers only (see `history.tracking`).

    `before` and `after` are whole images on delete and insert, the changed keys on update. The ids are
    plain numbers, not foreign keys: a change outlives the record and the user that it speaks of.
    """

    class Action(models.TextChoices):
        INSERT = "I", _("added")
        UPDATE = "U", _("changed")
        DELETE = "D", _("deleted")

    at = models.DateTimeField(_("when"))
    user_id = models.BigIntegerField(_("who"), null=True)
    run = models.TextField(_("run"), default="")
    table = models.TextField(_("table"))
    record_id = models.BigIntegerField(_("record"))
    owner_id = models.BigIntegerField(_("belongs to"), null=True)
    action = models.CharField(_("action"), max_length=1, choices=Action)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(
                fields=["owner_id", "-id"], name="history_of_owner", condition=models.Q(owner_id__isnull=False)
            ),
            models.Index(fields=["table", "record_id", "-id"], name="history_of_record"),
            models.Index("run", name="history_of_run", condition=models.Q(run__startswith="job:")),
        ]
        triggers = [
            refused("update", pgtrigger.Update),
            refused("delete", pgtrigger.Delete),
            refused("truncate", pgtrigger.Truncate),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.record_id} {self.get_action_display()}"
