"""Downloads of files that are finished: a download that broke off goes on where it was (RFC 9110, ranges)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, http_date, parse_etags

KIND = "application/octet-stream"
"A kind that no browser opens as a page."
BLOCK = 1 << 18
SINGLE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True)
class Download:
    """Bytes that stay as they are, wherever they lie; `etag` is another one for other bytes."""

    open: Callable[[], IO[Any]]
    name: str
    size: int
    etag: str
    modified: float
    kind: str = KIND
    as_attachment: bool = True


def attachment(path: Path, name: str) -> FileResponse:
    """A download that no browser opens as a page."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=KIND)


def resumable(request: HttpRequest, path: Path, name: str) -> HttpResponseBase:
    """The same for a file that stays as it is: whole, or the one part that is asked for."""
    found = path.stat()
    etag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    return answer(request, Download(lambda: path.open("rb"), name, found.st_size, etag, found.st_mtime))


def answer(request: HttpRequest, download: Download) -> HttpResponseBase:
    """The whole, the one part that is asked for, or nothing where the browser has it already.

    Several parts at once, and what is no range, are answered with the whole, as the standard allows.
    """
    marks = {
        "ETag": download.etag,
        "Last-Modified": http_date(download.modified),
        "Accept-Ranges": "bytes",
        "Cache-Control": "private",
    }
    asked = SINGLE.fullmatch(request.headers.get("Range", "").strip())
    if download.etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponse(status=304)
    elif asked is None or request.headers.get("If-Range", download.etag) not in (
        marks["ETag"],
        marks["Last-Modified"],
    ):
        response = FileResponse(
            download.open(),
            as_attachment=download.as_attachment,
            filename=download.name,
            content_type=download.kind,
        )
    elif span := _span(asked[1], asked[2], download.size):
        response = _part(download, span)
    else:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{download.size}"})
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


def _part(download: Download, span: range) -> StreamingHttpResponse:
    headers = {
        "Content-Range": f"bytes {span.start}-{span.stop - 1}/{download.size}",
        "Content-Length": str(len(span)),
        "Content-Disposition": content_disposition_header(download.as_attachment, download.name) or "attachment",
    }
    body = _read(download.open(), span)
    return StreamingHttpResponse(body, status=206, content_type=download.kind, headers=headers)


def _read(file: IO[Any], span: range) -> Iterator[bytes]:
    with file:
        file.seek(span.start)
        left = len(span)
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
