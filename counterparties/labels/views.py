"""The page that asks on what the labels are printed, and prints them."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from access.models import User
from access.requests import PersonalRequest
from attributes.numbers import number_in
from counterparties.labels.printing import AT_ONCE, KIND, file_name, print_labels, sheet_of, to_print, wanted_list
from counterparties.labels.sheets import SHEETS
from jobs.running import start as start_job
from screens.listing import ListQuery
from screens.registry import screens

HANDED_ON = ("rows", "row", "all", "query")
"What the list has sent, which the page sends again with the choice."


def labels(request: PersonalRequest, slug: str) -> HttpResponseBase:
    """Asks for sheet and place, then gives the file, or the page of the job that makes it."""
    parent = number_in(request.GET.get("parent"))
    if request.method != "POST":
        return redirect(list_url(request.user))
    address = request.POST.get("query", "").lstrip("?")
    try:
        query = wanted_list(slug=slug, user=request.user, query=address, parent=parent)
        if not query.screen.may_export(request.user, query.parent):
            raise PermissionDenied
        ticked = [] if request.POST.get("all") else ticked_in(request)
        rows = to_print(query, ticked or ([] if request.POST.get("all") else [0]))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(list_url(request.user, slug, parent))
    return printed(request, query, ticked, rows) if "print" in request.POST else asked(request, query, rows.count())


def printed(request: PersonalRequest, query: ListQuery, ticked: list[int], rows: QuerySet[Any]) -> HttpResponseBase:
    """The file, or the page of the job that draws so many."""
    number = rows.count()
    try:
        sheet, start = sheet_of(request.POST.get("sheet", ""), number_in(request.POST.get("start")))
    except ValidationError as refusal:
        return asked(request, query, number, errors=refusal.message_dict)
    if number > AT_ONCE:
        parent = query.parent.pk if query.parent else None
        address = request.POST.get("query", "").lstrip("?")
        arguments = {"screen": query.screen.slug, "query": address, "parent": parent, "ticked": ticked}
        arguments |= {"sheet": sheet.code, "start": start}
        job = start_job(kind=KIND, user=request.user, arguments=arguments)
        return redirect(reverse("exchange:exported", args=[job.pk]))
    drawn = BytesIO()
    print_labels(drawn, rows=rows.iterator(), sheet=sheet, start=start)
    drawn.seek(0)
    return FileResponse(drawn, as_attachment=True, filename=file_name(), content_type="application/pdf")


def ticked_in(request: PersonalRequest) -> list[int]:
    """The ids that the list has sent: those that its script has kept, or the boxes of a page without script."""
    texts = [*request.POST.get("rows", "").split(","), *request.POST.getlist("row")]
    return sorted({pk for text in texts if (pk := number_in(text)) is not None})


def list_url(user: User, slug: str = "", parent: int | None = None) -> str:
    """The list that the labels are printed from; that of counterparties to who has none of addresses."""
    if slug == "addresses" and parent:
        return reverse("addresses-list", args=[parent])
    return screens["all-addresses" if screens["all-addresses"].is_open(user) else "counterparties"].url()


def asked(
    request: PersonalRequest, query: ListQuery, number: int, errors: dict[str, Any] | None = None
) -> HttpResponse:
    """The page with the choice; with `errors` by field as they were made."""
    parent = query.parent.pk if query.parent else None
    context = {
        "screen": screens[query.screen.slug],
        "list_url": list_url(query.user, query.screen.slug, parent),
        "number": number,
        "in_background": number > AT_ONCE,
        "handed_on": [(name, value) for name in HANDED_ON for value in request.POST.getlist(name)],
        "sheets": list(SHEETS.values()),
        "chosen": request.POST.get("sheet", next(iter(SHEETS))),
        "start": request.POST.get("start", "1"),
        "errors": errors or {},
    }
    return render(request, "counterparties/labels.html", context, status=422 if errors else 200)
