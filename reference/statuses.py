"""The statuses in memory."""

from reference.models import Status
from reference.remembering import lasting


@lasting
def statuses() -> dict[int, Status]:
    """All statuses by their id, in their order; stopped ones included."""
    return {status.pk: status for status in Status.objects.order_by("position")}
