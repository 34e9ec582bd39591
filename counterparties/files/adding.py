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
from counterparties.saving import save_sub_record
from counterparties.sub_records import lock_owners


@dataclass(frozen=True)
class Added:
    """A file that was added, and another one of the counterparty that has the same bytes, if there is one."""

    attachment: Attachment
    same: Attachment | None


def add_file(*, user: User, counterparty: Counterparty, file: File) -> Added:
    """Keeps an uploaded file with the counterparty; raises ValidationError with a sentence, PermissionDenied."""
    refuse_writing(user, counterparty)
    with kept(file) as stored:
        attachment = Attachment(counterparty=counterparty, name=stored.name)
        lock_owners(user=user, record=attachment)
        upload = stored.upload(user=user, counterparty_id=counterparty.pk)
        same = same_bytes(upload).first()
        upload.save(force_insert=True)
        attachment.content, attachment.words = upload, words_of(attachment.name)
        attachment.save(force_insert=True)
        upload.attachment = attachment
        upload.save(update_fields=["attachment"])
    return Added(attachment, same)


def same_bytes(upload: Upload) -> Any:
    """The files of the same counterparty that have these bytes now and are not deleted."""
    rows = Attachment.objects.live().filter(counterparty=upload.counterparty_id, content__sha256=upload.sha256)
    return rows.select_related("content").order_by("pk")


def add_version(*, user: User, attachment: Attachment, file: File) -> Upload:
    """Makes an uploaded file the content of one that is there; what it held before stays among its versions.

    Raises ValidationError where the bytes are those that it has now, PermissionDenied.
    """
    refuse_writing(user, attachment.counterparty)
    with kept(file) as stored:
        now = _locked(user, attachment)
        if now.content.sha256 == stored.sha256:
            raise ValidationError(_("“%(name)s” has exactly this content already."), "same", {"name": now.name})
        upload = stored.upload(user=user, counterparty_id=now.counterparty_id)
        upload.attachment = now
        upload.save(force_insert=True)
        _point(attachment, upload)
    return upload


@transaction.atomic
def restore_version(*, user: User, attachment: Attachment, version: Upload) -> None:
    """Makes an earlier version the content again; none is lost. Raises ValidationError, PermissionDenied."""
    now = _locked(user, attachment)
    if version.attachment_id != now.pk:
        raise ValidationError(_("This is not a version of “%(name)s”."), params={"name": now.name})
    if now.content_id != version.pk:
        _point(attachment, version)


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


def _locked(user: User, attachment: Attachment) -> Attachment:
    """The file as it is stored, for this transaction alone; raises ValidationError for a deleted one."""
    lock_owners(user=user, record=attachment)
    stored_one = Attachment.objects.select_related("content").get(pk=attachment.pk)
    if stored_one.archived_at is not None:
        raise ValidationError(_("“%(name)s” is deleted: restore it first."), params={"name": stored_one.name})
    return stored_one


def _point(attachment: Attachment, upload: Upload) -> None:
    Attachment.objects.filter(pk=attachment.pk).update(content=upload)
    attachment.refresh_from_db(fields=["content", "version"])
