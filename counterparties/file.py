"""The file of a counterparty: its head, its two levels of tabs, its history."""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from access.requests import PersonalRequest
from counterparties.holdings.head import HOLDINGS, member_of
from counterparties.identifiers import masked
from counterparties.models import Counterparty
from counterparties.models.events import TAB as EVENTS
from counterparties.querysets import rights_of, visible_kinds
from counterparties.vies.showing import badge
from reference.file_tabs.placing import ALONE
from reference.file_tabs.reading import parts_of
from reference.kinds import Kind
from reference.models import FileTab
from reference.models.file_tabs import Part
from screens.file import TAB, File, Tab
from screens.listing import OF
from screens.origin import ORIGIN, origin_of

PAGES = {
    Part.SUMMARY.value: "counterparty",
    Part.TIMELINE.value: "timeline",
    Part.HISTORY.value: "counterparty-changes",
}
"The parts that are a page of their own, with the names of their addresses."


@dataclass(frozen=True)
class Placed:
    """A declared tab where administrators have placed it; it may stand in several places."""

    tab: Tab
    row: FileTab

    def address(self, record: models.Model, behind: str, *, repeated: bool) -> str:
        """Its page in the file of the record; one of several places is named in the address."""
        _slug, _point, of = self.row.interface.partition(".")
        said = {OF: of, TAB: str(self.row.pk) if repeated else ""}
        own = urlencode({name: value for name, value in said.items() if value})
        url = self.tab.url(parent=record) + behind
        return f"{url}{'&' if behind else '?'}{own}" if own else url


@dataclass(frozen=True)
class PlacedPart:
    """A part of the file: a page of its own, or the tabs under it."""

    row: FileTab
    tabs: list[Placed]


@dataclass(frozen=True)
class Parts:
    """The parts of one record's file as one user sees them."""

    all: list[PlacedPart]

    @property
    def tabs(self) -> list[Placed]:
        return [placed for part in self.all for placed in part.tabs]

    def has(self, page: Part) -> bool:
        """Whether a page of its own is among them."""
        return bool(self.title_of(page))

    def title_of(self, page: Part) -> str:
        """What a page of its own is called here; "" where it is not among them."""
        return next((str(part.row) for part in self.all if part.row.interface == page), "")

    def place_of(self, tab: Tab, named: str) -> Placed | None:
        """Where a tab stands: the place that the address names, else the first."""
        alike = [placed for placed in self.tabs if placed.tab.slug == tab.slug]
        places = [placed for placed in alike if placed.tab.key == tab.key] or alike
        return next((placed for placed in places if str(placed.row.pk) == named), next(iter(places), None))

    def repeated(self, placed: Placed) -> bool:
        """Whether the same stands in an earlier place too."""
        return self.place_of(placed.tab, "") != placed

    def part_of(self, placed: Placed | None, page: Part | None) -> PlacedPart | None:
        """The part in which a tab stands, or the one that is a page of its own."""
        return next((part for part in self.all if placed in part.tabs or part.row.interface == page), None)


