"""Saves views, changes and archives them: names and what they show, and whom they are shared with."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import Ability, Action, Role, User
from access.policy import can
from screens.saved_views.models import SavedView, ViewRole
from screens.saved_views.opening import mark_of


@transaction.atomic
def save_view(*, user: User, record: SavedView, name: str, roles: Iterable[Role] | None = None) -> SavedView:
    """Adds a view or renames one; `roles` are those it is shared with, None leaves them. Raises by field.

    Only who may edit settings shares: what stands in other people's menus is part of the configuration.
    """
    if record.pk:
        _locked(user, record)
    if roles is not None and not can(user, Ability.CONFIGURE):
        raise PermissionDenied
    record.name = name
    _refuse_second(record)
    record.save(update_fields=["name"] if record.pk else None)
    if roles is not None:
        _share(record, {role.pk for role in roles})
    record.refresh_from_db(fields=["version"])
    return record


@transaction.atomic
def overwrite_view(*, user: User, record: SavedView, query: str, opened: str) -> None:
    """Writes what the list shows now into the view; `opened` marks what it showed when it was opened.

    Raises ValidationError with the code "changed" when somebody else has written into it since.
    """
    stored = _locked(user, record)
    if stored.archived_at is not None:
        raise ValidationError(_("“%s” is archived: activate it first.") % stored)
    if opened != mark_of(stored.query):
        raise ValidationError(_("Somebody else has changed this view since you opened it."), "changed")
    stored.query = query
    stored.save(update_fields=["query"])


@transaction.atomic
def archive_view(*, user: User, record: SavedView) -> None:
    """Takes a view out of all lists and menus; pins and defaults wait for its return."""
    stored = _locked(user, record)
    if stored.archived_at is None:
        stored.archived_at = timezone.now()
        stored.save(update_fields=["archived_at"])
    record.archived_at = stored.archived_at


@transaction.atomic
def activate_view(*, user: User, record: SavedView) -> None:
    """Brings a view back; raises ValidationError when its owner has another one of that name by now."""
    stored = _locked(user, record)
    stored.archived_at = record.archived_at = None
    _refuse_second(stored)
    stored.save(update_fields=["archived_at"])


def _locked(user: User, record: SavedView) -> SavedView:
    stored = SavedView.objects.select_for_update(no_key=True).get(pk=record.pk)
    if not SavedView.objects.visible_to(user, Action.EDIT).filter(pk=record.pk).exists():
        raise PermissionDenied
    return stored


def _refuse_second(record: SavedView) -> None:
    try:
        record.validate_constraints()
    except ValidationError as error:
        raise ValidationError({"name": error.messages}) from error


def _share(record: SavedView, wanted: set[int]) -> None:
    links = ViewRole.objects.filter(view=record)
    present = set(links.values_list("role_id", flat=True))
    if wanted == present:
        return
    links.filter(role_id__in=present - wanted).delete()
    ViewRole.objects.bulk_create(ViewRole(view=record, role_id=pk) for pk in sorted(wanted - present))
    SavedView.objects.filter(pk=record.pk).update(version=F("version") + 1)
