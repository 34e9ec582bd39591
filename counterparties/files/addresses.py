"""Where files are looked at and fetched."""

from urllib.parse import urlencode

from django.urls import reverse

from counterparties.models import Attachment, Upload


def content_url(record: Attachment, version: Upload | None = None, *, inline: bool = False) -> str:
    """The bytes of a file, of its version of now or of an earlier one; a version's address names it and so stays."""
    asked = {"version": version.pk} if version else {}
    if inline:
        asked["inline"] = 1
    return _url("content", record) + (f"?{urlencode(asked)}" if asked else "")


def thumbnail_url(record: Attachment) -> str:
    """The small picture of the version of now; another version has another address, for browsers keep it."""
    return f"{_url('thumbnail', record)}?version={record.content_id}"


def _url(view: str, record: Attachment) -> str:
    return reverse(f"files-{view}", args=[record.counterparty_id, record.pk])
