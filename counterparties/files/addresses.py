"""Where files are looked at and fetched."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from counterparties.models import Upload
from counterparties.models.files import Kept


def content_url(record: Kept, version: Upload | None = None, *, inline: bool = False) -> str:
    """The bytes of a file, of its version of now or of an earlier one; a version's address names it and so stays."""
    asked = {"version": version.pk} if version else {}
    if inline:
        asked["inline"] = 1
    return url_of("content", record) + (f"?{urlencode(asked)}" if asked else "")


def thumbnail_url(record: Kept) -> str:
    """The small picture of the version of now; another version has another address, for browsers keep it."""
    return f"{url_of('thumbnail', record)}?version={record.content_id}"


def url_of(view: str, record: Any, *more: int) -> str:
    """The address of one of the views that every kept file has."""
    return reverse(f"{record.addresses}-{view}", args=[record.counterparty_id, record.pk, *more])
