"""The pages that print: what of a file is chosen, and the paper itself."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.requests import PersonalRequest
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Counterparty
from counterparties.printing.contents import HISTORY, counts_of
from counterparties.printing.file_paper import Choice, choosable
from counterparties.printing.making import AT_ONCE, KIND, file_name, print_file, print_sheet, record_of, rows_of
from jobs.running import start as start_job

PDF = "application/pdf"
SHEET, WHOLE, TABS = "sheet", "file", "tabs"
EXTENTS = {
    SHEET: (gettext_lazy("Data sheet"), gettext_lazy("Key data, features, main contact, address and accounts.")),
    WHOLE: (gettext_lazy("Whole file"), gettext_lazy("The data sheet and every tab with its rows.")),
    TABS: (gettext_lazy("Some tabs"), gettext_lazy("The data sheet and the tabs that you choose.")),
}


def found(request: PersonalRequest, pk: int) -> Counterparty:
    """The counterparty, if the user sees it; else 404."""
    try:
        return record_of(request.user, pk)
    except Counterparty.DoesNotExist as error:
        raise Http404 from error


def sheet(request: PersonalRequest, pk: int) -> FileResponse:
    """The data sheet as PDF, for everybody who sees the file."""
    record, drawn = found(request, pk), BytesIO()
    print_sheet(drawn, record=record, user=request.user)
    return given(drawn, record)


def choose(request: PersonalRequest, pk: int) -> HttpResponseBase:
    """Asks what is printed, then gives the paper, or the page of the job that makes it. Needs the right to export."""
    record = found(request, pk)
    if not COUNTERPARTY_FILE.may_export(request.user, record):
        raise PermissionDenied
    if request.method != "POST":
        return asked(request, record)
    try:
        choice = choice_of(request, record)
    except ValidationError as refusal:
        return asked(request, record, refusal.messages)
    return printed(request, record, choice) if choice else sheet(request, pk)


def choice_of(request: PersonalRequest, record: Counterparty) -> Choice | None:
    """What is chosen, None for the data sheet alone; raises ValidationError."""
    extent, ticked = request.POST.get("extent", ""), request.POST.getlist("tab")
    if extent not in EXTENTS:
        raise ValidationError(_("Choose what is printed."))
    if extent == SHEET:
        return None
    known = {key for key, _label, _number in offered(request, record)}
    if extent == TABS and not known.intersection(ticked):
        raise ValidationError(_("Tick at least one tab."))
    archived, history = "archived" in request.POST, HISTORY in request.POST
    return Choice(sorted(known.intersection(ticked)) if extent == TABS else None, archived, history)


def offered(request: PersonalRequest, record: Counterparty) -> list[tuple[str, str, int | None]]:
    """The tabs that may be printed, with the numbers of their rows, and comments where there are some."""
    tabs: list[tuple[str, str, int | None]] = [
        (section.key, section.title, number) for section, number in counts_of(record, request.user)
    ]
    return [*tabs, *((name, label, None) for name, label in choosable(record, request.user) if name != HISTORY)]


def printed(request: PersonalRequest, record: Counterparty, choice: Choice) -> HttpResponseBase:
    """The paper, or the page of the job where it is long."""
    if rows_of(record, request.user, choice) > AT_ONCE:
        keys = None if choice.keys is None else list(choice.keys)
        arguments = {"counterparty": record.pk, "keys": keys}
        arguments |= {"archived": choice.archived, "history": choice.history}
        job = start_job(kind=KIND, user=request.user, arguments=arguments)
        return redirect(reverse("exchange:exported", args=[job.pk]))
    drawn = BytesIO()
    print_file(drawn, record=record, user=request.user, choice=choice)
    return given(drawn, record)


def given(drawn: BytesIO, record: Counterparty) -> FileResponse:
    drawn.seek(0)
    return FileResponse(drawn, as_attachment=True, filename=file_name(record, "pdf"), content_type=PDF)


def asked(request: PersonalRequest, record: Counterparty, errors: Sequence[str] = ()) -> HttpResponse:
    """The page with the choice, as it was made."""
    tabs = offered(request, record)
    ticked = request.POST.getlist("tab") if errors else [key for key, _label, number in tabs if number != 0]
    context: dict[str, Any] = {
        "counterparty": record,
        "extents": [(code, label, told) for code, (label, told) in EXTENTS.items()],
        "extent": request.POST.get("extent", WHOLE),
        "tabs": [(key, label, number, key in ticked) for key, label, number in tabs],
        "errors": errors,
        "archived": "archived" in request.POST,
        "history": HISTORY in request.POST,
        "may_history": any(name == HISTORY for name, _label in choosable(record, request.user)),
    }
    return render(request, "counterparties/printing/choose.html", context, status=422 if errors else 200)
