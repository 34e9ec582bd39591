"""The tabs of the counterparty's file."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from access.models import Action, User
from attributes.choices import Reference
from attributes.values import Attribute
from counterparties import columns
from counterparties.addresses.form import AddressForm
from counterparties.events.screens import Events
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Counterparty, HoldingMember
from counterparties.sharing.tabs import BankAccounts, ContactPersons, HeldAccounts
from counterparties.tab_bases import CounterpartyTab, OwnedRows
from reference.kinds import Kind
from reference.models.file_tabs import Part
from screens.listing import ListQuery

COUNTERPARTY_FILE.tab(ContactPersons)


@COUNTERPARTY_FILE.tab
class Addresses(AddressForm, OwnedRows):
    slug = "addresses"
    icon = "map-pin"
    under = Part.CONTACTS
    columns = ("kind", "country", "settlement", "postal_code", "street", "number", "free_text", "valid_to")
    cards = {"country": "r1", "settlement": "l2", "postal_code": "r2", "free_text": "full"} | dict.fromkeys(
        ("street", "number"), "l2"
    )
    filters = ("kind", "country", "valid_to")
    search = ("area", "settlement", "postal_code", "neighbourhood", "street", "free_text")
    search_hint = gettext_lazy("Settlement, street, postal code")
    ordering = "kind"
    empty_text = gettext_lazy("Add where the counterparty is registered, works and takes deliveries.")

    @property
    def bulk_url(self) -> str:
        return reverse("address-labels", args=[self.slug])

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        found = super().list_context(query)
        address = f"{self.bulk_url}?{urlencode({'parent': query.parent.pk})}" if query.parent else ""
        return found | {"labels_url": address if found["export_url"] else ""}


COUNTERPARTY_FILE.tab(BankAccounts)
COUNTERPARTY_FILE.tab(HeldAccounts)


COUNTERPARTY_FILE.tab(Events)


class Memberships(CounterpartyTab):
    """What both ends of a holding membership have in common."""

    model = HoldingMember
    hidden = ("version",)
    icon = "sitemap"
    ordering = "from_date"
    other_end: str

    @property
    def title_one(self) -> str:
        return _("membership")

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        """With both ends, which every row is called by."""
        return super().rows(user, action, parent).select_related("holding", "counterparty")

    opened_by_id = False

    def open_url(self, record: Any) -> str:
        return str(getattr(record, self.other_end).get_absolute_url())

    def declared(self) -> dict[str, Attribute]:
        ends = {name: self.end(name) for name in ("holding", "counterparty")}
        return super().declared() | ends

    def end(self, name: str, user: User | None = None) -> Reference:
        label = _("Holding") if name == "holding" else pgettext("in a holding", "Company")
        rows = Counterparty.objects.open_to(user)
        if name == "holding":
            rows = rows.filter(kinds__contains=[Kind.HOLDING.value])
        lookup = "counterparties-holding" if name == "holding" else "counterparties"
        return columns.Company(name, label, rows=rows.all, lookup=lookup, required=True, filterable=False)

    def form_attributes(self, user: User, record: Model, data: QueryDict | None = None) -> list[Attribute]:
        known = self.attributes(user) | {self.other_end: self.end(self.other_end, user)}
        return [known[name] for name in self.form_fields]


@COUNTERPARTY_FILE.tab
class Members(Memberships):
    """The companies of a holding, in the holding's file."""

    slug = "members"
    kinds = (Kind.HOLDING,)
    under = Part.HOLDING
    owner_field, other_end = "holding", "counterparty"
    columns = form_fields = ("counterparty", "from_date", "to_date", "share")
    empty_text = gettext_lazy("Add the companies that belong to this holding, and since when.")

    @property
    def title(self) -> str:
        return _("Companies in the holding")


@COUNTERPARTY_FILE.tab
class Holdings(Memberships):
    """The holdings of a company, in the company's file."""

    slug = "holdings"
    kinds = (Kind.CUSTOMER, Kind.SUPPLIER)
    under = Part.CONTACTS
    other_end = "holding"
    columns = form_fields = ("holding", "from_date", "to_date", "share")
    empty_text = gettext_lazy("Add the holding that this company belongs to, and since when.")

    @property
    def title(self) -> str:
        return _("Holdings")
