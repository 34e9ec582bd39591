"""Forgets checks of undoings that nobody has gone on with."""

from datetime import timedelta

from django.utils import timezone

from exchange.undoing.models import Undoing
from exchange.undoing.running import CHECK


def forget_checks(*, days: int) -> int:
    """Removes those that ended before, with their rows; returns their number. 0 keeps all."""
    if not days:
        return 0
    checks = Undoing.objects.filter(work__kind=CHECK, work__finished_at__lt=timezone.now() - timedelta(days=days))
    number = checks.count()
    checks.delete()
    return number
