"""Forgets bulk edits that were begun and never run."""

from datetime import timedelta

from django.utils import timezone

from exchange.bulk.models import BulkEdit

State = BulkEdit.State


def forget_begun(*, days: int) -> int:
    """Removes those that are older, with their rows; returns their number. 0 keeps all."""
    if not days:
        return 0
    limit = timezone.now() - timedelta(days=days)
    begun = BulkEdit.objects.filter(state__in=(State.CHOOSING, State.CHECKING, State.CHECKED), created_at__lt=limit)
    number = begun.count()
    begun.delete()
    return number
