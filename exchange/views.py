"""The pages of an import: choose a file, map its columns, look at what would happen, import, see what happened."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.models import Ability, Action, User
from access.policy import can
from attributes.numbers import number_in
from exchange import choosing, ordering, previewing, uploading
from exchange.balancing import proof_of
from exchange.downloading import attachment
from exchange.failed_rows import write_failed
from exchange.mapping import ColumnMapping
from exchange.models import ImportRun, Outcome, Profile
from exchange.reading import FileRefused
from exchange.reading.encodings import ENCODINGS
from exchange.reading.texts import SEPARATORS
from exchange.repeating import imported_before
from exchange.report import MOST_IN_XLSX
from exchange.targets import target_of, targets
from exchange.undoing.standing import Standing, account_of, standings
from exchange.writing import WRITERS, written
from jobs.views import STOP_POLLING
from screens.menu import count_anew
from screens.registry import screens

RUNS_A_PAGE = 30
State = ImportRun.State


def list_runs(request: HttpRequest) -> HttpResponse:
    """What was imported lately, the remembered mappings, and the ways to begin."""
    user = cast(User, request.user)
    runs = ImportRun.objects.visible_to(user).select_related("user").order_by("-pk")[:RUNS_A_PAGE]
    standing = standings({run.job_id for run in runs if run.job_id})
    whole = ((target, screens[target.slug]) for target in targets.values() if target.exported_whole)
    context = {
        "runs": runs,
        "rows": [(run, standing.get(run.job_id or 0, Standing.IN_FORCE)) for run in runs],
        "profiles": Profile.objects.visible_to(user).select_related("user"),
        "own_profiles": set(Profile.objects.visible_to(user, Action.EDIT).values_list("pk", flat=True)),
        "may_import": can(user, Ability.IMPORT),
        "exportable": [target for target, screen in whole if screen.is_open(user) and screen.may_export(user)],
    }
    return render(request, "exchange/list.html", context)


def choose_file(request: HttpRequest) -> HttpResponse:
    """Step 1: the file. The address says into what, and presets its options."""
    slug = request.GET.get("target", "counterparties")
    user, target = importer(request, slug), target_of(slug)
    errors: list[str] = []
    if request.method == "POST":
        options = {name: request.GET[name] for name in target.option_names if request.GET.get(name)}
        try:
            upload = request.FILES.get("file")
            if not isinstance(upload, UploadedFile):
                raise FileRefused(_("Choose a CSV or XLSX file."))
            return redirect(uploading.take_file(user=user, target=slug, upload=upload, options=options))
        except ValidationError as refusal:
            errors = refusal.messages
    allowed = [each for each in targets.values() if each.allows(user)]
    allowed.sort(key=lambda each: not each.exported_whole)
    context = {"target": target, "errors": errors, "targets": allowed}
    return render(request, "exchange/choose.html", context, status=422 if errors else 200)


def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    """The step at which an import stands."""
    run = run_of(request, pk)
    if run.job and not run.job.finished:
        return render(request, "exchange/running.html", context_of(run))
    if run.state in (State.MAPPING, State.CHECKING):
        return columns_page(request, run, ColumnMapping.of(run.mapping))
    outcome = request.GET.get("outcome", "" if run.state == State.CHECKED else previewing.first_told(run))
    if outcome and outcome not in Outcome.values:
        raise Http404
    target, mapping = target_of(run.target), ColumnMapping.of(run.mapping)
    attributes = target.told(cast(User, request.user))
    places = {name: place_of(request, name) for name in ("after", "before")}
    context = context_of(run) | {
        "page": previewing.page_of(run, attributes, cast(User, request.user), outcome=outcome, **places),
        "outcome": outcome,
        "tiles": previewing.tiles_of(run),
        "columns": [column.title for column in mapping.columns],
        "left_out": mapping.left_out(run.headers),
        "only_new": not target.recognises(mapping),
    }
    if run.state == State.CHECKED:
        context["before"] = imported_before(run, cast(User, request.user))
        return render(request, "exchange/preview.html", context)
    context["account"] = account_of(cast(User, request.user), run.job)
    context["proof"] = proof_of(run.job)
    count_anew(cast(User, request.user))
    return render(request, "exchange/result.html", context)


def map_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: what the columns mean. Reads again, applies a mapping, remembers one, or goes on to the check."""
    run = run_of(request, pk)
    mapping = ColumnMapping.of(run.mapping)
    if request.method == "POST":
        refuse_others(request, run)
        return mapped(request, run)
    if profile := request.GET.get("profile", ""):
        known = Profile.objects.visible_to(cast(User, request.user)).filter(target=run.target)
        chosen = get_object_or_404(known, pk=number_in(profile) or 0)
        mapping = uploading.remembered(run, chosen, run.reading.headers)
    return columns_page(request, run, mapping)


