"""Comments from the pages of a file: written, taken away and brought back; who may be named in them."""

import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.models import Action
from access.requests import PersonalRequest
from attributes.numbers import number_in
from counterparties.archiving import activate_sub_record, archive_sub_record
from counterparties.comments.mentions import mentionable
from counterparties.comments.writing import write_comment
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Comment, Counterparty, Event
from counterparties.timeline.views import timeline_page
from reference.models.file_tabs import Part


@require_POST
def add(request: PersonalRequest, pk: int) -> HttpResponse:
    """Adds what the user has to say; answers with the empty field and what is new beside it."""
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    if not COUNTERPARTY_FILE.parts_of(record, request.user).has(Part.TIMELINE):
        raise Http404
    text = request.POST.get("text", "")
    box = {"parent": record, "place": "page" if request.POST.get("place") == "page" else "panel"}
    in_page = not request.headers.get("HX-Request")
    try:
        comment = write_comment(user=request.user, record=record, text=text)
    except ValidationError as error:
        if in_page:
            return timeline_page(request, record, text=text, errors=error.messages)
        refused = {"comment_text": text, "comment_errors": error.messages}
        return render(request, "counterparties/_comment_box.html", box | refused, status=422)
    if in_page:
        return redirect(comment.get_absolute_url())
    response = render(request, "counterparties/_comment_box.html", box)
    response["HX-Trigger"] = json.dumps({"timeline-changed": True})
    return response


@require_POST
def remove(request: PersonalRequest, pk: int) -> HttpResponse:
    """Takes one's own comment away; it stays in the history."""
    comment = _own(request, pk)
    archive_sub_record(user=request.user, record=comment)
    return _done(request, comment, _("The comment is taken away."), undo=reverse("restore-comment", args=[pk]))


@require_POST
def restore(request: PersonalRequest, pk: int) -> HttpResponse:
    """Brings it back."""
    comment = _own(request, pk)
    try:
        activate_sub_record(user=request.user, record=comment)
    except ValidationError as error:
        return _done(request, comment, " ".join(error.messages))
    return _done(request, comment, _("The comment is there again."))


@require_GET
def people(request: PersonalRequest, pk: int) -> HttpResponse:
    """Whom one may mean by the letters behind an @, as JSON."""
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    number = number_in(request.GET.get("event"))
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=number) if number else None
    found = mentionable(request.GET.get("q", ""), record=record, event=event)
    return JsonResponse({"results": [{"value": user.username, "text": str(user)} for user in found]})


def _own(request: PersonalRequest, pk: int) -> Comment:
    """The comment; 404 where it is not seen, PermissionDenied where it is somebody else's."""
    comment = get_object_or_404(
        Comment.objects.visible_to(request.user).select_related("counterparty", "event"), pk=pk
    )
    if not Comment.objects.visible_to(request.user, Action.EDIT).filter(pk=pk).exists():
        raise PermissionDenied
    return comment


def _done(request: PersonalRequest, comment: Comment, text: str, *, undo: str = "") -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect(comment.get_absolute_url())
    events = {"toast": {"text": text, "undo": undo}, "timeline-changed": True}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
