"""Trees in memory: one query for the rows, then any question without one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from django.db import connection

from access.named import Named
from reference.models import NomenclatureItem, Type
from reference.remembering import lasting


class Node(Protocol):
    """A row that stands under another; `pk` and `parent_id` are numbers."""

    pk: Any
    parent_id: Any


N = TypeVar("N", bound="Node | Item")


class Tree(Generic[N]):
    """Rows in the order of their siblings, as a tree. A row whose parent is not among them is left out."""

    def __init__(self, rows: Iterable[N]) -> None:
        self.by_id = {row.pk: row for row in rows}
        self._children: dict[int | None, list[N]] = defaultdict(list)
        for row in self.by_id.values():
            self._children[row.parent_id].append(row)

    def children(self, pk: int | None = None) -> list[N]:
        """The rows directly under one, or the roots."""
        return self._children.get(pk, [])

    def walk(self) -> Iterator[tuple[N, int]]:
        """All rows from top to bottom, each with its level; roots have level 0."""
        waiting = [(root, 0) for root in reversed(self.children())]
        while waiting:
            row, level = waiting.pop()
            yield row, level
            waiting += [(child, level + 1) for child in reversed(self.children(row.pk))]

    def descendants(self, pks: Iterable[int]) -> set[int]:
        """The ids of these rows and of all that stand under them."""
        found: set[int] = set()
        waiting = [pk for pk in pks if pk in self.by_id]
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting += [child.pk for child in self.children(pk)]
        return found

    def ancestors(self, pk: int) -> list[N]:
        """The row and those above it, the root first."""
        path: dict[int, N] = {}
        row = self.by_id.get(pk)
        while row is not None and row.pk not in path:
            path[row.pk] = row
            row = self.by_id.get(row.parent_id) if row.parent_id is not None else None
        return [*reversed(path.values())]


@lasting
def types() -> Tree[Type]:
    """The tree of counterparty types, stopped ones included."""
    return Tree(Type.objects.order_by("position", "pk"))


preferred_name: Callable[[Any], str] = Named.name.fget  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a nomenclature, light enough to hold thousands. `stopped_at` counts the items above it too."""

    pk: int
    nomenclature_id: int
    parent_id: int | None
    code: str
    name_bg: str
    name_en: str
    stopped_at: datetime | None

    @property
    def name(self) -> str:
        """The name in the language of the page, by the same rule as that of the row."""
        return preferred_name(self)

    def __str__(self) -> str:
        return self.name


