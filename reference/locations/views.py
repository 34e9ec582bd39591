"""Pages of the location lists beside the screens' own: a remote search, and Replace."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from access.requests import PersonalRequest
from attributes.numbers import number_in
from reference.locations.holders import uses
from reference.locations.naming import folded
from reference.locations.replacing import pairs_of, refuse_target, replace_location
from reference.models import Location
from reference.models.locations import Level
from reference.screens import may_configure
from screens.hits import LONGEST
from screens.registry import screens

FOUND = 20


def beginning_with(rows: QuerySet[Location], text: str, *levels: str) -> QuerySet[Location]:
    """The first locations of these levels whose name begins with the text, as names are compared."""
    found = rows.none()
    for level in levels:
        key = folded(text, level)
        found = (
            found | rows.filter(level=level, key_bg__startswith=key) | rows.filter(level=level, key_en__startswith=key)
        )
    return found.select_related("parent").order_by("key_bg", "pk")[:FOUND]


def told(row: Location) -> str:
    """A location with what tells it from others of its name."""
    apart = ", ".join(str(part) for part in (row.postal_code, row.parent) if part)
    return f"{row} ({apart})" if apart else str(row)


def look_up(request: HttpRequest) -> HttpResponse:
    """Finds locations as one types, as JSON: for the field of what one stands under, and for Replace."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    rows = Location.objects.offered()
    levels: tuple[str, ...] = (Level.AREA, Level.SETTLEMENT)
    if pk := number_in(request.GET.get("for")):
        like = get_object_or_404(Location, pk=pk)
        levels, rows = (like.level,), rows.filter(country=like.country).exclude(pk=pk)
    found = beginning_with(rows, text, *levels)
    return JsonResponse({"results": [{"value": str(row.pk), "text": told(row)} for row in found]})


def replace(request: PersonalRequest, pk: int) -> HttpResponse:
    """Asks which location is the right one, says how many addresses get it, and does it."""
    location = get_object_or_404(Location.objects.right(), pk=pk)
    if not may_configure(request.user):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    by = Location.objects.right().filter(pk=number_in(asked.get("by")) or 0).select_related("parent").first()
    keep = asked.get("then") != "remove"
    context: dict[str, Any] = {"record": location, "by": by, "by_text": told(by) if by else "", "keep": keep}
    try:
        if request.method == "POST":
            if by is None:
                raise ValidationError(_("Choose the right one, which takes its place."))
            return _replaced(request, location, by, keep=keep)
        if by is not None:
            refuse_target(location, by)
    except ValidationError as error:
        context |= {"errors": error.messages}
    context |= _reach(location, by if not context.get("errors") else None)
    return render(request, "reference/locations/replace.html", context, status=422 if context.get("errors") else 200)


def _reach(location: Location, by: Location | None) -> dict[str, Any]:
    """How many addresses and locations a replacement would reach."""
    pairs = pairs_of(location, by) if by else []
    united = [was.pk for was, _by in pairs if was.pk != location.pk]
    below = location.children.filter(replaced_by=None).count()
    return {"number": sum(uses([location.pk, *united]).values()), "below": below, "united": len(united)}


def _replaced(request: PersonalRequest, location: Location, by: Location, *, keep: bool) -> HttpResponse:
    names = {"location": str(location), "by": str(by)}
    if job := replace_location(location=location, by=by, keep=keep, user=request.user):
        return redirect(job)
    said = _("“%(location)s” is now another name of “%(by)s”.") if keep else _("“%(by)s” stands for “%(location)s”.")
    messages.success(request, said % names)
    return HttpResponseRedirect(screens["locations"].url("edit", by))
