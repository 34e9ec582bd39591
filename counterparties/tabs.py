"""The tabs of the counterparty's file."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from counterparties.addresses.form import AddressForm
from counterparties.events.screens import Events
from counterparties.file import COUNTERPARTY_FILE
from counterparties.holdings.tabs import Holdings, Members
from counterparties.sharing.tabs import BankAccounts, ContactPersons, HeldAccounts
from counterparties.tab_bases import OwnedRows
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
COUNTERPARTY_FILE.tab(Members)
COUNTERPARTY_FILE.tab(Holdings)
