"""The timeline of a file, with the field for comments."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from access.requests import PersonalRequest
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Counterparty
from counterparties.timeline.asked import TimelineFilter
from counterparties.timeline.reading import page_of
from counterparties.views import file_page
from reference.models.file_tabs import Part


@require_GET
def timeline(request: PersonalRequest, pk: int) -> HttpResponse:
    """What happened with a counterparty, newest first; `before` (a place) leads further back."""
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    return timeline_page(request, record)


def timeline_page(
    request: PersonalRequest, record: Counterparty, *, text: str = "", errors: list[str] | None = None
) -> HttpResponse:
    """The page, with a comment that was refused where there is one."""
    if not COUNTERPARTY_FILE.parts_of(record, request.user).has(Part.TIMELINE):
        raise Http404
    asked = TimelineFilter(request.GET, record, request.user)
    before = request.GET.get("before", "")
    items, older = page_of(record, request.user, sorts=asked.sorts, found=asked.conditions, before=before)
    context = {
        "items": items,
        "older": older,
        "now": timezone.now(),
        "change_filter": asked,
        "comment_text": text,
        "comment_errors": errors or [],
    }
    response = file_page(request, "counterparties/timeline.html", record, Part.TIMELINE, context)
    response.status_code = 422 if errors else 200
    return response
