"""The rules of the rows of tabs: what follows from what in a contact person, an account, a holding membership."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from attributes.choices import refuse_stopped
from counterparties.archiving import refuse_archived, stands_elsewhere
from counterparties.banks import complete_bank
from counterparties.holdings.rules import hold_memberships, refuse_membership
from counterparties.models import Address, BankAccount, ContactPerson, Counterparty, HoldingMember
from counterparties.sub_completing import FIELD_RULES, FOLLOWED, follow
from reference.locations.reading import Lists
from reference.locations.rules import rules_name_types
from reference.models import ConsentPurpose


def lock_owners(*, user: User, record: Any, before: Any = None) -> None:
    """Locks the counterparties that the row belongs to, until the transaction ends; all must be the user's to edit.

    Raises PermissionDenied, or ValidationError when one of them is archived, unless it is the home of a row that also
    stands in a live file.

    The lock makes writers of one file wait for each other, so that none overwrites the other's search column.
    """
    if isinstance(record, HoldingMember):
        hold_memberships()
    owners = {record.counterparty_id, before.counterparty_id if before else record.counterparty_id}
    both_ends = owners | ({record.holding_id} if isinstance(record, HoldingMember) else set())
    locked = list(Counterparty.objects.select_for_update(no_key=True).filter(pk__in=both_ends).order_by("pk"))
    editable = Counterparty.objects.visible_to(user, Action.EDIT).filter(pk__in=owners)
    seen = Counterparty.objects.visible_to(user).filter(pk__in=both_ends)
    if editable.count() == len(owners) and seen.count() == len(both_ends):
        closed = [each for each in locked if each.archived_at is not None]
        if closed and not (before and owners == {each.pk for each in closed} and stands_elsewhere(before)):
            refuse_archived(*closed)
    elif isinstance(record, HoldingMember):
        raise ValidationError({"counterparty": _("You may not change the holdings of this company.")})
    else:
        raise PermissionDenied


def complete_sub_record(*, user: User, record: Any, before: Any = None) -> None:
    """Sets what follows from the row's values; raises ValidationError by field."""
    if type(record) in FIELD_RULES:
        _complete(record, before)
    if isinstance(record, ContactPerson):
        _refuse_purposes(record, before)
    if isinstance(record, BankAccount):
        complete_bank(user=user, record=record, before=before)
    if getattr(record, "main_within", ()) and record.main:
        _only_main(record)
    if isinstance(record, HoldingMember):
        refuse_membership(record, user, before)


def _complete(record: Any, before: Any) -> None:
    model, errors = type(record), {}
    values = {field.attname: getattr(record, field.attname) for field in model._meta.concrete_fields}
    values["country"] = str(values.get("country", record.counterparty.country) or "")
    for name, rule in FIELD_RULES[model].items():
        try:
            values[name] = rule(values[name])
        except ValidationError as error:
            values[name], errors[name] = "", error
    try:
        stored = {name: getattr(before, name, None) for name in values} if before else None
        lists = Lists([values]) if model is Address else None
        values |= follow(model, values, before=stored, lists=lists, types=types_of(record) if lists else ())
    except ValidationError as error:
        raise ValidationError(error.error_dict | errors) from error
    if errors:
        raise ValidationError(errors)
    for name in FOLLOWED[model]:
        setattr(record, name, values[name])


def _refuse_purposes(record: ContactPerson, before: ContactPerson | None) -> None:
    """Raises ValidationError for a purpose that is not there any more, or is stopped and newly chosen."""
    codes = {line["purpose"] for line in record.consents}
    codes -= {line["purpose"] for line in before.consents} if before else set()
    if not codes:
        return
    # Locked against whoever deletes one: he counts the consents before.
    rows = ConsentPurpose.objects.select_for_update(no_key=True).filter(code__in=codes)
    purposes = {row.code: row for row in rows}
    try:
        refuse_stopped(purposes.values())
    except ValidationError as error:
        raise ValidationError({"consents": error}) from error
    if gone := codes - purposes.keys():
        raise ValidationError({"consents": _("There is no purpose “%s”.") % ", ".join(sorted(gone))})


def types_of(record: Any) -> list[int]:
    """The ticked types of the row's counterparty, where they matter for it."""
    return list(record.counterparty.types.values_list("pk", flat=True)) if rules_name_types() else []


def _only_main(record: Any) -> None:
    if record.archived_at is None:
        alike = {name: getattr(record, name) for name in record.main_within}
        type(record).objects.live().filter(**alike, main=True).exclude(pk=record.pk).update(main=False)
