"""Exports from the browser: small ones at once, big ones as a job whose file is then downloaded."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from access.models import User
from attributes.numbers import number_in
from exchange.exporting import ROWS_AT_ONCE, everything, export, figures, file_name, list_of, screen_of
from exchange.views import attachment
from exchange.writing import WRITERS
from jobs.models import Job
from jobs.running import start
from screens.file import Tab
from screens.listing import ListQuery

OURS = ("format", "all", "parent", "csrfmiddlewaretoken")


def export_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Exports the list of an address: a few hundred rows at once, more of them as a job.

    A page asks first where it will take a while, or where the user may not export all that the list shows.
    """
    user = cast(User, request.user)
    params = request.POST if request.method == "POST" else request.GET
    format = params.get("format", "xlsx")
    if format not in WRITERS:
        raise Http404
    try:
        query, arguments = wanted(slug, user, params)
    except ValidationError as refusal:
        return render(request, "exchange/refused.html", {"errors": refusal.messages}, status=400)
    rows, shown = figures(query, most=ROWS_AT_ONCE + 1)
    if request.method != "POST" and (rows > ROWS_AT_ONCE or rows < shown):
        return question(request, query, format, params)
    if rows <= ROWS_AT_ONCE:
        return at_once(query, format)
    job = start(kind="export", user=user, arguments={**arguments, "format": format})
    return redirect("exchange:exported", job.pk)


def question(request: HttpRequest, query: ListQuery, format: str, params: QueryDict) -> HttpResponse:
    """The page that says how many rows the file will have."""
    number, shown = figures(query)
    context = {
        "screen": query.screen,
        "list_url": query.screen.url(parent=query.parent),
        "number": number,
        "shown": shown,
        "params": [(name, value) for name, values in params.lists() for value in values],
        "format": format,
        "in_background": number > ROWS_AT_ONCE,
    }
    return render(request, "exchange/export.html", context)


def wanted(slug: str, user: User, params: QueryDict) -> tuple[ListQuery, dict[str, Any]]:
    """The list that is to be exported, and how a job finds it again; raises ValidationError, 403 or 404."""
    screen, parent = screen_of(slug), None
    if isinstance(screen, Tab):
        parent = screen.owner(user, number_in(params.get("parent")) or 0)
    if not screen.may_export(user, parent):
        raise PermissionDenied
    address = params.copy()
    for name in (*OURS, "after", "before"):
        address.pop(name, None)
    query = everything(screen=screen, user=user) if params.get("all") else address.urlencode()
    found = list_of(screen=screen, user=user, query=query, parent=parent)
    return found, {"screen": slug, "query": query, "parent": parent.pk if parent else None}


def at_once(query: ListQuery, format: str) -> HttpResponseBase:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{format}"
        try:
            export(query=query, path=path, format=format)
        except ValidationError as refusal:
            return HttpResponse(" ".join(refusal.messages), status=422, content_type="text/plain; charset=utf-8")
        return attachment(path, file_name(query.screen, format))


def show_export(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an export is, and its file when it is done."""
    job = job_of(request, pk)
    return render(request, "exchange/exported.html", {"job": job, "there": path_of(job).is_file()})


def download_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of an export."""
    job = job_of(request, pk)
    path = path_of(job)
    if job.state != Job.State.DONE or not path.is_file():
        raise Http404
    return attachment(path, job.result["name"])


def path_of(job: Job) -> Path:
    return Path(settings.MEDIA_ROOT) / str(job.result.get("file") or "-")


def job_of(request: HttpRequest, pk: int) -> Job:
    """The export of an address; only who has ordered it may have what he was allowed to see."""
    return get_object_or_404(Job.objects.filter(kind="export", user=cast(User, request.user)), pk=pk)