class CounterpartyFile(File):
    model = Counterparty
    path = "counterparties/"
    head_template = "counterparties/file_head.html"

    def tabs_of(self, record: models.Model, user: User) -> list[Tab]:
        """What the tabs show that administrators have placed for the kinds of the record and the user's roles."""
        return [placed.tab for placed in self.parts_of(record, user).tabs]

    def parts_of(self, record: models.Model, user: User) -> Parts:
        """The parts of the file with their tabs; a heading with nothing under it is none."""
        parts = (
            PlacedPart(row, [Placed(shown, tab) for tab in tabs if (shown := self.tab_of(tab.interface))])
            for row, tabs in parts_of(user, visible_kinds(user, record))
        )
        return Parts([part for part in parts if part.tabs or part.row.interface in ALONE])

    def tab_of(self, interface: str) -> Tab | None:
        """The declared tab that an interface names, narrowed where it says to what."""
        slug, _point, of = interface.partition(".")
        declared = next((tab for tab in self.tabs if tab.slug == slug), None)
        return cast(Tab, declared.narrowed(of)) if declared and of else declared

    def context(
        self, request: PersonalRequest, record: Any, current: Tab | None, page: Part | None = None
    ) -> dict[str, Any]:
        """What surrounds a tab, or a page of the file."""
        user, parts = request.user, self.parts_of(record, request.user)
        came_from = origin_of(request.GET.get(ORIGIN, ""), user, record)
        behind = came_from.behind if came_from else ""
        placed = parts.place_of(current, request.GET.get(TAB, "")) if current else None
        part = parts.part_of(placed, page)
        history = parts.has(Part.HISTORY)
        return {
            "file": self,
            "counterparty": record,
            "came_from": came_from,
            "behind": behind,
            "main_tabs": [
                (str(each.row), self.opening(parts, each, record, behind), each is part) for each in parts.all
            ],
            "tabs": [
                tab_line(tab, count, tab == placed, tab.address(record, behind, repeated=parts.repeated(tab)))
                for tab, count in self.counted(record, part.tabs if part else [], user)
            ],
            **titles(parts, placed or part),
            **self.head(parts, record, user),
            "history_url": reverse("counterparty-changes", args=[record.pk]) if history else "",
            "timeline_url": reverse("timeline", args=[record.pk]) if parts.has(Part.TIMELINE) else "",
            "panel_url": reverse("latest-changes", args=[record.pk]) if history else "",
            "kinds": [kind_line(kind) for kind in visible_kinds(user, record)],
            **self.allowed(parts, record, user),
        }

    def head(self, parts: Parts, record: Any, user: User) -> dict[str, Any]:
        """What the head tells; its holdings are asked for when it is drawn, which for a tab swapped in it is not."""
        holdings = any(placed.tab.slug == HOLDINGS for placed in parts.tabs)
        return {
            "head_facts": head_facts(record),
            "vies_badge": badge(record),
            "member_of": partial(member_of, record, user) if holdings else None,
        }

    def allowed(self, parts: Parts, record: models.Model, user: User) -> dict[str, Any]:
        """What the user may do with the file; e-mails are written where events are seen."""
        may_edit = self.may_edit(user, record)
        writes = may_edit and any(placed.tab.slug == EVENTS for placed in parts.tabs)
        return {
            "may_edit": may_edit,
            "email_url": reverse("email", args=[record.pk]) if writes else "",
            "package_url": reverse("subject-package", args=[record.pk]) if hands_out(record, user) else "",
            "print_url": reverse("print", args=[record.pk]) if self.may_export(user, record) else "",
            "may_archive": self.may(Action.ARCHIVE, user, record),
        }

    def opening(self, parts: Parts, part: PlacedPart, record: models.Model, behind: str) -> str:
        """Where a part leads: to its page, or to the first tab under it."""
        if part.row.interface in ALONE:
            return reverse(PAGES[part.row.interface], args=[record.pk]) + behind
        return part.tabs[0].address(record, behind, repeated=parts.repeated(part.tabs[0]))

    def counted(self, record: models.Model, tabs: list[Placed], user: User) -> list[tuple[Placed, int | None]]:
        """The tabs with the number of their live rows: one query for all."""
        if not tabs:
            return []
        counts: dict[str, Any] = {f"n{at}": placed.tab.count_of_owner(user) for at, placed in enumerate(tabs)}
        row = Counterparty.objects.filter(pk=record.pk).values_list(*counts.values()).get()
        return list(zip(tabs, row, strict=True))


def titles(parts: Parts, shown: Placed | PlacedPart | None) -> dict[str, str]:
    """What administrators call the tab that is shown, and the pages to which the panel beside it leads."""
    return {
        "tab_title": str(shown.row) if shown else "",
        "timeline_title": parts.title_of(Part.TIMELINE),
        "history_title": parts.title_of(Part.HISTORY),
    }


def hands_out(record: Any, user: User) -> bool:
    """Whether it is a person's file, and the user may put together all that is held on the person."""
    return record.person_kind == Counterparty.PersonKind.NATURAL and rights_of(user).whole


def kind_line(kind: Kind) -> dict[str, str]:
    url = reverse(f"counterparties-{kind.value}-list")
    return {"label": str(kind.label), "plural": kind.plural, "icon": kind.icon, "url": url}


def tab_line(placed: Placed, count: int | None, current: bool, url: str) -> dict[str, Any]:
    return {
        "title": str(placed.row),
        "url": url,
        "count": "" if count is None else number_format(count, force_grouping=True),
        "current": current,
    }


def head_facts(record: Any) -> list[dict[str, Any]]:
    """The numbers and names that identify the counterparty, as far as it has them."""
    uic = _("Personal no.") if record.person_kind == "natural" else _("UIC")
    shown = masked(record.uic) if record.person_kind == "natural" else record.uic
    facts = [
        (_("Code"), record.code),
        (uic, shown),
        (_("VAT number"), record.vat_number),
        (_("LEI"), record.lei),
        (_("Country"), record.country.name),
        (_("Alias"), record.alias),
        (_("Trader"), record.responsible),
    ]
    return [{"label": label, "text": text} for label, text in facts if text]


COUNTERPARTY_FILE = CounterpartyFile()
