"""The pages of the jobs: one's own, or all of them with the right to edit settings."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from access.models import User
from attributes.numbers import number_in
from jobs.models import Job
from jobs.registry import KINDS, address_of, names_of
from jobs.running import cancel

JOBS_A_PAGE = 50
STOP_POLLING = 286


def list_jobs(request: HttpRequest) -> HttpResponse:
    """The newest jobs; `before` is the number of the job that the page goes on from, `brief` asks for brief ones."""
    jobs = Job.objects.visible_to(cast(User, request.user)).select_related("user").order_by("-pk")
    brief = request.GET.get("brief") == "1"
    if not brief:
        jobs = jobs.exclude(kind__in=[kind.name for kind in KINDS.values() if kind.brief])
    before = number_in(request.GET.get("before", ""))
    if before is not None:
        jobs = jobs.filter(pk__lt=before)
    page = list(jobs[: JOBS_A_PAGE + 1])
    more = len(page) > JOBS_A_PAGE
    page = page[:JOBS_A_PAGE]
    names = names_of(page, cast(User, request.user))
    rows = [(job, names[job.pk]) for job in page]
    return render(
        request, "jobs/list.html", {"jobs": page, "rows": rows, "more": more, "before": before, "brief": brief}
    )


def show_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is, and what came of it."""
    job = _job(request, pk)
    name = names_of([job], cast(User, request.user))[job.pk].name
    return render(request, "jobs/detail.html", {"job": job, "name": name, "address": address_of(job)})


def show_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every second while the job runs."""
    job = _job(request, pk)
    status = STOP_POLLING if job.finished else 200
    return render(request, "jobs/_progress.html", {"job": job, "address": address_of(job)}, status=status)


@require_POST
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the job to stop."""
    job = _job(request, pk)
    cancel(job=job)
    if request.headers.get("HX-Request"):
        return render(request, "jobs/_progress.html", {"job": job, "address": address_of(job)})
    return redirect(address_of(job))


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(cast(User, request.user)).select_related("user"), pk=pk)
