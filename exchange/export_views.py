"""Exports from the browser: small ones at once, big ones as a job whose file is then downloaded."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from access.models import User
from attributes.numbers import number_in
from exchange.clearing import kept_until
from exchange.downloading import attachment, resumable
from exchange.exporting import (
    FILES,
    ROWS_AT_ONCE,
    everything,
    export,
    figures,
    file_name,
    in_order,
    list_of,
    screen_of,
)
from exchange.writing import WRITERS
from jobs.models import Job
from jobs.running import start
from jobs.views import STOP_POLLING
from screens.file import Tab
from screens.listing import ListQuery

OURS = ("format", "all", "parent", "row", "csrfmiddlewaretoken", "after", "before")
"What an export reads of an address itself; all else is the list's."


def export_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Exports the list of an address, or the ticked rows of it: a few hundred at once, more of them as a job.

    Without script a page asks first where it will take a while; always where the user may not export all rows.
    """
    user = cast(User, request.user)
    params = request.POST if request.method == "POST" else request.GET
    format = params.get("format", "xlsx")
    if format not in WRITERS:
        raise Http404
    try:
        query, ticked, arguments = wanted(slug, user, params)
    except ValidationError as refusal:
        return refused(request, refusal)
    rows, shown = figures(query, ticked, most=ROWS_AT_ONCE + 1)
    if request.headers.get("HX-Request") and (rows <= ROWS_AT_ONCE or rows < shown):
        # A script cannot take a file: the browser asks for it, or for the page with the question, itself.
        return HttpResponseClientRedirect(f"{request.path}?{urlencode(kept(params), doseq=True)}")
    if request.method != "POST" and (rows > ROWS_AT_ONCE or rows < shown):
        return question(request, query, ticked, format, params)
    if rows <= ROWS_AT_ONCE:
        return at_once(query, ticked, format)
    job = start(kind="export", user=user, arguments={**arguments, "format": format})
    page = reverse("exchange:exported", args=[job.pk])
    return HttpResponseClientRedirect(page) if request.headers.get("HX-Request") else redirect(page)


def refused(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    """What is wrong with the address, as a page or a message on the one that asked."""
    if request.headers.get("HX-Request"):
        said = {"toast": {"text": " ".join(refusal.messages), "level": "error"}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(said)})
    return render(request, "exchange/refused.html", {"errors": refusal.messages}, status=400)


def kept(params: QueryDict) -> dict[str, list[str]]:
    """The parameters that say what is exported, for another request."""
    return {name: [*map(str, values)] for name, values in params.lists() if name != "csrfmiddlewaretoken"}


def question(
    request: HttpRequest, query: ListQuery, ticked: list[int], format: str, params: QueryDict
) -> HttpResponse:
    """The page that says how many rows the file will have."""
    number, shown = figures(query, ticked)
    context = {
        "screen": query.screen,
        "list_url": list_url(query),
        "number": number,
        "shown": shown,
        "params": [(name, value) for name, values in kept(params).items() for value in values],
        "format": format,
        "in_background": number > ROWS_AT_ONCE,
        "in_order": in_order(query, ticked),
    }
    return render(request, "exchange/export.html", context)


def list_url(query: ListQuery) -> str:
    """Where the list stands; the rows of a tab of all records together stand nowhere."""
    nowhere = isinstance(query.screen, Tab) and query.parent is None
    return reverse("exchange:list") if nowhere else query.screen.url(parent=query.parent)


def wanted(slug: str, user: User, params: QueryDict) -> tuple[ListQuery, list[int], dict[str, Any]]:
    """The list that is to be exported, the ticked rows, and how a job finds both again.

    Raises ValidationError, 403 or 404.
    """
    screen, parent = screen_of(slug), None
    if isinstance(screen, Tab) and not (params.get("all") and "parent" not in params):
        parent = screen.owner(user, number_in(params.get("parent")) or 0)
    elif not screen.is_open(user):
        raise Http404
    if not screen.may_export(user, parent):
        raise PermissionDenied
    ticked = sorted({pk for text in params.getlist("row") if (pk := number_in(text))})
    if "row" in params and not ticked:
        raise ValidationError(_("No row is ticked."))
    address = params.copy()
    for name in OURS:
        address.pop(name, None)
    query = everything(screen=screen, user=user) if params.get("all") else address.urlencode()
    found = list_of(screen=screen, user=user, query=query, parent=parent)
    again = {"screen": slug, "query": query, "parent": parent.pk if parent else None, "ticked": ticked}
    return found, ticked, again


def at_once(query: ListQuery, ticked: list[int], format: str) -> HttpResponseBase:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{format}"
        try:
            export(query=query, ticked=ticked, path=path, format=format)
        except ValidationError as refusal:
            return HttpResponse(" ".join(refusal.messages), status=422, content_type="text/plain; charset=utf-8")
        # The open file lives on when its name is gone.
        return attachment(path, file_name(query.screen, format))


def show_export(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an export is, and its file when it is done."""
    return render(request, "exchange/exported.html", context_of(job_of(request, pk)))


def show_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every second; who has waited there is given the file unasked."""
    job = job_of(request, pk)
    answer = render(request, "exchange/_exported.html", context_of(job), status=STOP_POLLING if job.finished else 200)
    if job.state == Job.State.DONE:
        answer["HX-Trigger"] = json.dumps({"download": {"url": reverse("exchange:exported_file", args=[pk])}})
    return answer


def context_of(job: Job) -> dict[str, Any]:
    """What the page of an export shows."""
    path = path_of(job)
    there = path.is_file()
    file = {"size": path.stat().st_size, "until": kept_until(path)} if there else {}
    return {"job": job, "there": there, **file}


def download_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of an export; a download that broke off goes on where it was."""
    job = job_of(request, pk)
    path = path_of(job)
    if job.state != Job.State.DONE or not path.is_file():
        raise Http404
    return resumable(request, path, job.result["name"])


def path_of(job: Job) -> Path:
    return Path(settings.MEDIA_ROOT) / str(job.result.get("file") or "-")


def job_of(request: HttpRequest, pk: int) -> Job:
    """The export of an address; only who has ordered it may have what he was allowed to see."""
    return get_object_or_404(Job.objects.filter(kind__in=FILES, user=cast(User, request.user)), pk=pk)
