"""Which views a user keeps in his menu, in which order, and which one his menu opens instead of a list."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from access.models import User
from screens.saved_views.models import DefaultView, Pin, SavedView


def pin_view(*, user: User, record: SavedView, pinned: bool) -> None:
    """Puts a view behind the others in the user's menu, or takes it out."""
    pins = Pin.objects.filter(user=user)
    if not pinned:
        pins.filter(view=record).delete()
    else:
        last = pins.aggregate(last=Max("position"))["last"] or 0
        Pin.objects.get_or_create(user=user, view=record, defaults={"position": last + 1})


@transaction.atomic
def arrange_pins(*, user: User, order: Sequence[int]) -> None:
    """Puts these views (ids) into this order among the places that they have; others stay where they are."""
    pins = Pin.objects.select_for_update().filter(user=user, view__in=order)
    by_view = {pin.view_id: pin for pin in pins}
    places = sorted(pin.position for pin in by_view.values())
    moved = [by_view[pk] for pk in dict.fromkeys(order) if pk in by_view]
    for pin, place in zip(moved, places, strict=True):
        pin.position = place
    Pin.objects.bulk_update(moved, ["position"])


def open_first(*, user: User, record: SavedView, first: bool) -> None:
    """Makes the user's menu open this view instead of the whole list, or the whole list again."""
    if first:
        DefaultView.objects.update_or_create(user=user, screen=record.screen, defaults={"view": record})
    else:
        DefaultView.objects.filter(user=user, view=record).delete()
