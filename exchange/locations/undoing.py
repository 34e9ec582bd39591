"""What undoing must know of locations, which imports add and change."""

from collections.abc import Sequence

from access.models import Ability, User
from access.policy import can
from exchange.undoing.subjects import Subject, Unit
from reference.locations.saving import set_keys
from reference.models import Location


class LocationUndoing(Subject):
    """A location: one that addresses have stays."""

    model = Location

    def may_undo(self, user: User | None) -> bool:
        return user is None or can(user, Ability.CONFIGURE)

    def settle(self, units: Sequence[Unit]) -> None:
        rows = list(Location.objects.filter(pk__in=[unit.pk for unit in units]))
        for row in rows:
            set_keys(row)
        Location.objects.bulk_update(rows, ["key_bg", "key_en"], batch_size=1000)
