"""Answers with the bytes of an upload: to be kept, or to be looked at where that is safe."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from counterparties.files.content_types import INLINE, PDF
from counterparties.files.naming import download_name
from counterparties.files.pictures import thumbnail_name
from counterparties.models import Upload
from exchange.downloading import KIND, Download, answer

LOCKED = "sandbox; default-src 'none'; frame-ancestors 'none'"
"What is opened under our address by whatever means runs nothing, loads nothing and is nobody's page."
VIEWED = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""The browser's own viewer of PDF, a program of its own with an origin of its own, needs the frame without a sandbox;
style and object are those of the frame that it draws itself in. `nosniff` and the first bytes, `%PDF-`, see to it
that nothing else is shown under this rule."""


def serve(request: HttpRequest, upload: Upload, *, name: str, inline: bool = False) -> HttpResponseBase:
    """The bytes under this name. Only pictures and PDF are shown within the browser, when asked for `inline`."""
    shown = inline and upload.content_type in INLINE
    download = Download(
        lambda: upload.file.storage.open(str(upload.file.name)),
        download_name(name, upload.name),
        upload.size,
        f'"{upload.sha256}"',
        upload.uploaded_at.timestamp(),
        upload.content_type if shown else KIND,
        as_attachment=not shown,
    )
    return guarded(answer(request, download), framed=shown and upload.content_type == PDF)


def serve_thumbnail(request: HttpRequest, upload: Upload) -> HttpResponseBase:
    """The small picture of an upload that has one; it never changes."""
    storage, name = upload.file.storage, thumbnail_name(str(upload.file.name))
    etag, modified = f'"{upload.sha256}-thumbnail"', upload.uploaded_at.timestamp()
    found = Download(
        lambda: storage.open(name), "thumbnail.webp", storage.size(name), etag, modified, "image/webp", False
    )
    response = guarded(answer(request, found))
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def guarded(response: HttpResponseBase, *, framed: bool = False) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = VIEWED if framed else LOCKED
    response["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response
