"""Forgets bulk edits that were begun and never run, and the work of those that are done."""

from datetime import timedelta

from django.utils import timezone

from exchange.bulk.models import BulkEdit
from exchange.clearing import CLEARED, forget

State = BulkEdit.State
FINISHED = (State.DONE, State.CANCELLED, State.FAILED)


def clear_edits(*, days: int) -> int:
    """Removes those that were begun before and never run, with their rows; returns their number. 0 keeps all.

    Of those that ended before, only what was kept to be written goes: what became of the records stays told.
    """
    if not days:
        return 0
    limit = timezone.now() - timedelta(days=days)
    for edit in BulkEdit.objects.filter(state__in=FINISHED, job__finished_at__lt=limit).exclude(basis=CLEARED):
        forget(edit.rows.all(), "record_id", "work")
        BulkEdit.objects.filter(pk=edit.pk).update(basis=CLEARED)
    begun = BulkEdit.objects.filter(state__in=(State.CHOOSING, State.CHECKING, State.CHECKED), created_at__lt=limit)
    number = begun.count()
    begun.delete()
    return number
