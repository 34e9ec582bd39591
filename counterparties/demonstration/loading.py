"""Loads the demonstration data: some two hundred invented counterparties of all kinds, with what their files hold."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import User
from counterparties.completing import completed
from counterparties.demonstration.checks import add_checks
from counterparties.demonstration.configuring import Configured, configure
from counterparties.demonstration.happening import happen
from counterparties.demonstration.places import add_places
from counterparties.demonstration.portal import add_portal_users
from counterparties.models import Address, BankAccount, ContactPerson, Counterparty, CounterpartyType, HoldingMember
from counterparties.searching import refresh_search
from counterparties.word_list import refresh_words
from history.recording import recorded
from reference.features.attributes import attribute_of
from reference.features.values import FeatureValue
from reference.kinds import Kind
from reference.models import Status
from reference.models.features import DataType
from reference.models.stamps import restamp
from reference.tree import Items

FILE = Path(__file__).with_name("counterparties.json")
RUN = "demonstration"
"The run that history names for what is added here; by it the removal knows what it may take away."
SUB_RECORDS: dict[str, type[Model]] = {
    "contact_persons": ContactPerson,
    "addresses": Address,
    "bank_accounts": BankAccount,
}
APART = {"types", "features", "status", "archived", "holdings", *SUB_RECORDS}


@dataclass(frozen=True)
class Context:
    """What the records refer to."""

    configured: Configured
    attributes: dict[str, FeatureValue]
    statuses: dict[str, int]


def load_demonstration(*, user: User | None) -> int:
    """Adds the invented counterparties and the types, features and nomenclatures that they use; their number.

    All of it in one transaction; what is configured already under the same code is used as it is. Raises
    ValidationError when the data are there already, or when a record of the user's has one of their numbers.
    """
    with recorded(user_id=user.pk if user else None, run=RUN):
        if Counterparty.objects.filter(demonstration=True).exists():
            raise ValidationError(_("The demonstration data are here already: remove them first."))
        rows = invented()
        context = _context(configure())
        made = _counterparties(rows, context)
        _below(rows, made, context)
        happen(made, user=user)
        add_places(made)
        add_checks(made)
        add_portal_users(made)
        refresh_search([record.pk for record in made])
        restamp()
    refresh_words()
    return len(made)


def invented() -> list[dict[str, Any]]:
    """What `counterparties.json` says."""
    found: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def _context(configured: Configured) -> Context:
    features = configured.features.values()
    items = Items([feature.nomenclature_id for feature in features if feature.nomenclature_id])
    return Context(
        configured=configured,
        attributes={feature.code: attribute_of(feature, items) for feature in features},
        statuses=dict(Status.objects.values_list("code", "pk")),
    )


def _counterparties(rows: list[dict[str, Any]], context: Context) -> list[Counterparty]:
    """The stored records, in the order of the rows; those that a feature of another names are stored before it."""
    links = {name for name, each in context.attributes.items() if each.feature.data_type == DataType.COUNTERPARTY}
    made: dict[int, Counterparty] = {}
    for linking in (False, True):
        part = {
            number: _counterparty(row, f"DEMO-{number:03d}", context)
            for number, row in enumerate(rows, 1)
            if bool(links & row["features"].keys()) is linking
        }
        try:
            with transaction.atomic():
                Counterparty.objects.bulk_create(part.values())
        except IntegrityError as error:
            raise ValidationError(_("A counterparty of yours has a number of the demonstration data.")) from error
        made |= part
    return [made[number] for number in sorted(made)]


def _counterparty(row: dict[str, Any], code: str, context: Context) -> Counterparty:
    own = {name: value for name, value in row.items() if name not in APART}
    record = Counterparty(**completed(own), demonstration=True, code=code)
    record.status_id = context.statuses.get(row["status"])
    record.archived_at = timezone.now() if row.get("archived") else None
    record.kinds = Kind.in_order(context.configured.types[code].kind for code in row["types"])
    for code, text in row["features"].items():
        attribute = context.attributes[code]
        attribute.put(record.features, attribute.clean(_text(text)))
    return record


def _text(value: Any) -> str:
    """A value of the file as a person would type it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(value)
        case _:
            return str(value)


def _below(rows: list[dict[str, Any]], made: list[Counterparty], context: Context) -> None:
    by_name = {record.name: record for record in made}
    pairs = list(zip(rows, made, strict=True))
    CounterpartyType.objects.bulk_create(
        CounterpartyType(counterparty=record, type=context.configured.types[code])
        for row, record in pairs
        for code in row["types"]
    )
    for name, model in SUB_RECORDS.items():
        model._default_manager.bulk_create(
            model(**below, counterparty=record, archived_at=record.archived_at)
            for row, record in pairs
            for below in row.get(name, [])
        )
    HoldingMember.objects.bulk_create(
        HoldingMember(**{**membership, "holding": by_name[membership["holding"]]}, counterparty=record)
        for row, record in pairs
        for membership in row.get("holdings", [])
    )
