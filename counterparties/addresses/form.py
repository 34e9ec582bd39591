"""The form of an address: its places are suggested from the lists, and a removal is one step."""

from copy import copy
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.choices import Choice
from attributes.days import Date
from attributes.selects import LongSelect
from attributes.values import Attribute
from counterparties.address_columns import AddressKind, Settlement
from counterparties.addresses.moving import move_on
from counterparties.models import Address
from counterparties.saving import save_sub_record
from reference.locations.reading import PARTS, stopped_countries
from screens.screen import Screen

FIELDS = (
    "kind", "country", "area", "settlement", "postal_code", "mailbox", "neighbourhood", "street",
    "number", "block", "entrance", "floor", "apartment", "free_text", "valid_from", "valid_to",
)  # fmt: skip


class MovedOn(Date):
    """The day from which what the form says holds instead of what is stored; no column of an address."""

    def __init__(self) -> None:
        hint = gettext_lazy("Keeps this address until the day before, and begins a new one with what you enter here.")
        super().__init__("moved_on", gettext_lazy("Moved on"), help_text=hint)

    def value(self, record: Model) -> None:
        return None


class AddressForm(Screen):
    """What screens of addresses have in common."""

    model = Address
    form_fields = FIELDS
    form_template = "counterparties/address_form.html"
    bulk_deeds = "counterparties/_label_deed.html"

    def declared(self) -> dict[str, Attribute]:
        known = super().declared()
        kind = AddressKind("kind", known["kind"].label, choices=Address.Kind.choices, sortable=True)
        hint = gettext_lazy("Required, unless the address is entered as free text.")
        place = Settlement("settlement", known["settlement"].label, max_length=100, sortable=True, help_text=hint)
        return known | {"kind": kind, "settlement": place}

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        known = self.declared()
        url = reverse("address-places", args=[record.counterparty_id])
        known |= {part.value: suggested(known[part], url) for part in PARTS}
        known["country"] = offered(known["country"], str(record.country))
        found = [known[name] for name in FIELDS]
        return [*found, MovedOn()] if record.pk else found

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        day = values.pop("moved_on", None)
        if day:
            return move_on(user=user, record=record, values=values, day=day)
        return save_sub_record(user=user, record=record, values=values)


def suggested(attribute: Attribute, url: str) -> Attribute:
    """The attribute with a field that offers what the lists have."""
    made = copy(attribute)
    made.widget = forms.TextInput(
        attrs={
            "maxlength": attribute.max_length,
            "data-place": attribute.name,
            "data-place-url": url,
            "data-place-strict": _("Only what the list has"),
            "data-place-free": _("Or any other text"),
            "autocomplete": "off",
        }
    )
    return made


def offered(attribute: Any, stored: str) -> Choice:
    """The countries that may be newly chosen, and the one that is stored."""
    stopped = stopped_countries() - {stored}
    choices = [(code, name) for code, name in attribute.choices if code not in stopped]
    widget = LongSelect(attrs={"data-ts": ""})
    return Choice(attribute.name, attribute.label, choices=choices, required=attribute.required, widget=widget)
