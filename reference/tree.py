"""Trees in memory: one query for the rows, then any question without one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from access.named import Named
from reference.models import NomenclatureItem, Type
from reference.remembering import remembered


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
        path: list[N] = []
        row = self.by_id.get(pk)
        while row is not None:
            path.insert(0, row)
            row = self.by_id.get(row.parent_id) if row.parent_id is not None else None
        return path


@remembered
def types() -> Tree[Type]:
    """The tree of counterparty types, stopped ones included."""
    return Tree(Type.objects.order_by("position", "pk"))


preferred_name: Callable[[Any], str] = Named.name.fget  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a nomenclature, light enough to hold thousands."""

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

    @cached_property
    def tree(self) -> Tree[Item]:
        rows = NomenclatureItem.objects.filter(nomenclature__in=self.nomenclature_ids).order_by("position", "pk")
        columns = rows.values_list("pk", "nomenclature", "parent", "code", "name_bg", "name_en", "stopped_at")
        return Tree([Item(*row) for row in columns.iterator()])

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
        for name in ("tree", "listed", "places", "by_text"):
            self.__dict__.pop(name, None)
