"""What VIES is said to have answered about some of the invented counterparties; nobody has asked it."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from counterparties.models import Counterparty, ViesCheck
from counterparties.models.vies import ViesState
from counterparties.vies.numbers import is_asked

CHECKED = 24
"How many have been checked; the others show what one sees before that."
STATES = (ViesState.VALID, ViesState.VALID, ViesState.INVALID, ViesState.VALID, ViesState.DOWN, ViesState.VALID)
CODES = {ViesState.DOWN: "MS_UNAVAILABLE"}


def add_checks(made: Sequence[Counterparty]) -> None:
    """Adds one check each to the first that have a VAT number, of every outcome."""
    numbered = [record for record in made if is_asked(record.vat_number)][:CHECKED]
    now = timezone.now()
    checks = [
        ViesCheck(
            counterparty=record,
            number=record.vat_number,
            state=state,
            code=CODES.get(state, ""),
            name=record.name.upper() if state == ViesState.VALID else "",
            consultation=f"WAPIDEMO{at:08}" if state != ViesState.DOWN else "",
            checked_at=now - timedelta(days=3 * at, hours=at),
        )
        for at, (record, state) in enumerate(zip(numbered, cycle(STATES), strict=False))
    ]
    ViesCheck.objects.bulk_create(checks)
