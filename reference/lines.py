"""What the lists of the configuration screen show, line by line, in a constant number of queries."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from access.models import User
from reference import usage
from reference.deleting import why_none
from reference.features.carried import seen_by
from reference.features.marks import Mark, marks_of
from reference.kinds import WITH_CHILDREN
from reference.models import (
    Feature,
    NomenclatureItem,
    Type,
)
from reference.models.rows import Arranged
from reference.stopping import is_stoppable
from reference.tree import types
from screens.registry import screens
from screens.screen import Screen

INDENTS = 9


class Addresses(dict[str, str]):
    """The addresses of a line's verbs, made when a template asks."""

    def __init__(self, screen: Screen, record: Model, parent: Model | None, query: str) -> None:
        self.screen, self.record, self.parent, self.query = screen, record, parent, query

    def __missing__(self, verb: str) -> str:
        self[verb] = self.screen.url(verb, self.record, self.parent) + self.query
        return self[verb]


@dataclass
class Line:
    """One row: the record, its place in the tree and among its siblings, and what may be done with it."""

    record: Any
    urls: Addresses
    level: int = 1
    siblings: int = 1
    refused: str = ""
    draggable: bool = True
    number: int | None = None
    number_url: str = ""
    below: int = 0
    is_open: bool = False
    toggle: str = ""
    home: str = ""
    add: str = ""
    notes: Sequence[str] = field(default_factory=list)
    kinds: Sequence[str] = ()
    has_rights: bool = False
    "Whether roles of its own may be named that see it."
    marks: Sequence[Mark] = field(default_factory=list)

    @property
    def indent(self) -> int:
        """The step of indentation; beyond the last the tree grows no wider."""
        return min(self.level, INDENTS)

    @property
    def is_first(self) -> bool:
        return self.record.position == 1

    @property
    def is_last(self) -> bool:
        return self.record.position >= self.siblings

    @property
    def is_root(self) -> bool:
        return isinstance(self.record, Type) and self.record.parent_id is None

    @property
    def is_stoppable(self) -> bool:
        return is_stoppable(self.record)

    @property
    def is_feature(self) -> bool:
        return isinstance(self.record, Feature)

    @property
    def asks(self) -> bool:
        """Whether a page of its own asks before the row is deleted, and says what else may be done."""
        return isinstance(self.record, Feature | NomenclatureItem)

    @property
    def dom_id(self) -> str:
        return f"{self.record._meta.model_name}-{self.record.pk}"

    @property
    def other_name(self) -> str:
        """The name in the other language, and nothing where it is the same."""
        names = {self.record.name_bg, self.record.name_en} - {self.record.name, ""}
        return next(iter(names), "")

    @property
    def other_language(self) -> str:
        return "bg" if self.other_name == self.record.name_bg else "en"


def plain(rows: Collection[Arranged], *, query: str, parent: Model | None = None) -> list[Line]:
    """Lines of rows that stand in one order."""
    refused = why_none(rows)
    return [
        Line(
            record=row,
            urls=Addresses(screen_of(type(row)), row, parent, query),
            siblings=len(rows),
            refused=refused.get(row.pk, ""),
        )
        for row in rows
    ]


def of_types(query: str, user: User) -> list[Line]:
    """The type tree from top to bottom."""
    tree = types()
    rows = [row for row, _level in tree.walk()]
    lines = counted(plain(rows, query=query), Type, user)
    per_parent = Counter(row.parent_id for row in rows)
    levels = {row.pk: level for row, level in tree.walk()}
    for line in lines:
        line.level = levels[line.record.pk] + 1
        line.siblings = per_parent[line.record.parent_id]
        line.below = len(tree.children(line.record.pk))
        if line.is_root and line.record.kind in WITH_CHILDREN:
            line.add = f"{line.urls.screen.url('add')}?under={line.record.pk}"
    return lines


def of_plain(model: type[Arranged], query: str, user: User) -> list[Line]:
    """Rows in one order, with their number of uses: statuses, feature groups, purposes of consents."""
    return counted(plain(list(model.objects.visible_to(user)), query=query), model, user)


def of_features(query: str, user: User) -> list[Line]:
    features = Feature.objects.visible_to(user).select_related("nomenclature", "group").prefetch_related("types")
    rows = seen_by(user, list(features))
    lines, tree = plain(rows, query=query), types()
    for line in lines:
        paths = (" / ".join(str(node) for node in tree.ancestors(each.pk)) for each in line.record.types.all())
        line.notes = sorted(paths) or [_("All types")]
        line.marks = marks_of(line.record)
    return lines


def counted(lines: list[Line], model: type[Model], user: User) -> list[Line]:
    """Sets the numbers that a room above has registered, each with its link."""
    if column := usage.shown_to(user, model):
        numbers = column.count([line.record.pk for line in lines])
        for line in lines:
            line.number = numbers.get(line.record.pk, 0)
            line.number_url = column.url(line.record, user) if line.number else ""
    return lines


def screen_of(model: type[Model]) -> Screen:
    return next(screen for screen in screens.values() if screen.model is model)
