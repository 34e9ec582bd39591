"""The tree of a holding on one day: who belongs to whom, over all levels, with what share and since when."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.models import User
from counterparties.holdings.levels import Step, walked
from counterparties.holdings.rules import percent
from counterparties.models import Counterparty, HoldingMember

MOST = 1_000
"Memberships that a picture shows; what is beyond has the list."
OPEN_ALL, OPEN_LEVELS = 100, 2
"Up to so many rows every branch is open, else the first levels, and whatever leads to where one is."


@dataclass
class Line:
    """A company where it stands in the tree, with what it is to the one above it."""

    company: Counterparty
    said: str = ""
    "Share and days."
    level: int = 1
    holds: bool = False
    "Whether members stand below it."
    shown_before: bool = False
    "Whether its members stand where it came first."
    here: bool = False
    opened: bool = False
    closes: int = 0
    "Branches that end behind it."

    @property
    def closed(self) -> range:
        return range(self.closes)


@dataclass
class Tree:
    """All that hangs together with one counterparty on a day; `cut` where there is more than a picture shows."""

    day: date
    lines: list[Line] = field(default_factory=list)
    cut: bool = False

    @property
    def companies(self) -> int:
        return len({line.company.pk for line in self.lines})


def tree_of(record: Counterparty, user: User, day: date, *, whole: bool = False) -> Tree:
    """The tree in which the counterparty stands that day, from the topmost holdings down; three queries.

    Who does not see both ends of a membership does not see what hangs on it. With `whole` every branch is open.
    """
    seen = HoldingMember.objects.visible_to(user).on(day)
    above = walked(seen, [record.pk], up=True, most=MOST)
    tops = topmost(record.pk, above)
    below = walked(seen, tops, up=False, most=MOST + 1)
    ids = {step.pk for step in (*above, *below[:MOST])}
    ends = [f"{end}__{name}" for end in ("holding", "counterparty") for name in ("name", "name_sort", "archived_at")]
    rows = HoldingMember.objects.filter(pk__in=ids).select_related("holding", "counterparty")
    grown = Growing(
        record, rows.only("from_date", "to_date", "share", *ends).order_by("counterparty__name_sort", "pk")
    )
    way = {step.far for step in above}
    lines = list(grown.lines(tops))
    for line in lines:
        line.here = line.company.pk == record.pk
        few = whole or len(lines) <= OPEN_ALL
        line.opened = few or line.level < OPEN_LEVELS or line.company.pk in way
    return Tree(day, lines, len(below) > MOST)


def topmost(pk: int, above: Collection[Step]) -> list[int]:
    """The ids of those above that belong to nobody themselves; where nobody is above, the one itself."""
    return sorted({step.far for step in above} - {step.near for step in above}) or [pk]


class Growing:
    """Puts memberships in the order of a tree: each company before its members."""

    def __init__(self, record: Counterparty, rows: Collection[HoldingMember]) -> None:
        self.companies = {record.pk: record}
        self.members: dict[int, list[HoldingMember]] = defaultdict(list)
        for row in rows:
            self.companies |= {row.holding_id: row.holding, row.counterparty_id: row.counterparty}
            self.members[row.holding_id].append(row)

    def lines(self, tops: Collection[int]) -> Iterator[Line]:
        """Without calling itself: however deep a tree is, the stack stays flat."""
        waiting = [(Line(self.companies[pk]), 0) for pk in reversed(list(tops))]
        shown: set[int] = set()
        while waiting:
            line, ends = waiting.pop()
            below = self.members.get(line.company.pk, [])
            line.shown_before, line.holds = bool(below) and line.company.pk in shown, False
            if below and not line.shown_before:
                line.holds = True
                shown.add(line.company.pk)
                last = len(below) - 1
                under = [
                    (Line(row.counterparty, words(row), line.level + 1), ends + 1 if at == last else 0)
                    for at, row in enumerate(below)
                ]
                waiting += reversed(under)
            else:
                line.closes = ends
            yield line


def words(row: HoldingMember) -> str:
    """Share and days of a membership."""
    return " · ".join(filter(None, (share_of(row), days(row.from_date, row.to_date))))


def share_of(row: HoldingMember) -> str:
    """The share; "" where none is said."""
    return "" if row.share is None else f"{percent(row.share)} %"


def days(first: date | None, last: date | None) -> str:
    """From when to when, in words; "" for always."""
    began, ended = (date_format(day, "DATE_FORMAT") if day else "" for day in (first, last))
    if began and ended:
        return f"{began} – {ended}"
    if began:
        return _("since %s") % began
    return _("until %s") % ended if ended else ""
