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
    FilledForm,
    HoldingMember,
)
from reference.defaults import load_defaults
from reference.models import (
    AddressRule,
    DocumentKind,
    EventType,
    Feature,
    FeatureGroup,
    FormField,
    FormTemplate,
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
    form_field,
    form_template,
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
    filled_form,
    holding,
    holding_member,
    iban,
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
    "filled_form",
    "form_field",
    "form_template",
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
    "numbers",
    "reader",
    "role",
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
    FormTemplate: form_template,
    FormField: form_field,
    Location: location,
    AddressRule: address_rule,
    Counterparty: counterparty,
    ContactPerson: contact_person,
    Address: address,
    Attachment: attachment,
    BankAccount: bank_account,
    HoldingMember: holding_member,
    Event: event,
    FilledForm: filled_form,
    EventType: event_type,
}
