"""What the form of an address asks as one types: the places that the lists have there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from access.requests import PersonalRequest
from counterparties.addresses.linking import LINK
from counterparties.models import Counterparty
from jobs.running import start
from reference.locations.reading import PARTS, WITHIN_SETTLEMENT, Lists, Reading, right
from reference.locations.rules import mode_of
from reference.locations.views import beginning_with
from reference.models import Location
from reference.models.locations import Level, Mode
from reference.screens import may_configure
from screens.hits import LONGEST


@require_GET
def suggest(request: PersonalRequest, pk: int) -> HttpResponse:
    """The first places of a part of an address that begin with what is typed, narrowed by the parts above it.

    Each comes with what follows from it; and whether only these will do.
    """
    owner = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    values = {name: request.GET.get(name, "")[:LONGEST].strip() for name in ("country", "postal_code", *PARTS)}
    part, country = request.GET.get("part", ""), values["country"]
    rows = narrowed(part, values) if part in PARTS else Location.objects.none()
    found = [told(row) for row in beginning_with(rows, values.get(part, ""), part)] if part in PARTS else []
    types = list(owner.types.values_list("pk", flat=True))
    return JsonResponse({"results": found, "strict": mode_of(country, types) == Mode.STRICT})


def narrowed(part: str, values: dict[str, str]) -> Any:
    """The places of a part that may be chosen under the parts above it."""
    rows = Location.objects.offered().filter(country=values["country"])
    above = Reading(Lists([values]), values, values["country"]).rows
    if part in WITHIN_SETTLEMENT:
        settlement = above.get(Level.SETTLEMENT)
        return rows.filter(parent=right(settlement).pk) if settlement else rows.none()
    if part == Level.SETTLEMENT and (area := above.get(Level.AREA)):
        return rows.filter(parent=right(area).pk)
    return rows


def told(row: Location) -> dict[str, Any]:
    """A place with what tells it apart, and what choosing it fills in."""
    area = row.parent if row.level == Level.SETTLEMENT else None
    fills = {"area": str(area or ""), "postal_code": row.postal_code} if row.level == Level.SETTLEMENT else {}
    return {"value": str(row), "note": ", ".join(filter(None, (row.postal_code, str(area or "")))), "fills": fills}


@require_POST
def link(request: PersonalRequest) -> HttpResponse:
    """Orders the job that looks all addresses up in the lists."""
    if not may_configure(request.user):
        raise PermissionDenied
    return redirect(start(kind=LINK, user=request.user, arguments={}))