class Items:
    """All items of some nomenclatures, read in one query when first asked for."""

    def __init__(self, nomenclature_ids: Collection[int]) -> None:
        self.nomenclature_ids = nomenclature_ids

    def for_page(self) -> "Items":
        """The same items as another object, which a page may keep things by; what is worked out serves both."""
        page = Items(())
        page.__dict__ = vars(self)
        return page

    @cached_property
    def tree(self) -> Tree[Item]:
        rows = NomenclatureItem.objects.filter(nomenclature__in=self.nomenclature_ids).order_by("position", "pk")
        columns = rows.values_list("pk", "nomenclature", "parent", "code", "name_bg", "name_en", "stopped_at")
        return with_stops_handed_down(Tree([Item(*row) for row in columns]))

    @cached_property
    def listed(self) -> dict[int, list[tuple[Item, int]]]:
        """By nomenclature: the items from top to bottom, each with its level."""
        listed: dict[int, list[tuple[Item, int]]] = {pk: [] for pk in self.nomenclature_ids}
        for item, level in self.tree.walk():
            listed[item.nomenclature_id].append((item, level))
        return listed

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each item stands when they are read from top to bottom."""
        return {item.pk: place for place, (item, _level) in enumerate(self.tree.walk())}

    @cached_property
    def spans(self) -> dict[int, tuple[int, int]]:
        """Where an item and all under it stand in `places`: from the first up to, without, the second."""
        spans: dict[int, tuple[int, int]] = {}
        open_items: list[tuple[int, int]] = []
        walked = [(item.pk, level) for item, level in self.tree.walk()]
        for place, (_pk, level) in enumerate([*walked, (0, 0)]):
            while open_items and open_items[-1][1] >= level:
                pk, _level = open_items.pop()
                spans[pk] = (self.places[pk], place)
            if place < len(walked):
                open_items.append(walked[place])
        return spans

    def below(self, pk: int) -> Sequence[int]:
        """The ids of an item and of all under it, from top to bottom; none for an item that is not here.

        What a filter by the item matches, and what an analysis adds up in its line. No query but the one for the
        items, and no more work than the answer is long, however deep the tree.
        """
        first, behind = self.spans.get(pk, (0, 0))
        return self._downwards[first:behind]

    def above(self, pk: int) -> list[int]:
        """The ids of an item and of those it stands under, the topmost first: the lines in which it counts."""
        return [item.pk for item in self.tree.ancestors(pk)]

    @cached_property
    def _downwards(self) -> list[int]:
        return list(self.places)

    @cached_property
    def by_text(self) -> dict[int, dict[str, list[Item]]]:
        """By nomenclature: the items that a code or a name in either language means, in any case.

        A code goes before all names, so it always means one item.
        """
        found: dict[int, dict[str, list[Item]]] = {pk: {} for pk in self.nomenclature_ids}
        for item in self.tree.by_id.values():
            named = found[item.nomenclature_id]
            for text in {item.name_bg.casefold(), item.name_en.casefold()} - {""}:
                named.setdefault(text, []).append(item)
        for item in self.tree.by_id.values():
            found[item.nomenclature_id][item.code.casefold()] = [item]
        return found

    def forget(self) -> None:
        """Reads anew at the next question, after items were added."""
        for name in ("tree", "listed", "places", "spans", "_downwards", "by_text"):
            self.__dict__.pop(name, None)


def with_stops_handed_down(tree: Tree[Item]) -> Tree[Item]:
    """The same tree, in which whatever stands under a stopped item is stopped with it: it is offered no more."""
    stops = {item.pk: item.stopped_at for item in tree.by_id.values() if item.stopped_at}
    if not stops:
        return tree
    for item, _level in tree.walk():
        if item.pk not in stops and (above := stops.get(item.parent_id or 0)):
            stops[item.pk] = above
    return Tree([replace(item, stopped_at=stops.get(item.pk)) for item in tree.by_id.values()])


def ids_above(pk: int) -> list[int]:
    """The ids of a stored item and of those it stands under, itself first; one query, whatever the depth."""
    parents = _related_ids("i.id = u.parent_id", [pk])
    path: dict[int, None] = {}
    at: int | None = pk
    while at in parents and at not in path:
        path[at] = None
        at = parents[at]
    return list(path)


def ids_below(pks: Collection[int]) -> set[int]:
    """The ids of stored items and of all that stand under them; one query, whatever the depth."""
    return set(_related_ids("i.parent_id = u.id", pks)) if pks else set()


def ids_stopped(nomenclature_id: int) -> set[int]:
    """The ids of the items that are not offered: stopped ones and what stands under them."""
    rows = NomenclatureItem.objects.filter(nomenclature=nomenclature_id).exclude(stopped_at=None).order_by()
    return ids_below(list(rows.values_list("pk", flat=True)))


def _related_ids(step: str, pks: Collection[int]) -> dict[int, int | None]:
    """The items that the step leads to from these, each with its parent; `union` ends even with a circle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with recursive u(id, parent_id) as ("
            " select id, parent_id from reference_nomenclatureitem where id = any(%s)"
            f" union select i.id, i.parent_id from reference_nomenclatureitem i join u on {step}"
            ") select id, parent_id from u",
            [list(pks)],
        )
        return dict(cursor.fetchall())
