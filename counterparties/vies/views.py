"""The button in the form, the check in the file, and the check of many from a list."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.models import Action
from access.requests import PersonalRequest
from attributes.numbers import number_in
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Counterparty, ViesCheck, ViesTurn
from counterparties.models.vies import COLOURS, ViesState
from counterparties.querysets import rights_of
from counterparties.vies.asking import ONE, order_check, order_check_of, waits_too_long
from counterparties.vies.numbers import number_of
from counterparties.vies.rechecking import MANY, balance, foreseen, order_recheck, order_rest
from counterparties.vies.showing import badge, in_form, reason, section
from counterparties.vies.taking import add_address
from jobs.models import Job
from jobs.views import STOP_POLLING
from reference.file_tabs.reading import is_shown
from screens.registry import screens

ROWS_A_PAGE = 50


@require_POST
def ask_in_form(request: PersonalRequest) -> HttpResponse:
    """Asks about what stands in a form; nothing of it is stored."""
    rights = rights_of(request.user)
    if not (rights.types[Action.ADD] or rights.types[Action.EDIT]):
        raise PermissionDenied
    try:
        number = number_of(request.POST.dict())
    except ValidationError as refusal:
        return in_place(request, {"refusal": " ".join(refusal.messages)})
    return in_place(request, in_form(order_check(user=request.user, number=number)))


def answer_in_form(request: PersonalRequest, pk: int) -> HttpResponse:
    """How far the question is, and in the end the answer, which the form's owner may take over."""
    job = get_object_or_404(Job, pk=pk, kind=ONE, user=request.user)
    stop = job.finished or waits_too_long(job)
    return in_place(request, in_form(job), status=STOP_POLLING if stop else 200)


def in_place(request: PersonalRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shell = "partial.html" if request.headers.get("HX-Request") else "base.html"
    answer = render(request, "counterparties/vies/answer.html", {"shell": shell, "vies": context}, status=status)
    answer["Vary"] = "HX-Request"
    return answer


def check(request: PersonalRequest, pk: int) -> HttpResponse:
    """Asks about the counterparty's VAT number (POST); tells how far that is, as a part of its summary."""
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        try:
            job = order_check_of(user=request.user, record=record)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(reverse("counterparty", args=[pk]) + "#vies")
    else:
        job = get_object_or_404(Job, pk=number_in(request.GET.get("job")) or 0, kind=ONE, user=request.user)
    if not request.headers.get("HX-Request"):
        return redirect(reverse("counterparty", args=[pk]) + "#vies")
    shown = section(record, request.user, job)
    stop = job.finished or waits_too_long(job)
    context = {"vies": shown, "counterparty": record, "may_edit": COUNTERPARTY_FILE.may_edit(request.user, record)}
    context["vies_badge"] = badge(record) if job.finished else None
    return render(request, "counterparties/vies/_told.html", context, status=STOP_POLLING if stop else 200)


@require_POST
def take_address(request: PersonalRequest, pk: int, check: int) -> HttpResponse:
    """Adds the address that VIES has to the file."""
    checks = ViesCheck.objects.visible_to(request.user, Action.EDIT).select_related("counterparty")
    found = get_object_or_404(checks, pk=check, counterparty=pk)
    if not is_shown("addresses", found.counterparty.kinds, request.user):
        raise Http404
    try:
        if add_address(user=request.user, check=found):
            messages.success(request, _("The address of VIES is added."))
        else:
            messages.info(request, _("The address of VIES is here already."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(reverse("counterparty", args=[pk]) + "#vies")


@require_POST
def begin_recheck(request: PersonalRequest, slug: str) -> HttpResponse:
    """Asks about the ticked rows of a list, or about all that match its address; before that it says how many."""
    if slug not in screens or screens[slug].model is not Counterparty:
        raise Http404
    query = request.POST.get("query", "").lstrip("?")
    back = f"{screens[slug].url()}?{query}".removesuffix("?")
    try:
        ids = None if request.POST.get("all") else ticked(request)
        if request.POST.get("sure"):
            return redirect("vies-recheck", order_recheck(user=request.user, screen=slug, query=query, ids=ids).pk)
        number, minutes = foreseen(user=request.user, screen=slug, query=query, ids=ids)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    context = {"number": number, "time": divmod(minutes, 60), "query": query, "ids": ids}
    context |= {"back": back, "screen": screens[slug]}
    return render(request, "counterparties/vies/sure.html", context)


def ticked(request: PersonalRequest) -> list[int]:
    """The ids that a list has sent: those that its script has kept, or the boxes of a page without script."""
    texts = [*request.POST.get("rows", "").split(","), *request.POST.getlist("row")]
    return [pk for text in texts if (pk := number_in(text)) is not None]


def show_recheck(request: PersonalRequest, pk: int) -> HttpResponse:
    """How far a check of many is, and its counterparties by outcome, as far as one may see them."""
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("user"), pk=pk, kind=MANY)
    counts = balance(job)
    outcome = request.GET.get("outcome", next((each for each in ViesState.values if counts.get(each)), ""))
    if outcome not in ("", *ViesState.values):
        raise Http404
    rows = ViesTurn.objects.visible_to(request.user).filter(job=job, outcome=outcome).order_by("pk")
    after = number_in(request.GET.get("after"))
    page = list(rows.filter(pk__gt=after or 0).select_related("counterparty", "answer")[: ROWS_A_PAGE + 1])
    context = {
        "job": job,
        "tiles": [tile(state, counts) for state in ViesState],
        "waiting": counts.get("", 0),
        "outcome": outcome,
        "rows": [(row, reason(row.answer.code) if row.answer else "") for row in page[:ROWS_A_PAGE]],
        "next": page[ROWS_A_PAGE - 1].pk if len(page) > ROWS_A_PAGE else None,
        "after": after,
        "rest": job.finished and job.user_id == request.user.pk and (counts.get("", 0) + counts.get("down", 0)),
    }
    return render(request, "counterparties/vies/recheck.html", context)


def show_progress(request: PersonalRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every second; the page is loaded anew when the job is finished."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk, kind=MANY)
    status = STOP_POLLING if job.finished else 200
    answer = render(request, "counterparties/vies/_progress.html", {"job": job}, status=status)
    if job.finished:
        answer["HX-Refresh"] = "true"
    return answer


def tile(state: ViesState, counts: dict[str, int]) -> dict[str, Any]:
    return {"code": state.value, "label": state.label, "colour": COLOURS[state], "number": counts.get(state, 0)}


@require_POST
def check_rest(request: PersonalRequest, pk: int) -> HttpResponse:
    """Asks once more about those that got no answer."""
    job = get_object_or_404(Job, pk=pk, kind=MANY, user=request.user)
    try:
        return redirect("vies-recheck", order_rest(user=request.user, job=job).pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("vies-recheck", pk)
