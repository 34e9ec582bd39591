"""Adds and changes portal users, invites them, blocks them: name, username and e-mail of the log-in follow."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import Action, User
from counterparties.archiving import archived, locked, refuse_archived
from counterparties.models import ContactPerson, Invitation, PortalUser
from counterparties.models.portal_users import USERNAME_LENGTH
from counterparties.portal.tokens import goes_by_email, invited_by
from counterparties.reaching import clean_email
from counterparties.saving import save_sub_record
from counterparties.sub_records import lock_owners
from history.recording import recorded

State = PortalUser.State
KEPT_IN_BOTH = {"name": "first_name", "email": "email", "username": "username"}


def save_portal_user(*, user: User, record: PortalUser, values: Mapping[str, Any]) -> PortalUser:
    """Adds a portal user and invites him, or changes one; raises ValidationError by field, PermissionDenied."""
    new = record.pk is None
    try:
        with transaction.atomic():
            if not new:
                # File, portal user, log-in: everybody locks them in this order.
                lock_owners(user=user, record=record)
                list(PortalUser.objects.select_for_update(of=("self",)).filter(pk=record.pk))
            completed = complete(record, values)
            record.user = account_of(record, completed)
            saved: PortalUser = save_sub_record(user=user, record=record, values=completed)
            if new:
                invite(user=user, record=saved)
    except IntegrityError as error:
        raise ValidationError({"email": _("Somebody has a log-in with this e-mail or username already.")}) from error
    return saved


def complete(record: PortalUser, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with what follows from the contact person; raises ValidationError by field."""
    now = {name: values.get(name, getattr(record, name)) for name in ("person", "name", "email", "username")}
    person, errors = now["person"], {}
    if person and not of_file(record).filter(pk=person.pk).exists():
        errors["person"] = _("Choose a contact person of this counterparty.")
    now["name"] = " ".join(now["name"].split()) or (str(person) if person else "")
    try:
        now["email"] = clean_email(now["email"] or (person.email if person else ""))
    except ValidationError as error:
        errors["email"] = " ".join(error.messages)
    now["username"] = now["username"].strip() or now["email"][:USERNAME_LENGTH]
    if not now["name"]:
        errors["name"] = _("Enter the name, or choose a contact person.")
    if not now["email"]:
        errors.setdefault("email", _("Enter the e-mail, or choose a contact person who has one."))
    errors = taken(record, now) | errors
    if errors:
        raise ValidationError(errors)
    return now


def of_file(record: PortalUser) -> Any:
    """The contact persons who may be meant: live ones of the file, and the one who is meant already."""
    before = PortalUser.objects.filter(pk=record.pk).values("person")
    return ContactPerson.objects.of_files([record.counterparty_id]).filter(Q(archived_at=None) | Q(pk__in=before))


def taken(record: PortalUser, now: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with username and e-mail, by field: nobody else may log in by either."""
    others = User.objects.exclude(pk=record.user_id)
    errors = {}
    try:
        UnicodeUsernameValidator()(now["username"])
    except ValidationError:
        errors["username"] = _("A username has letters, digits and @ . + - _ only.")
    for name in ("username", "email"):
        either = others.filter(username__iexact=now[name]) | others.filter(email__iexact=now[name])
        if now[name] and either.exists():
            errors[name] = _("Somebody has a log-in with “%s” already: enter another.") % now[name]
    return errors


def account_of(record: PortalUser, values: Mapping[str, Any]) -> User:
    """What the portal user logs in with, as it is to be now."""
    account = User(portal=True) if record.pk is None else record.user
    for own, its in KEPT_IN_BOTH.items():
        setattr(account, its, values[own])
    if record.pk is None:
        account.set_unusable_password()
        account.save()
    else:
        # The rest is not ours to write: he may have set another password since.
        account.save(update_fields=list(KEPT_IN_BOTH.values()))
    return account


@transaction.atomic
def invite(*, user: User, record: PortalUser) -> None:
    """Sends an invitation; links of earlier ones work no longer. Raises ValidationError, PermissionDenied."""
    stored = changeable(user, record)
    if stored.state != State.INVITED:
        raise ValidationError(_("“%s” has accepted an invitation or is blocked.") % stored)
    stored.invitation += 1
    stored.invited_at = timezone.now()
    stored.save(update_fields=["invitation", "invited_at"])
    if goes_by_email():
        Invitation.objects.create(portal_user=stored, number=stored.invitation, mail_after=timezone.now())
    record.refresh_from_db()


@transaction.atomic
def block(*, user: User, record: PortalUser) -> None:
    """Closes the log-in at once, an invitation with it."""
    stored = changeable(user, record)
    stored.state = State.BLOCKED
    stored.save(update_fields=["state"])
    record.refresh_from_db()


@transaction.atomic
def unblock(*, user: User, record: PortalUser) -> None:
    """Opens a blocked log-in again; who had not accepted his invitation yet needs a new one."""
    stored = changeable(user, record)
    if stored.state == State.BLOCKED:
        stored.state = State.ACTIVE if stored.accepted_at else State.INVITED
        stored.invitation += 1
        stored.save(update_fields=["state", "invitation"])
    record.refresh_from_db()


def changeable(user: User, record: PortalUser) -> PortalUser:
    """The portal user as he is stored, locked with his file; raises ValidationError, PermissionDenied."""
    refuse_archived(locked(user, record.counterparty, Action.EDIT))
    stored = PortalUser.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if stored.archived_at is not None:
        raise archived(stored.name)
    return stored


def accept(*, pk: int, token: str, password: str) -> User | None:
    """Sets the password of who is invited by a link and opens his log-in; None where the link works no longer.

    Raises ValidationError where the password is too weak.
    """
    with transaction.atomic():
        list(PortalUser.objects.select_for_update(of=("self",)).filter(pk=pk))
        record = invited_by(pk, token)
        if record is None:
            return None
        password_validation.validate_password(password, record.user)
        with recorded(user_id=record.user_id):
            record.user.set_password(password)
            record.user.save(update_fields=["password"])
            record.state, record.accepted_at = State.ACTIVE, timezone.now()
            record.save(update_fields=["state", "accepted_at"])
    return record.user
