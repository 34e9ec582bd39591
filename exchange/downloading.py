"""Downloads of files that are finished: a download that broke off goes on where it was (RFC 9110, ranges)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, http_date

KIND = "application/octet-stream"
"A kind that no browser opens as a page."
BLOCK = 1 << 18
SINGLE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def attachment(path: Path, name: str) -> FileResponse:
    """A download that no browser opens as a page."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=KIND)


def resumable(request: HttpRequest, path: Path, name: str) -> HttpResponseBase:
    """The same for a file that stays as it is: whole, or the one part that is asked for.

    Several parts at once, and what is no range, are answered with the whole, as the standard allows.
    """
    found = path.stat()
    marks = {
        "ETag": f'"{found.st_mtime_ns:x}-{found.st_size:x}"',
        "Last-Modified": http_date(found.st_mtime),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private",
    }
    asked = SINGLE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or request.headers.get("If-Range", marks["ETag"]) not in (marks["ETag"], marks["Last-Modified"]):
        response: HttpResponseBase = attachment(path, name)
    elif span := _span(asked[1], asked[2], found.st_size):
        response = _part(path, name, span, found.st_size)
    else:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.st_size}"})
    for mark, value in marks.items():
        response[mark] = value
    return response


def _span(first: str, last: str, size: int) -> range | None:
    """The bytes that are asked for, of those that there are; None where there are none."""
    if not first:
        start, end = max(0, size - int(last or 0)), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    return range(start, end) if start < end else None


def _part(path: Path, name: str, span: range, size: int) -> StreamingHttpResponse:
    headers = {
        "Content-Range": f"bytes {span.start}-{span.stop - 1}/{size}",
        "Content-Length": str(len(span)),
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
    }
    return StreamingHttpResponse(_read(path.open("rb"), span), status=206, content_type=KIND, headers=headers)


def _read(file: BinaryIO, span: range) -> Iterator[bytes]:
    with file:
        file.seek(span.start)
        left = len(span)
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
