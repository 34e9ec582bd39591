"""The lines of nomenclatures and their items: thousands of items, of which a page shows what is opened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from reference.arranging import Siblings
from reference.lines import Line, plain
from reference.models import Nomenclature, NomenclatureItem
from screens.registry import screens

PAGE = 100
"Items shown under one parent at a time; the others stand on the next page."


@dataclass(frozen=True)
class State:
    """What a configuration list shows, as its address says; what is no number is passed over."""

    opened: frozenset[int] = frozenset()
    opened_items: frozenset[int] = frozenset()
    chosen: int = 0
    inside: int = 0
    after: int = 0
    search: str = ""
    tab: str = ""
    under: int = 0
    "The parent of a new row: part of the address of its form only."

    @classmethod
    def of(cls, params: QueryDict) -> "State":
        def numbers(name: str) -> list[int]:
            return [int(text) for text in params.getlist(name) if text.isascii() and text.isdigit() and len(text) < 19]

        return cls(
            opened=frozenset(numbers("open")),
            opened_items=frozenset(numbers("item")),
            chosen=next(iter(numbers("chosen")), 0),
            inside=next(iter(numbers("in")), 0),
            after=next(iter(numbers("after")), 0),
            search=params.get("q", "").strip(),
            tab="nomenclatures" if params.get("tab") == "nomenclatures" else "",
            under=next(iter(numbers("under")), 0),
        )

    def query(self, **changes: object) -> str:
        """The query string of this state, with changes."""
        state = replace(self, **changes)  # type: ignore[arg-type]
        params = QueryDict(mutable=True)
        params.setlist("open", [str(pk) for pk in sorted(state.opened)])
        params.setlist("item", [str(pk) for pk in sorted(state.opened_items)])
        for name, value in (
            ("chosen", state.chosen),
            ("in", state.inside),
            ("after", state.after),
            ("q", state.search),
            ("tab", state.tab),
            ("under", state.under),
        ):
            if value:
                params[name] = str(value)
        return f"?{query}" if (query := params.urlencode()) else ""


def of_nomenclatures(state: State) -> list[Line]:
    """The nomenclatures, each opened one followed by its items."""
    home = screens["nomenclatures"].url()
    rows = list(
        Nomenclature.objects.prefetch_related("features").annotate(items_count=Count("items")).order_by("position")
    )
    found: list[Line] = []
    for line in plain(rows, query=state.query()):
        pk = line.record.pk
        line.below, line.is_open = line.record.items_count, pk in state.opened
        line.toggle = home + state.query(opened=state.opened ^ {pk})
        line.home = screens["items"].url(parent=line.record)
        line.add = screens["items"].url("add", parent=line.record) + state.query(tab="nomenclatures")
        line.notes = sorted(feature.name for feature in line.record.features.all())
        found.append(line)
        if line.is_open:
            for item in of_items(line.record, replace(state, tab="nomenclatures"), home):
                item.level += 1
                item.draggable = False
                found.append(item)
    return found


def of_items(nomenclature: Nomenclature, state: State, home: str) -> list[Line]:
    """The items under one (or at the top) from a position on, those under opened ones, or those that match a search.

    At most a page of each parent; one query a level. `home` is the address of the page that shows them.
    """
    if state.search:
        ordered = matching(nomenclature, state.search)
    else:
        siblings = Siblings(NomenclatureItem, (nomenclature.pk, state.inside or None))
        level = list(siblings.rows.filter(position__gt=state.after)[:PAGE])
        shown: dict[int | None, list[NomenclatureItem]] = {state.inside or None: level}
        while parents := [row.pk for row in level if row.pk in state.opened_items]:
            level = list(nomenclature.items.filter(parent__in=parents, position__lte=PAGE).order_by("position"))
            for row in level:
                shown.setdefault(row.parent_id, []).append(row)
        ordered = list(downwards(shown, state.inside or None))
    return drawn(nomenclature, ordered, state, home)


def matching(nomenclature: Nomenclature, text: str) -> list[tuple[NomenclatureItem, int]]:
    """The first page of items with the text in the code or a name."""
    wanted = Q(code__icontains=text) | Q(name_bg__icontains=text) | Q(name_en__icontains=text)
    name = Coalesce(F("name_en"), Value(""))
    return [(row, 1) for row in nomenclature.items.filter(wanted).order_by(name, "pk")[:PAGE]]


def downwards(
    shown: Mapping[int | None, list[NomenclatureItem]], pk: int | None, level: int = 1
) -> Iterable[tuple[NomenclatureItem, int]]:
    for row in shown.get(pk, []):
        yield row, level
        if row.pk in shown:
            yield from downwards(shown, row.pk, level + 1)


def drawn(
    nomenclature: Nomenclature, ordered: Sequence[tuple[NomenclatureItem, int]], state: State, home: str
) -> list[Line]:
    """Lines of items, with the number of siblings and of items under each."""
    rows = [row for row, _level in ordered]
    items = NomenclatureItem.objects.order_by().filter(nomenclature=nomenclature)
    involved = {row.pk for row in rows} | {row.parent_id for row in rows if row.parent_id}
    under = Q(parent__in=involved) | Q(parent=None)
    per_parent = dict(items.filter(under).values_list("parent").annotate(number=Count("pk")))
    lines = plain(rows, query=state.query(), parent=nomenclature)
    for line, (row, level) in zip(lines, ordered, strict=True):
        line.level, line.siblings = level, per_parent[row.parent_id]
        line.below, line.is_open = per_parent.get(row.pk, 0), row.pk in state.opened_items
        line.draggable = not state.search
        line.toggle = toggle(nomenclature, line, state, home)
        line.add = line.urls.screen.url("add", parent=nomenclature) + state.query(under=row.pk)
    return lines


def toggle(nomenclature: Nomenclature, line: Line, state: State, home: str) -> str:
    """Opens or shuts an item in its place; one with more than a page of items has a page of its own."""
    if line.below > PAGE or state.search:
        return screens["items"].url(parent=nomenclature) + State(inside=line.record.pk).query()
    return home + state.query(opened_items=state.opened_items ^ {line.record.pk}, tab="")


def path_to(nomenclature: Nomenclature, pk: int) -> list[NomenclatureItem]:
    """The item and those above it, the topmost first; one query a level."""
    path: list[NomenclatureItem] = []
    row = nomenclature.items.filter(pk=pk).first()
    while row is not None:
        path.insert(0, row)
        row = row.parent
    return path
