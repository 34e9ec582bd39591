"""What every record of a file has in common."""

from functools import cache
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from counterparties.querysets import SubRecordQuerySet


class Record(models.Model):
    """A row that is archived instead of deleted, and that knows how often it was changed."""

    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def owning_counterparty(*, db_index: bool = True) -> models.ForeignKey:
    """The counterparty whose file has the row; who has an index that begins with it needs none of its own."""
    return models.ForeignKey(
        "counterparties.Counterparty",
        models.PROTECT,
        verbose_name=_("counterparty"),
        editable=False,
        db_index=db_index,
    )


class SubRecord(Record):
    """A row of a tab: it belongs to one counterparty, is archived with it, and helps to find it.

    `searched_texts` and `searched_numbers` name the columns that the search of counterparties looks in; numbers are
    those that people group as they like; a model may have none.
    """

    main_within: ClassVar[tuple[str, ...]] = ()
    "The fields within whose values one live row is the main one; none where the model knows no main row."
    searched_texts: tuple[str, ...] = ()
    searched_numbers: tuple[str, ...] = ()

    counterparty = owning_counterparty()

    objects = SubRecordQuerySet.as_manager()

    class Meta:
        abstract = True


@cache
def searched_models() -> list[type[SubRecord]]:
    """The rows of tabs that counterparties are found by."""
    return [model for model in SubRecord.__subclasses__() if model.searched_texts or model.searched_numbers]
