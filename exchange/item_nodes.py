"""Items as an import sees them: what is stored of each, what a row of the file wants, and how they will stand."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from exchange.targets import Candidate
from reference.models import Nomenclature

NAMES = ("name_bg", "name_en")


@dataclass(eq=False)
class Node:
    """An item: a stored one, or one that a row of the file adds (`pk` is None until it is written).

    `parent` and `position` are where it will stand; `values` are its columns as they will be.
    """

    code: str
    pk: int | None = None
    version: int = 0
    stored: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    stored_parent: "Node | None" = None
    parent: "Node | None" = None
    stored_position: int = 0
    position: int = 0
    candidate: Candidate | None = None

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def is_wanted(self) -> bool:
        """Whether a row of the file that has no fault speaks of it."""
        return self.candidate is not None and not self.candidate.faults

    @property
    def stays(self) -> bool:
        """Whether it stands where it stood, under the same parent."""
        return not self.is_new and self.parent is self.stored_parent

    def leave(self) -> None:
        """Leaves the item as it is stored: its row has failed."""
        self.parent, self.values = self.stored_parent, dict(self.stored)


def stored_nodes(nomenclature: Nomenclature) -> list[Node]:
    """All items of the nomenclature, in the order of their siblings."""
    columns = ("pk", "code", "version", "parent", "position", "stopped_at", *NAMES)
    rows = list(nomenclature.items.order_by("position", "pk").values(*columns))
    nodes: dict[int, Node] = {}
    for row in rows:
        stored = {name: row[name] for name in NAMES} | {"stopped": row["stopped_at"] is not None}
        nodes[row["pk"]] = Node(
            row["code"], row["pk"], row["version"], stored, dict(stored), stored_position=row["position"]
        )
    for row in rows:
        node = nodes[row["pk"]]
        node.stored_parent = node.parent = nodes.get(row["parent"])
    return list(nodes.values())


def circle(nodes: Iterable[Node]) -> list[Node]:
    """The nodes of a circle of parents, if there is one; looks at each node once."""
    done: set[Node] = set()
    for start in nodes:
        path: dict[Node, None] = {}
        node: Node | None = start
        while node is not None and node not in done and node not in path:
            path[node] = None
            node = node.parent
        if node is not None and node in path:
            found = list(path)
            return found[found.index(node) :]
        done.update(path)
    return []


def arrange(stored: Sequence[Node], wanted: Sequence[Node]) -> set[Node]:
    """Sets the positions of all: among siblings those of the file share out, in its order, the places that they hold.

    `wanted` are the nodes of the file in its order; whoever comes to a parent anew stands behind those there. Returns
    the fewest nodes that must have been moved by hand for the others to have kept their order, without those that
    come out at the place which they had.
    """
    siblings: dict[Node | None, list[Node]] = defaultdict(list)
    named: dict[Node | None, list[Node]] = defaultdict(list)
    for node in stored:
        if node.stays:
            siblings[node.parent].append(node)
    for node in wanted:
        named[node.parent].append(node)
        if not node.stays:
            siblings[node.parent].append(node)
    moved: set[Node] = set()
    for parent, nodes in siblings.items():
        theirs, places = set(named[parent]), iter(named[parent])
        for position, node in enumerate(nodes, 1):
            (next(places) if node in theirs else node).position = position
        stayers = [node for node in named[parent] if node.stays]
        kept = longest_rise([node.stored_position for node in stayers])
        moved |= {node for at, node in enumerate(stayers) if at not in kept and node.position != node.stored_position}
    return moved


def longest_rise(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising choice among the numbers."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        place = bisect_left(ends, number)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1], last[place : place + 1] = [number], [at]
    found: set[int] = set()
    at = last[-1] if last else -1
    while at >= 0:
        found.add(at)
        at = before[at]
    return found
