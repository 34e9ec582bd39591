"""The page that says what a data-subject package will hold, and orders it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from access.requests import PersonalRequest
from counterparties.models import ContactPerson, Counterparty
from counterparties.printing.contents import Section
from counterparties.querysets import rights_of
from counterparties.subject_packages.gathering import others_in, sections
from counterparties.subject_packages.subjects import Place, matches_of, subject_of
from counterparties.subject_packages.tasks import KIND, Order
from jobs.running import start as start_job


def order(request: PersonalRequest, pk: int, person: int | None = None) -> HttpResponseBase:
    """Shows what is held and who else it may be; sent, it starts the job. Needs the right to see and export all."""
    if not rights_of(request.user).whole:
        raise PermissionDenied
    try:
        subject = subject_of(request.user, pk, person)
    except (Counterparty.DoesNotExist, ContactPerson.DoesNotExist, ValidationError) as error:
        raise Http404 from error
    if request.method != "POST":
        return asked(request, subject)
    known = {match.place.key for match in matches_of(subject, request.user)}
    ticked = sorted(known.intersection(request.POST.getlist("match")))
    wanted = Order(pk, person, ticked, "people" in request.POST)
    job = start_job(kind=KIND, user=request.user, arguments=wanted.arguments)
    return redirect(reverse("exchange:exported", args=[job.pk]))


def asked(request: PersonalRequest, subject: Place) -> HttpResponse:
    context = {
        "counterparty": subject.record,
        "subject": subject,
        "tabs": [counted(section) for section in sections(subject, request.user)],
        "people": [counted(section) for section in others_in(subject, request.user)],
        "matches": matches_of(subject, request.user),
    }
    return render(request, "counterparties/subject_packages/order.html", context)


def counted(section: Section) -> dict[str, Any]:
    return {"title": section.title, "number": section.rows.count()}
