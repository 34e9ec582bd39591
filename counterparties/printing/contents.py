"""What stands in a file, tab by tab, as one user sees it: for paper and for packages."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from access.models import Action, User
from attributes.values import Attribute
from counterparties.file import COUNTERPARTY_FILE, Placed
from counterparties.models import Comment, Counterparty
from counterparties.timeline import sources
from reference.models.file_tabs import Part
from screens.file import Tab
from screens.keyset import Keyset

AT_A_TIME = 200
"Rows that are in memory together."
COMMENTS, HISTORY = "comments", "history"
"What is chosen beside the tabs."


@dataclass(frozen=True)
class Section:
    """A tab of one file as one user sees it."""

    placed: Placed
    record: Counterparty
    user: User
    archived: bool = False
    narrowed: Q = field(default_factory=Q)
    "Which of the rows are meant, where not all are."

    @property
    def tab(self) -> Tab:
        return self.placed.tab

    @property
    def key(self) -> str:
        """What the tab is called for machines; of several narrowed ones each has its own."""
        return self.tab.key

    @property
    def title(self) -> str:
        return str(self.placed.row)

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        return self.tab.attributes(self.user)

    @property
    def columns(self) -> list[Attribute]:
        """Those that the list shows to who chooses none."""
        return [self.attributes[name] for name in self.tab.default_columns(self.attributes)]

    @property
    def rows(self) -> QuerySet[Any]:
        rows = self.tab.rows(self.user, Action.SEE, self.record)
        return (rows if self.archived else self.tab.current(rows)).filter(self.narrowed)

    def records(self, attributes: Sequence[Attribute]) -> Iterator[Any]:
        """The rows in the order of the list, with what these attributes need of others; a few at a time in memory."""
        sort = self.tab.ordering
        key = self.attributes[sort.removeprefix("-")].order_by()
        rows = with_related(Keyset(key, sort.startswith("-"), sort).ordered(self.rows), attributes)
        batch: list[Any] = []
        for record in rows.iterator(chunk_size=AT_A_TIME):
            batch.append(record)
            if len(batch) == AT_A_TIME:
                yield from prepared(batch, attributes)
                batch = []
        yield from prepared(batch, attributes)


def with_related(rows: QuerySet[Any], attributes: Iterable[Attribute]) -> QuerySet[Any]:
    """The rows with what these attributes need of others."""
    attributes = list(attributes)
    if paths := [path for attribute in attributes for path in attribute.related]:
        rows = rows.select_related(*paths)
    return rows.prefetch_related(*(lookup for attribute in attributes for lookup in attribute.prefetched))


def prepared(batch: list[Any], attributes: Sequence[Attribute]) -> list[Any]:
    """The records, after every attribute has read at once what its cells need."""
    for attribute in attributes if batch else ():
        attribute.prepare(batch)
    return batch


def sections_of(record: Counterparty, user: User, *, archived: bool = False) -> list[Section]:
    """The tabs of the file in its order, each once, though it may stand in several places."""
    found: dict[str, Section] = {}
    for placed in COUNTERPARTY_FILE.parts_of(record, user).tabs:
        found.setdefault(placed.tab.key, Section(placed, record, user, archived))
    return list(found.values())


def comments_of(record: Counterparty, user: User) -> QuerySet[Comment]:
    """The comments that the user may read in the file: they stand in its timeline."""
    if not COUNTERPARTY_FILE.parts_of(record, user).has(Part.TIMELINE):
        return Comment.objects.none()
    return sources.comments(record, user).select_related("author", "event").order_by("created_at", "pk")


def has_history(record: Counterparty, user: User) -> bool:
    return COUNTERPARTY_FILE.parts_of(record, user).has(Part.HISTORY)


def counts_of(record: Counterparty, user: User) -> list[tuple[Section, int]]:
    """The tabs with the number of their live rows, 0 for one that is a page: one query for all."""
    sections = sections_of(record, user)
    counted = COUNTERPARTY_FILE.counted(record, [section.placed for section in sections], user)
    return [(section, number or 0) for section, (_placed, number) in zip(sections, counted, strict=True)]


def chosen_of(sections: Sequence[Section], keys: Collection[str] | None) -> list[Section]:
    """Those of the sections that are chosen; None chooses all."""
    return [section for section in sections if keys is None or section.key in keys]
