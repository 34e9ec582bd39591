"""Adds and changes counterparties and the rows of their tabs: the one door for forms."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from access.models import Action, User
from attributes.choices import refuse_stopped
from counterparties.archiving import locked, refuse_archived
from counterparties.coding import next_codes
from counterparties.completing import completed
from counterparties.feature_saving import FeatureRules, refuse_taken
from counterparties.feature_uploads import own_files
from counterparties.holders import IDENTIFYING, refuse_held
from counterparties.models import Counterparty, CounterpartyType
from counterparties.querysets import rights_of
from counterparties.searching import SEARCHED, refresh_search, search_of
from counterparties.sub_records import complete_sub_record, lock_owners
from counterparties.ticking import allowed_ticks
from exchange.refusals import refusal_of
from reference.features.attributes import feature_attributes, text_keys
from reference.features.following import follow_names
from reference.holding import hold_definitions
from reference.kinds import Kind
from reference.models import Type
from reference.models.features import DataType
from reference.remembering import forget
from screens.changed import refuse_changed

CALLED = {"name", "code"}
"What others name a counterparty by."
DERIVED = {"name_sort", "letter", "search", "kinds"}


def save_counterparty(
    *,
    user: User,
    record: Counterparty | None,
    values: Mapping[str, Any],
    types: Iterable[Type] | None = None,
    features: Mapping[str, Any] | None = None,
) -> Counterparty:
    """Adds a counterparty (no `record`) or changes one; raises ValidationError by field, PermissionDenied.

    `values` are cleaned values by field, `features` by attribute name ("f.<code>"); what is not given stays.
    `types` are the ticked ones among those that the user may tick: hidden ones of a record are kept. The record
    must be as it was read: if it has changed since, nothing is written.
    """
    try:
        with transaction.atomic():
            hold_definitions()
            forget()
            return _save(user, record, dict(values), types, features or {})
    except IntegrityError:
        # Somebody took one of the numbers between the question and the answer: now the question names him.
        own = _identifying(record) if record else {}
        refuse_held(user=user, values=own | completed(values, existing=record), own=record.pk if record else None)
        raise


def _save(
    user: User,
    record: Counterparty | None,
    values: dict[str, Any],
    types: Iterable[Type] | None,
    features: Mapping[str, Any],
) -> Counterparty:
    stored = _unchanged(user, record) if record else None
    target = stored or Counterparty()
    ticked = _ticked(user, stored, types)
    changes = completed(values, existing=stored)
    _keep_code(changes, stored)
    _check_status(changes, stored)
    if ticked is not None:
        changes["kinds"] = Kind.in_order(each.kind for each in ticked)
    if features or stored is None:
        types_after = ticked if ticked is not None else target.types.all()
        changes["features"] = _features(user, target, {each.pk for each in types_after}, features)
    changed = [name for name, value in changes.items() if stored is None or getattr(stored, name) != value]
    sought = stored is not None and _is_sought_by(stored, changes, changed)
    for name in changed:
        setattr(target, name, changes[name])
    refuse_held(user=user, values=_identifying(target), own=target.pk, fields=set(changed) | _by_country(changed))
    _write(target, changed, sought)
    if ticked is not None:
        _tick(target, ticked, bump=stored is not None and not changed)
    target.refresh_from_db(fields=["version"])
    return target


def _unchanged(user: User, record: Counterparty) -> Counterparty:
    stored = locked(user, record, Action.EDIT)
    refuse_archived(stored)
    refuse_changed(stored, record)
    return stored


def _ticked(user: User, stored: Counterparty | None, types: Iterable[Type] | None) -> list[Type] | None:
    """The types that the record is to have; None where they stay."""
    if types is None and stored is not None:
        return None
    rights, action = rights_of(user), Action.EDIT if stored else Action.ADD
    if stored is None and not (rights.types[action] or user.is_superuser):
        raise PermissionDenied
    before = {each.pk: each for each in stored.types.all()} if stored else {}
    given = {each.pk: each for each in types or ()}
    known = before | given
    ticks = allowed_ticks(rights=rights, action=action, before=before, given=given, types=known)
    return [known[pk] for pk in ticks]


def _keep_code(changes: dict[str, Any], stored: Counterparty | None) -> None:
    if not changes.get("code"):
        changes.pop("code", None)
        if stored is None:
            changes["code"] = next_codes(1)[0]


def _check_status(changes: dict[str, Any], stored: Counterparty | None) -> None:
    try:
        refuse_stopped([changes.get("status")], [stored.status_id] if stored else ())
    except ValidationError as error:
        raise ValidationError({"status": error}) from error


def _features(user: User, target: Counterparty, types: Collection[int], given: Mapping[str, Any]) -> dict[str, Any]:
    """The features that the record is to have; raises ValidationError by attribute name."""
    is_new = target._state.adding
    rules = FeatureRules(attribute.for_user(user) for attribute in feature_attributes())
    before = {} if is_new else target.features
    given = own_files(user=user, target=target, attributes=rules.by_name, given=given)
    after = rules.changed(types=types, given=given, stored=None if is_new else before)
    refuse_taken(user=user, rules=rules, before=before, after=after, own=target.pk)
    return after


def _identifying(target: Counterparty) -> dict[str, Any]:
    return {name: getattr(target, name) for name in (*IDENTIFYING, "country")}


def _by_country(changed: Collection[str]) -> set[str]:
    return {"uic", "vat_number"} if "country" in changed else set()


def _is_sought_by(stored: Counterparty, changes: Mapping[str, Any], changed: Collection[str]) -> bool:
    """Whether something changes by which people find the record: of features only texts."""
    if "features" in changed:
        before, after = stored.features, changes["features"]
        if any(before.get(key) != after.get(key) for key in text_keys()):
            return True
    return bool(set(changed) & set(SEARCHED) - {"features"})


def _write(target: Counterparty, changed: list[str], sought: bool) -> None:
    relations = {field.name for field in target._meta.fields if field.is_relation}
    target.clean_fields(exclude=DERIVED | relations | {field.name for field in target._meta.fields} - set(changed))
    if target._state.adding:
        target.search = search_of({name: getattr(target, name) for name in SEARCHED})
        target.save(force_insert=True)
    elif changed:
        target.save(update_fields=changed)
        if sought:
            refresh_search([target.pk])
        if CALLED.intersection(changed):
            follow_names(DataType.COUNTERPARTY, [target.pk])


def _tick(target: Counterparty, types: list[Type], *, bump: bool) -> None:
    links = CounterpartyType.objects.filter(counterparty=target)
    wanted, present = {each.pk for each in types}, set(links.values_list("type_id", flat=True))
    if wanted == present:
        return
    links.filter(type_id__in=present - wanted).delete()
    CounterpartyType.objects.bulk_create(
        CounterpartyType(counterparty=target, type_id=pk) for pk in sorted(wanted - present)
    )
    if bump:
        # Ticks lie in a table of their own: whoever edits at the same time must notice them too.
        Counterparty.objects.filter(pk=target.pk).update(version=F("version") + 1)


def save_sub_record(*, user: User, record: Any, values: Mapping[str, Any]) -> Any:
    """Adds or changes a row of a tab; raises ValidationError by field, PermissionDenied.

    The row must be as it was read. A new main contact or main account takes the place of the one before it.
    """
    try:
        with transaction.atomic():
            return _save_sub_record(user, record, values)
    except IntegrityError as error:
        # Somebody has written what is in its way between the question and the answer.
        raise ValidationError(refusal_of(error, type(record))) from error


def _save_sub_record(user: User, record: Any, values: Mapping[str, Any]) -> Any:
    before = type(record).objects.filter(pk=record.pk).first() if record.pk else None
    for name, value in values.items():
        setattr(record, name, value)
    lock_owners(user=user, record=record, before=before)
    if record.pk:
        # Whoever held the owners' lock until now may have written the row.
        before = type(record).objects.filter(pk=record.pk).first()
        refuse_changed(before, record)
    complete_sub_record(user=user, record=record, before=before)
    try:
        record.full_clean()
    except ValidationError as error:
        raise ValidationError(error.message_dict) from error
    record.save()
    record.refresh_from_db(fields=["version"])
    refresh_search({record.counterparty_id, before.counterparty_id if before else record.counterparty_id})
    return record
