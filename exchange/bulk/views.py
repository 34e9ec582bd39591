"""The pages of a bulk edit: take the rows of a list, choose what to change, look at what would happen, change it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.models import Action, User
from attributes.numbers import number_in
from exchange.bulk import looking, ordering
from exchange.bulk.changes import Change
from exchange.bulk.choosing import ChangesForm
from exchange.bulk.models import BulkEdit, BulkOutcome
from exchange.bulk.refused import write_refused
from exchange.bulk.running import rows_of
from exchange.downloading import attachment
from exchange.exporting import list_of, screen_of
from exchange.targets import target_for
from exchange.undoing.standing import account_of
from exchange.views import place_of
from exchange.writing import WRITERS
from jobs.views import STOP_POLLING
from screens.menu import count_anew
from screens.registry import screens

State = BulkEdit.State


def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes the ticked rows of a list, or all that match its address; a deed without a value is checked at once."""
    if slug not in screens or screens[slug].bulk_url != request.path:
        raise Http404
    screen = screens[slug]
    if request.method != "POST":
        return redirect(screen.url())
    user = cast(User, request.user)
    try:
        ids = None if request.POST.get("all") else ticked(request)
        edit = ordering.begin(user=user, screen=screen, query=request.POST.get("query", "").lstrip("?"), ids=ids)
        if deed := request.POST.get("deed", ""):
            return redirect(ordering.order_check(edit=edit, changes=[deed_of(edit, deed)]))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(f"{screen.url()}?{request.POST.get('query', '').lstrip('?')}")
    return redirect(edit)


def ticked(request: HttpRequest) -> list[int]:
    """The ids that a list has sent: those that its script has kept, or the boxes of a page without script."""
    texts = [*request.POST.get("rows", "").split(","), *request.POST.getlist("row")]
    return [number for text in texts if (number := number_in(text)) is not None]


def deed_of(edit: BulkEdit, code: str) -> Change:
    """The change that a button of the list means; raises ValidationError."""
    deed = target_for(screen_of(edit.screen).model).deeds.get(code)
    if deed is None or deed.asks:
        raise ValidationError(_("There is no “%s” to do.") % code)
    return Change(deed.name, code)


def show_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The step at which a bulk edit stands."""
    edit = edit_of(request, pk)
    if edit.job and not edit.job.finished:
        return render(request, "exchange/bulk/running.html", context_of(edit))
    if edit.state in (State.CHOOSING, State.CHECKING) or ("choose" in request.GET and not edit.started):
        return choosing_page(request, edit)
    usual = BulkOutcome.CHANGED if edit.changed or not edit.refused else BulkOutcome.REFUSED
    outcome = request.GET.get("outcome", usual.value)
    if outcome not in BulkOutcome.values:
        raise Http404
    places = {name: place_of(request, name) for name in ("after", "before")}
    context = context_of(edit) | {
        "outcome": outcome,
        "page": looking.page_of(edit, cast(User, request.user), outcome=outcome, **places),
        "tiles": looking.tiles_of(edit),
        "reasons": looking.reasons_of(edit) if edit.refused else [],
    }
    if edit.state != State.CHECKED and edit.job:
        context["account"] = account_of(cast(User, request.user), edit.job)
        count_anew(cast(User, request.user))
    return render(request, f"exchange/bulk/{'preview' if edit.state == State.CHECKED else 'result'}.html", context)


def choosing_page(request: HttpRequest, edit: BulkEdit, form: ChangesForm | None = None) -> HttpResponse:
    """Where the changes are chosen; what made a check fail is told above them."""
    try:
        form = form or form_of(request, edit)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(screen_of(edit.screen).url())
    job = edit.job
    told = job.message if job and job.state in (job.State.FAILED, job.State.CANCELLED) else ""
    context = context_of(edit) | {"form": form, "told": told}
    if edit.ids is None:
        context["matching"] = list_of(screen=screen_of(edit.screen), user=edit.user, query=edit.query).count_text
    return render(request, "exchange/bulk/choose.html", context, status=422 if form.errors else 200)


def form_of(request: HttpRequest, edit: BulkEdit) -> ChangesForm:
    """The form with the fields that make sense for these records; raises ValidationError."""
    target = target_for(screen_of(edit.screen).model)
    attributes = target.edited_together(edit.user, rows_of(edit))
    return ChangesForm(target, edit.user, attributes, request.POST if request.method == "POST" else None)


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the changes and checks what they would do."""
    edit = own(request, pk)
    try:
        form = form_of(request, edit)
        if form.is_valid():
            try:
                return redirect(ordering.order_check(edit=edit, changes=form.changes))
            except ValidationError as refusal:
                form.add_error(None, refusal)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(edit)
    return choosing_page(request, edit, form)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes what was checked."""
    edit = own(request, pk)
    try:
        ordering.order_run(edit=edit)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(edit)


def show_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every second; the page is loaded anew when the job is finished."""
    edit = edit_of(request, pk)
    finished = edit.job is None or edit.job.finished
    answer = render(
        request, "exchange/bulk/_progress.html", context_of(edit), status=STOP_POLLING if finished else 200
    )
    if finished:
        answer["HX-Refresh"] = "true"
    return answer


def download_refused(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The records that were refused, each with its reason."""
    edit = edit_of(request, pk)
    if format not in WRITERS:
        raise Http404
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{format}"
        write_refused(edit=edit, user=cast(User, request.user), path=path, format=format)
        return attachment(path, f"{edit.screen}-{edit.pk}-not-allowed.{format}")


def edit_of(request: HttpRequest, pk: int) -> BulkEdit:
    """The edit of an address; not his is 404."""
    edits = BulkEdit.objects.visible_to(cast(User, request.user)).select_related("job", "user")
    return get_object_or_404(edits, pk=pk)


def own(request: HttpRequest, pk: int) -> BulkEdit:
    """The edit of an address that the user may go on with: with his rights it is done."""
    edits = BulkEdit.objects.visible_to(cast(User, request.user), Action.EDIT).select_related("job", "user")
    return get_object_or_404(edits, pk=pk)


def context_of(edit: BulkEdit) -> dict[str, Any]:
    """What every step shows."""
    screen = screen_of(edit.screen)
    address = f"{screen.url()}?{edit.query}".removesuffix("?")
    said, deed = looking.said(edit), looking.deed_of(edit)
    moving = edit.state in (State.CHECKING, State.RUNNING)
    if edit.job and moving:
        edit.job.keep_pace(edit.judged)
    # Ahead of its first record a run still has the counts of the check.
    moving = moving or edit.job is None or edit.job.finished
    return {
        "moving": moving,
        "edit": edit,
        "job": edit.job,
        "screen": screen,
        "list_url": address,
        "said": said,
        "deed": deed,
    }
