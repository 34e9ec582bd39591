"""Takes bytes into the store: in pieces, never as a whole in memory, and out again where they were not wanted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from counterparties.models import Upload
from counterparties.models.files import file_storage, random_name


@dataclass(frozen=True)
class Stored:
    """What is known of bytes in the store that no row names yet; after a day without one they are removed."""

    name: str
    key: str
    size: int
    content_type: str
    sha256: str
    has_thumbnail: bool

    def upload(self, *, user: User | None, counterparty_id: int) -> Upload:
        """The row that is to name them, unsaved."""
        values = {name: getattr(self, name) for name in ("name", "size", "content_type", "sha256", "has_thumbnail")}
        return Upload(counterparty_id=counterparty_id, uploaded_by=user, file=self.key, **values)


def put(file: File) -> Stored:
    """Stores the bytes of a file; raises ValidationError, with the name in it, for one that is empty or too large."""
    name = clean_name(file.name or "")
    refuse_size(name, file.size)
    digest, kind = digest_of(file), content_type(cast(Any, file), suffix(name))
    file.seek(0)
    key = file_storage().save(random_name(None, name), file)
    try:
        return Stored(name, key, file.size, kind, digest, save_thumbnail(key, kind))
    except BaseException:
        file_storage().delete(key)
        raise


def discard(stored: Stored) -> None:
    """Removes bytes that no row names."""
    file_storage().delete(stored.key)
    if stored.has_thumbnail:
        file_storage().delete(thumbnail_name(stored.key))


@contextmanager
def kept(file: File) -> Iterator[Stored]:
    """The bytes in the store; after an error within they are out of it again."""
    stored = put(file)
    try:
        # A savepoint: what fails within it must not take with it what the request has written before.
        with transaction.atomic():
            yield stored
    except BaseException:
        discard(stored)
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
