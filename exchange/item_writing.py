"""Writes what a file of items was judged to change: one insert, one update, places of all siblings included."""

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from exchange.item_judging import Judging
from exchange.item_nodes import NAMES, Node
from exchange.targets import Candidate
from reference.features.following import follow_names
from reference.items.pasting import next_ids
from reference.models import NomenclatureItem
from reference.models.features import DataType


def write(*, judging: Judging, candidates: Sequence[Candidate]) -> None:
    """Adds and changes the items of these rows; sets record and version of each. The places are locked by now."""
    if not candidates:
        return
    for node, pk in zip(judging.added, next_ids(len(judging.added)), strict=True):
        node.pk = pk
    new = set(judging.added)
    versions = _update([node for node in judging.stored if _differs(node)])
    follow_names(DataType.NOMENCLATURE, [int(node.pk or 0) for node in judging.stored if _is_renamed(node)])
    _insert(judging)
    for candidate in candidates:
        candidate.record_id = candidate.work.pk
        candidate.version = 1 if candidate.work in new else versions[candidate.work.pk]


def _differs(node: Node) -> bool:
    return node.values != node.stored or not node.stays or node.position != node.stored_position


def _is_renamed(node: Node) -> bool:
    return any(node.values[name] != node.stored[name] for name in NAMES)


def _insert(judging: Judging) -> None:
    now = timezone.now()
    NomenclatureItem.objects.bulk_create(
        (
            NomenclatureItem(
                pk=node.pk,
                nomenclature=judging.nomenclature,
                parent_id=node.parent.pk if node.parent else None,
                code=node.code,
                name_bg=node.values["name_bg"],
                name_en=node.values["name_en"],
                stopped_at=now if node.values["stopped"] else None,
                position=node.position,
            )
            for node in judging.added
        ),
        batch_size=1000,
    )


def _update(nodes: Sequence[Node]) -> dict[int, int]:
    """The versions by id; an item that was stopped before keeps the time of it."""
    if not nodes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "update reference_nomenclatureitem i set name_bg = n.name_bg, name_en = n.name_en,"
            " parent_id = n.parent_id, position = n.position,"
            " stopped_at = case when n.stopped then coalesce(i.stopped_at, now()) end"
            " from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::int[], %s::bool[])"
            " n(id, name_bg, name_en, parent_id, position, stopped) where i.id = n.id returning i.id, i.version",
            [
                [node.pk for node in nodes],
                [node.values["name_bg"] for node in nodes],
                [node.values["name_en"] for node in nodes],
                [node.parent.pk if node.parent else None for node in nodes],
                [node.position for node in nodes],
                [node.values["stopped"] for node in nodes],
            ],
        )
        return dict(cursor.fetchall())
