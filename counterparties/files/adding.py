"""Keeps files with a counterparty: new ones, new versions of one, and versions from before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from counterparties.archiving import refuse_archived
from counterparties.files.naming import words_of
from counterparties.files.storing import kept
from counterparties.models import Attachment, Counterparty, Upload
from counterparties.models.files import Kept
from counterparties.saving import save_sub_record
from counterparties.sub_records import lock_owners


@dataclass(frozen=True)
class Added:
    """A file that was added, and another one of the counterparty that has the same bytes, if there is one."""

    record: Any
    same: Any


def add_file(*, user: User, counterparty: Counterparty, file: File) -> Added:
    """Keeps an uploaded file with the counterparty; raises ValidationError with a sentence, PermissionDenied."""
    return keep(user=user, record=Attachment(counterparty=counterparty), file=file)


def keep(*, user: User, record: Any, file: File) -> Added:
    """Keeps an uploaded file as a new record, an attachment or a scan; raises ValidationError, PermissionDenied."""
    refuse_writing(user, record.counterparty)
    with kept(file) as stored:
        record.name = stored.name
        lock_owners(user=user, record=record)
        upload = stored.upload(user=user, counterparty_id=record.counterparty_id)
        same = same_bytes(type(record), upload).first()
        upload.save(force_insert=True)
        record.content = upload
        if isinstance(record, Attachment):
            record.words = words_of(record.name)
        record.save(force_insert=True)
        setattr(upload, record.kept_as, record)
        upload.save(update_fields=[record.kept_as])
    return Added(record, same)


def same_bytes(model: type[Kept], upload: Upload) -> Any:
    """The records of the same counterparty that have these bytes now and are not deleted."""
    rows: Any = model._default_manager
    rows = rows.live().filter(counterparty=upload.counterparty_id, content__sha256=upload.sha256)
    return rows.select_related("content").order_by("pk")


def add_version(*, user: User, record: Any, file: File) -> Upload:
    """Makes an uploaded file the content of one that is there; what it held before stays among its versions.

    Raises ValidationError where the bytes are those that it has now, PermissionDenied.
    """
    refuse_writing(user, record.counterparty)
    with kept(file) as stored:
        now = _locked(user, record)
        if now.content.sha256 == stored.sha256:
            raise ValidationError(_("“%(name)s” has exactly this content already."), "same", {"name": now.name})
        upload = stored.upload(user=user, counterparty_id=now.counterparty_id)
        setattr(upload, now.kept_as, now)
        upload.save(force_insert=True)
        _point(record, upload)
    return upload


@transaction.atomic
def restore_version(*, user: User, record: Any, version: Upload) -> None:
    """Makes an earlier version the content again; none is lost. Raises ValidationError, PermissionDenied."""
    now = _locked(user, record)
    if getattr(version, now.kept_as) != now:
        raise ValidationError(_("This is not a version of “%(name)s”."), params={"name": now.name})
    if now.content_id != version.pk:
        _point(record, version)


def change_attachment(*, user: User, record: Attachment, values: Mapping[str, Any]) -> Attachment:
    """Changes what is said of a file; raises ValidationError by field, PermissionDenied."""
    said = {**{name: getattr(record, name) for name in ("name", "number", "kind", "valid_until")}, **values}
    if said["kind"] and said["kind"].expires and said["valid_until"] is None:
        message = _("“%(kind)s” expires: enter until when the paper is valid.")
        raise ValidationError({"valid_until": ValidationError(message, params={"kind": said["kind"]})})
    words = words_of(said["name"], said["number"])
    return save_sub_record(user=user, record=record, values={**values, "words": words})


def refuse_writing(user: User, counterparty: Counterparty) -> None:
    """Raises PermissionDenied or ValidationError before any byte is stored."""
    if not Counterparty.objects.visible_to(user, Action.EDIT).filter(pk=counterparty.pk).exists():
        raise PermissionDenied
    refuse_archived(counterparty)


def _locked(user: User, record: Any) -> Any:
    """The file as it is stored, for this transaction alone; raises ValidationError for a deleted one."""
    lock_owners(user=user, record=record)
    stored_one = type(record).objects.select_related("content").get(pk=record.pk)
    if stored_one.archived_at is not None:
        raise ValidationError(_("“%(name)s” is deleted: restore it first."), params={"name": stored_one.name})
    return stored_one


def _point(record: Any, upload: Upload) -> None:
    type(record).objects.filter(pk=record.pk).update(content=upload)
    record.refresh_from_db(fields=["content", "version"])
