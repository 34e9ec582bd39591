"""Moves items of a nomenclature from one parent to another: never under themselves, positions 1..n on both sides.

The lock of the nomenclature's places is taken first, then the nomenclature and the rows: so two who move at the same
time do it one after the other, and the second sees what the first has done.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from reference.arranging import Siblings
from reference.models import Nomenclature, NomenclatureItem
from reference.tree import ids_above


@dataclass(frozen=True)
class Place:
    """Where an item stands: under which one (None: at the top), and as which of those there, from 1."""

    parent_id: int | None
    position: int


@transaction.atomic
def reparent(*, item: NomenclatureItem, parent: NomenclatureItem | None, position: int | None = None) -> Place:
    """Puts an item under another one (None: at the top), behind all there or as the given one of them.

    Returns the place where it stood; the item itself then says where it stands. Raises ValidationError for a parent
    that is gone, belongs to another nomenclature, or is the item or stands under it; DoesNotExist for an item that
    is gone.
    """
    stored = locked(item)
    if parent is not None:
        _refuse_parent(stored, parent)
    was = Place(stored.parent_id, stored.position)
    _put(stored, parent.pk if parent else None, position)
    after = NomenclatureItem.objects.get(pk=item.pk)
    # Whoever has read an older version than the one that was moved here is still told so when they save.
    item.version += after.version - stored.version
    item.parent, item.position = parent, after.position
    return was


@transaction.atomic
def move_in(*, item: NomenclatureItem) -> Place:
    """Puts an item behind all that stand under the sibling above it; raises ValidationError for the first one."""
    stored = locked(item)
    above = Siblings.of(stored).rows.filter(position__lt=stored.position).last()
    if above is None:
        raise ValidationError(_("“%s” is the first here: there is none above to move it under.") % stored)
    return reparent(item=item, parent=above)


@transaction.atomic
def move_out(*, item: NomenclatureItem) -> Place:
    """Puts an item behind the one that it stands under; raises ValidationError for one at the top."""
    parent = locked(item).parent
    if parent is None:
        raise ValidationError(_("“%s” stands at the top already.") % item)
    return reparent(item=item, parent=parent.parent, position=parent.position + 1)


def hand_over(*, item: NomenclatureItem, to: NomenclatureItem) -> None:
    """Puts all that stand under an item behind those under another one, in their order, in one statement.

    The places are locked, and the other one does not stand under the item.
    """
    behind = NomenclatureItem.objects.filter(parent=to).count()
    NomenclatureItem.objects.filter(parent=item).update(parent=to, position=F("position") + behind)


def locked(item: NomenclatureItem) -> NomenclatureItem:
    """The item as it is stored, with all places of its nomenclature nobody else's to change in this transaction."""
    lock_places(item.nomenclature_id)
    return NomenclatureItem.objects.select_for_update(no_key=True).get(pk=item.pk)


def lock_places(nomenclature_id: int) -> None:
    """Keeps all others from adding, moving, renaming and deleting items of the nomenclature in this transaction."""
    Siblings(NomenclatureItem, (nomenclature_id, None)).locked()
    Nomenclature.objects.select_for_update(no_key=True).get(pk=nomenclature_id)


def _refuse_parent(item: NomenclatureItem, parent: NomenclatureItem) -> None:
    path = ids_above(parent.pk)
    if not path:
        raise ValidationError(_("“%s” has been deleted meanwhile; choose another.") % parent)
    if parent.nomenclature_id != item.nomenclature_id:
        raise ValidationError(_("The item above belongs to another nomenclature."))
    if item.pk == parent.pk:
        raise ValidationError(_("“%s” cannot stand under itself.") % item)
    if item.pk in path:
        names = {"item": item, "parent": parent}
        raise ValidationError(
            _("“%(item)s” cannot stand under “%(parent)s”, which stands under it.") % names, "circle"
        )


def _put(item: NomenclatureItem, parent_id: int | None, position: int | None) -> None:
    """Writes the places of the item and of its siblings on both sides; the locks are held."""
    left, entered = (Siblings(NomenclatureItem, (item.nomenclature_id, pk)) for pk in (item.parent_id, parent_id))
    order = entered.locked()
    ids = [pk for pk in order if pk != item.pk]
    at = len(ids) if position is None else max(0, min(len(ids), position - 1))
    ids.insert(at, item.pk)
    if item.parent_id != parent_id:
        NomenclatureItem.objects.filter(pk=item.pk).update(parent=parent_id, position=at + 1)
        rest = left.locked()
        left.write(list(rest), rest)
    entered.write(ids, order | ({item.pk: at + 1} if item.parent_id != parent_id else {}))