def mapped(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The answer to the form of step 2."""
    mapping = choosing.mapping_from(request.POST, run, cast(User, request.user))
    try:
        if "again" in request.POST:
            settings = {name: request.POST.get(name, "") for name in ("encoding", "separator", "sheet")}
            uploading.read_again(run=run, **settings)
            return redirect("exchange:columns", run.pk)
        with transaction.atomic():
            if name := request.POST.get("remember", ""):
                ordering.remember(run=run, mapping=mapping, name=name, user=cast(User, request.user))
            ordering.order_check(run=run, mapping=mapping)
    except ValidationError as refusal:
        return columns_page(request, run, mapping, refusal.messages)
    return redirect(run)


def columns_page(
    request: HttpRequest, run: ImportRun, mapping: ColumnMapping, errors: list[str] | None = None
) -> HttpResponse:
    """Step 2 as a page; what made a check fail is told above it."""
    try:
        uploading.refuse_started(run)
        attributes = target_of(run.target).attributes(run.user)
        page = choosing.page_of(run, mapping, attributes)
    except (ValidationError, OSError) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", [_("The file is not there any more.")])))
        return redirect("exchange:list")
    job = run.job
    told = [job.message] if job and job.state == job.State.FAILED and run.state == State.MAPPING else []
    context = context_of(run) | {
        "page": page,
        "before": imported_before(run, cast(User, request.user)),
        "errors": errors or page.problems or told,
        "encodings": {run.reading.encoding: run.reading.encoding.upper()} | ENCODINGS if run.reading.encoding else {},
        "separators": SEPARATORS,
        "profiles": Profile.objects.visible_to(cast(User, request.user)).filter(target=run.target),
        "mapping": mapping,
        "may_create": can(cast(User, request.user), Ability.CONFIGURE),
        **target_of(run.target).option_context(cast(User, request.user), mapping.options),
    }
    return render(request, "exchange/columns.html", context, status=422 if errors else 200)


@require_POST
def start_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 4: imports what was checked."""
    run = run_of(request, pk)
    if run.state != State.IMPORTING:
        refuse_others(request, run)
    try:
        ordering.order_import(run=run)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(run)


def show_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every second; the page is loaded anew when the job is finished."""
    run = run_of(request, pk)
    finished = run.job is None or run.job.finished
    answer = render(request, "exchange/_progress.html", context_of(run), status=STOP_POLLING if finished else 200)
    if finished:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def discard_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Forgets a file that was not imported."""
    try:
        uploading.discard(run=run_of(request, pk))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("exchange:list")


@require_POST
def forget_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Forgets a mapping."""
    user = importer(request)
    try:
        ordering.forget(profile=get_object_or_404(Profile.objects.visible_to(user), pk=pk), user=user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("exchange:list")


def download_failed(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The failed rows, to be corrected and imported again."""
    run = run_of(request, pk)
    if format not in WRITERS or (format == "xlsx" and run.failed > MOST_IN_XLSX):
        raise Http404
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{format}"
        try:
            write_failed(run=run, path=path, format=format)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(run)
        # The open file lives on when its name is gone.
        return attachment(path, f"{Path(run.name).stem}-errors.{format}")


def download_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was chosen."""
    run = run_of(request, pk)
    if not run.file or not Path(run.file.path).is_file():
        raise Http404
    return attachment(Path(run.file.path), run.name)


def download_form(request: HttpRequest, target: str, format: str) -> HttpResponseBase:
    """An empty form: a file with all headers and no rows."""
    if format not in WRITERS:
        raise Http404
    user = importer(request, target)
    headers = [str(attribute.label) for attribute in target_of(target).asked(user).values()]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{format}"
        with written(path, format, headers):
            pass
        return attachment(path, f"{target}.{format}")


def place_of(request: HttpRequest, name: str) -> int:
    """The line that a page of rows begins behind, or ends ahead of; 0 without one."""
    return number_in(str(request.GET.get(name, ""))) or 0


def importer(request: HttpRequest, target: str = "") -> User:
    """The user, who has the right to import: into this target, if one is named. An unknown target is 404."""
    user = cast(User, request.user)
    if not can(user, Ability.IMPORT):
        raise PermissionDenied
    if target and target not in targets:
        raise Http404
    if target and not targets[target].allows(user):
        raise PermissionDenied
    return user


def run_of(request: HttpRequest, pk: int) -> ImportRun:
    """The run of an address: without the right to import 403, not his 404."""
    runs = ImportRun.objects.visible_to(importer(request)).select_related("job", "user")
    run = get_object_or_404(runs, pk=pk)
    importer(request, run.target)
    return run


def refuse_others(request: HttpRequest, run: ImportRun) -> None:
    """403 for an import of somebody else: with his rights, and in his name, it is done."""
    if run.user_id != cast(User, request.user).pk:
        raise PermissionDenied


def context_of(run: ImportRun) -> dict[str, Any]:
    """What every step of the import shows."""
    target, options = target_of(run.target), run.mapping.get("options", {})
    moving = run.state in (State.CHECKING, State.IMPORTING)
    if run.job and moving:
        run.job.keep_pace(run.read)
    # Ahead of its first row an import still has the counts of the check.
    moving = moving or run.job is None or run.job.finished
    into = {"target": target, "into": target.into(options), "list_url": target.url(options)}
    return {"run": run, "job": run.job, "moving": moving, "most_in_xlsx": MOST_IN_XLSX, **into}
