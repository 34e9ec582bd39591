"""What a file tells first: key data, the people one speaks with, where the counterparty is."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Value, When
from django.utils import timezone

from attributes.values import Attribute
from counterparties.address_columns import map_address
from counterparties.contact_columns import email_link
from counterparties.models import Address, ContactPerson, Counterparty
from counterparties.phone_columns import phone_link

KEY_DATA = (
    "code", "types", "country", "name_latin", "alias", "uic", "vat_number", "lei",
    "phone", "email", "website", "language", "created_at", "note",
)  # fmt: skip


def key_facts(record: Counterparty, known: Mapping[str, Attribute]) -> list[dict[str, Any]]:
    """The key data that the counterparty has; `known` are the attributes as the user sees them."""
    return [
        {"label": known[name].label, "text": known[name].cell(record)}
        for name in KEY_DATA
        if known[name].value(record)
    ]


def addresses_of(record: Counterparty) -> list[dict[str, Any]]:
    """The first addresses that hold today."""
    rows = Address.objects.live().filter(counterparty=record).on(timezone.localdate())
    return [{"address": each, "map": map_address(each)} for each in rows.order_by("id")[:2]]


def people_of(record: Counterparty) -> list[dict[str, Any]]:
    """The first people of the file, its main contact before the others."""
    rows = ContactPerson.objects.of_files([record.pk]).live()
    main = Case(When(main=True, counterparty=record.pk, then=Value(0)), default=Value(1))
    people = rows.annotate(place=main).order_by("place", "id")[:4]
    return [
        {
            "person": each,
            "phone": phone_link(each.phone),
            "email": email_link(each.email),
            "main": each.place == 0,
        }
        for each in people
    ]
