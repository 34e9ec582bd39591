"""The pages of an undoing: what it would do, how far it is, what it has done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.requests import PersonalRequest
from attributes.numbers import number_in
from exchange.undoing import showing
from exchange.undoing.models import Outcome, Undoing
from exchange.undoing.ordering import check_undo, leave_undo, may_know, may_undo, origin_of, start_undo
from exchange.undoing.standing import account_of
from jobs.models import Job
from jobs.registry import address_of
from jobs.views import STOP_POLLING
from screens.menu import count_anew

State = Undoing.State


@require_POST
def order_check(request: PersonalRequest, pk: int) -> HttpResponse:
    """Asks what undoing a job would do."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        return redirect(check_undo(user=request.user, job=job))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(address_of(job))


def show_undoing(request: PersonalRequest, pk: int) -> HttpResponse:
    """The step at which an undoing stands."""
    undoing = _undoing(request, pk)
    context = _context(undoing)
    if undoing.work and not undoing.work.finished:
        return render(request, "exchange/undoing/running.html", context)
    outcome = request.GET.get("outcome") or _first_told(undoing)
    if outcome not in Outcome.values:
        raise Http404
    places = {name: number_in(request.GET.get(name, "")) or 0 for name in ("after", "before")}
    context |= {
        "page": showing.page_of(undoing, request.user, back=context["back"], outcome=outcome, **places),
        "outcome": outcome,
        "deeds": showing.deeds_of(undoing),
        "may_go_on": may_undo(request.user, undoing.job),
    }
    if undoing.finished and undoing.written:
        context["account"] = account_of(request.user, undoing.job)
        count_anew(request.user)
    return render(request, "exchange/undoing/undoing.html", context)


def _first_told(undoing: Undoing) -> str:
    """What needs looking at comes first."""
    told = (outcome.value for outcome in (Outcome.FAILED, Outcome.KEPT) if getattr(undoing, outcome.value))
    return next(told, Outcome.REVERSED.value)


@require_POST
def start(request: PersonalRequest, pk: int) -> HttpResponse:
    """Undoes what was checked, or the rest of what a fault has stopped."""
    undoing = _undoing(request, pk)
    try:
        if undoing.finished:
            raise ValidationError(_("This is done already."))
        undoing = start_undo(user=request.user, job=undoing.job)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(undoing)


@require_POST
def leave(request: PersonalRequest, pk: int) -> HttpResponse:
    """Leaves everything as it is."""
    undoing = _undoing(request, pk)
    if not may_undo(request.user, undoing.job):
        raise PermissionDenied
    try:
        leave_undo(undoing=undoing)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(undoing)
    return redirect(address_of(origin_of(undoing.job)[0]))


def show_progress(request: PersonalRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every second; the page is loaded anew when the job is finished."""
    undoing = _undoing(request, pk)
    finished = undoing.work is None or undoing.work.finished
    status = STOP_POLLING if finished else 200
    answer = render(request, "exchange/undoing/_progress.html", _context(undoing), status=status)
    if finished:
        answer["HX-Refresh"] = "true"
    return answer


def _undoing(request: PersonalRequest, pk: int) -> Undoing:
    rows = Undoing.objects.visible_to(request.user).select_related("job", "work", "user")
    undoing = get_object_or_404(rows, pk=pk)
    if not may_know(request.user, undoing.job):
        raise Http404
    return undoing


def _context(undoing: Undoing) -> dict[str, Any]:
    if undoing.work and undoing.found:
        undoing.work.keep_pace(undoing.position)
    origin, back = origin_of(undoing.job)
    what = showing.title_of_job(origin)
    told = {"title": showing.heading_of(what, back=back), "tiles": showing.tiles_of(undoing, back=back), "back": back}
    return {"undoing": undoing, "job": undoing.work, "home": address_of(origin), "what": what, **told}
