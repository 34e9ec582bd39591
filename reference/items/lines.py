"""The lines of nomenclatures and their items: thousands of items, of which a page shows what is opened."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from access.models import User
from reference.arranging import Siblings
from reference.deleting import why_none
from reference.features.carried import seen_by
from reference.items.counts import Use
from reference.items.state import State
from reference.lines import INDENTS, Addresses, Line, plain
from reference.models import Nomenclature, NomenclatureItem
from reference.tree import Items, ids_above, ids_stopped
from screens.registry import screens

PAGE = 100
"Items shown under one parent at a time; the others stand on the next page."


@dataclass
class ItemLine(Line):
    """An item: whether it can move in and out, what stops it beside itself, what it stands under, who uses it."""

    in_tree: bool = True
    with_parent: bool = False
    stopped_above: bool = False
    path: str = ""
    uses: Sequence[Use] = field(default_factory=list)

    @property
    def is_used(self) -> bool:
        return any(use.together for use in self.uses)


def of_nomenclatures(state: State, user: User) -> list[Line]:
    """The nomenclatures, each opened one followed by its items."""
    home = screens["nomenclatures"].url()
    rows = list(
        Nomenclature.objects.prefetch_related("features").annotate(items_count=Count("items")).order_by("position")
    )
    told = {feature.pk for feature in seen_by(user, [each for row in rows for each in row.features.all()])}
    found: list[Line] = []
    for line in plain(rows, query=state.query()):
        pk = line.record.pk
        line.below, line.is_open = line.record.items_count, pk in state.opened
        line.toggle = home + state.query(opened=state.opened ^ {pk})
        line.home = screens["items"].url(parent=line.record)
        line.add = screens["items"].url("add", parent=line.record) + state.query(tab="nomenclatures")
        line.notes = sorted(feature.name for feature in line.record.features.all() if feature.pk in told)
        found.append(line)
        if line.is_open:
            for item in of_items(line.record, replace(state, tab="nomenclatures"), home):
                item.level += 1
                item.draggable = False
                found.append(item)
    return found


def of_items(nomenclature: Nomenclature, state: State, home: str) -> list[ItemLine]:
    """The items under one (or at the top) from a position on, those under opened ones, or those that match a search.

    At most a page of each parent, in a constant number of queries. `home` is the address of the page that shows them.
    """
    if state.search:
        ordered = matching(nomenclature, state.search)
    else:
        siblings = Siblings(NomenclatureItem, (nomenclature.pk, state.inside or None))
        shown = {state.inside or None: list(siblings.rows.filter(position__gt=state.after)[:PAGE])}
        parents = state.opened_items - {state.inside}
        opened = nomenclature.items.filter(parent__in=parents, position__lte=PAGE).order_by("position")
        for row in opened if parents else ():
            shown.setdefault(row.parent_id, []).append(row)
        ordered = list(downwards(shown, state.inside or None))
    return drawn(nomenclature, ordered, state, home)


def matching(nomenclature: Nomenclature, text: str) -> list[tuple[NomenclatureItem, int]]:
    """The first page of items in which every word of the text stands in the code or a name."""
    rows = screens["items"].searched(nomenclature.items.all(), text)
    name = Coalesce(NullIf(F("name_en"), Value("")), F("name_bg"))
    return [(row, 1) for row in rows.order_by(name, "pk")[:PAGE]]


def downwards(
    shown: Mapping[int | None, list[NomenclatureItem]], pk: int | None
) -> Iterator[tuple[NomenclatureItem, int]]:
    """The rows from top to bottom, each with its level from 1."""
    waiting = [(row, 1) for row in reversed(shown.get(pk, []))]
    while waiting:
        row, level = waiting.pop()
        yield row, level
        waiting += [(child, level + 1) for child in reversed(shown.get(row.pk, []))]


def drawn(
    nomenclature: Nomenclature, ordered: Sequence[tuple[NomenclatureItem, int]], state: State, home: str
) -> list[ItemLine]:
    """Lines of items, with the number of siblings and of items under each."""
    rows = [row for row, _level in ordered]
    items = NomenclatureItem.objects.order_by().filter(nomenclature=nomenclature)
    involved = {row.pk for row in rows} | {row.parent_id for row in rows if row.parent_id}
    under = Q(parent__in=involved) | Q(parent=None)
    per_parent = dict(items.filter(under).values_list("parent").annotate(number=Count("pk")))
    refused, stopped, screen = why_none(rows), ids_stopped(nomenclature.pk), screens["items"]
    query = state.query()
    return [
        ItemLine(
            record=row,
            urls=Addresses(screen, row, nomenclature, query),
            level=level,
            siblings=per_parent[row.parent_id],
            refused=refused.get(row.pk, ""),
            draggable=not state.search,
            below=per_parent.get(row.pk, 0),
            is_open=row.pk in state.opened_items,
            toggle=toggle(nomenclature, row, level, per_parent.get(row.pk, 0), state, home),
            add=screen.url("add", parent=nomenclature) + state.query(under=row.pk),
            with_parent=row.parent_id is not None,
            stopped_above=row.pk in stopped and row.stopped_at is None,
        )
        for row, level in ordered
    ]


def toggle(nomenclature: Nomenclature, row: NomenclatureItem, level: int, below: int, state: State, home: str) -> str:
    """Opens or shuts an item in its place; on a page of its own one with many items, or too deep to be indented."""
    if below > PAGE or level >= INDENTS or state.search:
        return screens["items"].url(parent=nomenclature) + State(inside=row.pk).query()
    return home + state.query(opened_items=state.opened_items ^ {row.pk}, tab="")


def say_paths(lines: Iterable[ItemLine], items: Items) -> None:
    """Sets what each item stands under, where a search has torn it from its place."""
    for line in lines:
        line.path = " / ".join(items.tree.by_id[pk].name for pk in items.above(line.record.pk)[:-1])


def path_to(nomenclature: Nomenclature, pk: int) -> list[NomenclatureItem]:
    """The item and those above it, the topmost first."""
    path = ids_above(pk)
    found = nomenclature.items.in_bulk(path)
    return [found[pk] for pk in reversed(path) if pk in found]
