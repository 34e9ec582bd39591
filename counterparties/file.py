"""The file of a counterparty: its head, its two levels of tabs, its history."""

from typing import Any

from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from access.requests import PersonalRequest
from counterparties.changes import changes_of_file
from counterparties.identifiers import masked
from counterparties.models import Counterparty
from counterparties.querysets import visible_kinds
from reference.kinds import Kind
from screens.file import File, Tab
from screens.origin import ORIGIN, origin_of


class Main(models.TextChoices):
    """The first level of tabs; the kinds come between the summary and the contacts."""

    SUMMARY = "summary", _("Summary")
    CUSTOMER = Kind.CUSTOMER.value, Kind.CUSTOMER.label
    SUPPLIER = Kind.SUPPLIER.value, Kind.SUPPLIER.label
    BANK = Kind.BANK.value, Kind.BANK.label
    GOVERNMENT = Kind.GOVERNMENT.value, Kind.GOVERNMENT.label
    HOLDING = Kind.HOLDING.value, Kind.HOLDING.label
    COMPANY = Kind.COMPANY.value, Kind.COMPANY.label
    CONTACTS = "contacts", _("Contacts")
    HISTORY = "history", _("History")


PANEL = 15
"Changes that the panel beside the file shows."


class CounterpartyFile(File):
    model = Counterparty
    path = "counterparties/"
    head_template = "counterparties/file_head.html"

    def tabs_of(self, record: models.Model, user: User) -> list[Tab]:
        """The tabs for the kinds of the record that this user may see; one without a kind has the common ones."""
        kinds = set(visible_kinds(user, record))
        common = () if kinds else (Main.CONTACTS,)
        return [tab for tab in self.tabs if not tab.kinds or kinds & set(tab.kinds) or tab.under in common]

    def context(self, request: PersonalRequest, record: Any, current: Tab | None, main: str = "") -> dict[str, Any]:
        tabs = self.tabs_of(record, request.user)
        main = current.under if current else main
        came_from = origin_of(request.GET.get(ORIGIN, ""), request.user, record)
        behind = came_from.behind if came_from else ""
        counted = self.counted(record, tabs, main, request.user)
        return {
            "file": self,
            "counterparty": record,
            "came_from": came_from,
            "behind": behind,
            "main_tabs": self.main_tabs(record, tabs, main, behind),
            "tabs": [tab_line(tab, record, count, tab is current, behind) for tab, count in counted],
            "head_facts": head_facts(record),
            "history_url": reverse("counterparty-changes", args=[record.pk]),
            "panel": changes_of_file(record, request.user, limit=PANEL)[0],
            "kinds": [kind_line(kind) for kind in visible_kinds(request.user, record)],
            "may_edit": self.may_edit(request.user, record),
            "may_archive": self.may(Action.ARCHIVE, request.user, record),
        }

    def main_tabs(
        self, record: models.Model, tabs: list[Tab], current: str, behind: str
    ) -> list[tuple[str, str, bool]]:
        """Label, address and whether it is the current one, for each part of the file that has something."""
        found = [(Main.SUMMARY, reverse("counterparty", args=[record.pk]))]
        for main in Main:
            if first := next((tab for tab in tabs if tab.under == main), None):
                found.append((main, first.url(parent=record)))
        found.append((Main.HISTORY, reverse("counterparty-changes", args=[record.pk])))
        return [(str(main.label), url + behind, main == current) for main, url in found]

    def counted(self, record: models.Model, tabs: list[Tab], main: str, user: User) -> list[tuple[Tab, int]]:
        """The tabs of one part of the file with the number of their live rows: one query for all."""
        shown = [tab for tab in tabs if tab.under == main]
        if not shown:
            return []
        counts = {
            f"n{at}": Coalesce(
                Subquery(
                    tab.rows(user)
                    .filter(archived_at=None, **{tab.owner_field: OuterRef("pk")})
                    .order_by()
                    .values(tab.owner_field)
                    .annotate(n=Count("pk"))
                    .values("n"),
                    output_field=IntegerField(),
                ),
                Value(0),
            )
            for at, tab in enumerate(shown)
        }
        row = Counterparty.objects.filter(pk=record.pk).values_list(*counts.values()).get()
        return list(zip(shown, row, strict=True))


def kind_line(kind: Kind) -> dict[str, str]:
    url = reverse(f"counterparties-{kind.value}-list")
    return {"label": str(kind.label), "plural": kind.plural, "icon": kind.icon, "url": url}


def tab_line(tab: Tab, record: models.Model, count: int, current: bool, behind: str) -> dict[str, Any]:
    return {
        "title": tab.title,
        "url": tab.url(parent=record) + behind,
        "count": number_format(count, force_grouping=True),
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
