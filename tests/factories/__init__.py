"""One function a model that makes a stored record with as little said as one likes; `make` finds it by model."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from access.models import Role, User
from counterparties.models import (
    Address,
    Attachment,
    BankAccount,
    ContactPerson,
    Counterparty,
    Event,
    HoldingMember,
    NumberSeries,
    Signatory,
)
from reference.defaults import load_defaults
from reference.models import (
    AddressRule,
    DocumentKind,
    EventType,
    Feature,
    FeatureGroup,
    Location,
    Nomenclature,
    NomenclatureItem,
    Status,
    Type,
)
from tests.factories.configuration import (
    EVERY_ACTION,
    address_rule,
    administrator,
    document_kind,
    event_type,
    feature,
    feature_group,
    file_tab,
    item,
    kind_type,
    limited_user,
    location,
    nomenclature,
    numbers,
    reader,
    role,
    status,
    superuser,
    type_,
    user,
)
from tests.factories.files import (
    address,
    attachment,
    bank_account,
    contact_person,
    counterparty,
    event,
    holding,
    holding_member,
    iban,
    number_series,
    own_company,
    signatory,
    uic,
    upload,
)

__all__ = [
    "EVERY_ACTION",
    "FACTORIES",
    "address",
    "address_rule",
    "administrator",
    "attachment",
    "bank_account",
    "contact_person",
    "counterparty",
    "document_kind",
    "event",
    "event_type",
    "feature",
    "feature_group",
    "file_tab",
    "holding",
    "holding_member",
    "iban",
    "item",
    "kind_type",
    "limited_user",
    "load_defaults",
    "location",
    "make",
    "nomenclature",
    "number_series",
    "numbers",
    "own_company",
    "reader",
    "role",
    "signatory",
    "status",
    "superuser",
    "type_",
    "uic",
    "upload",
    "user",
]


def make(model: type[Model], **values: Any) -> Any:
    """A stored record of the model."""
    return FACTORIES[model](**values)


FACTORIES: dict[type[Model], Callable[..., Any]] = {
    User: user,
    Role: role,
    Type: type_,
    Status: status,
    DocumentKind: document_kind,
    Nomenclature: nomenclature,
    NomenclatureItem: item,
    Feature: feature,
    FeatureGroup: feature_group,
    Location: location,
    AddressRule: address_rule,
    Counterparty: counterparty,
    ContactPerson: contact_person,
    Address: address,
    Attachment: attachment,
    BankAccount: bank_account,
    HoldingMember: holding_member,
    NumberSeries: number_series,
    Signatory: signatory,
    Event: event,
    EventType: event_type,
}
