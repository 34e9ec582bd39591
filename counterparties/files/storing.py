"""Takes bytes into the store: in pieces, never as a whole in memory, and out again where they were not wanted."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from access.models import User
from counterparties.files.content_types import content_type
from counterparties.files.naming import clean_name, suffix
from counterparties.files.pictures import save_thumbnail, thumbnail_name
from counterparties.models import Counterparty, Upload


@contextmanager
def stored(*, user: User | None, counterparty: Counterparty, file: File) -> Iterator[Upload]:
    """The unsaved row of bytes that are in the store by now; after an error within they are out of it again.

    Raises ValidationError, with the name in it, for a file that is empty or too large.
    """
    name = clean_name(file.name or "")
    refuse_size(name, file.size)
    upload = Upload(counterparty=counterparty, name=name, size=file.size, uploaded_by=user)
    upload.sha256 = digest_of(file)
    upload.content_type = content_type(cast(Any, file), suffix(name))
    file.seek(0)
    upload.file.save(name, file, save=False)
    try:
        upload.has_thumbnail = save_thumbnail(upload)
        # A savepoint: what fails within it must not take with it what the request has written before.
        with transaction.atomic():
            yield upload
    except BaseException:
        upload.file.storage.delete(upload.file.name)
        if upload.has_thumbnail:
            upload.file.storage.delete(thumbnail_name(upload))
        raise


def refuse_size(name: str, size: int) -> None:
    """Raises ValidationError for a file that is empty or larger than the settings allow."""
    if not size:
        raise ValidationError(_("“%(name)s” is empty: choose another file."), "empty", {"name": name})
    if size > settings.FILE_MAX_SIZE:
        sizes = {"name": name, "size": filesizeformat(size), "limit": filesizeformat(settings.FILE_MAX_SIZE)}
        message = _("“%(name)s” has %(size)s; a file may have at most %(limit)s.")
        raise ValidationError(message, "too_large", sizes)


def digest_of(file: File) -> str:
    digest = sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()
