"""The page of an event and what is done there: finishing it, commenting on it, moving it, taking it along."""

import json
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from access.models import Action
from access.requests import PersonalRequest
from attributes.numbers import number_in
from counterparties.comments.mentions import shown
from counterparties.comments.writing import write_comment
from counterparties.contact_columns import email_link
from counterparties.events.attributes import typed
from counterparties.events.prefilling import moment_in
from counterparties.events.saving import attach, finish_event, move_event
from counterparties.events.screens import Events
from counterparties.events.series import archive_following, following
from counterparties.events.summarising import send_summary
from counterparties.events.times import span_of
from counterparties.file import COUNTERPARTY_FILE
from counterparties.files.seeing import seen_attachments
from counterparties.models import Attachment, Email, Event
from counterparties.models.files import FILES
from counterparties.phone_columns import phone_link
from counterparties.sharing.seeing import seen_people
from reference.file_tabs.reading import is_shown
from screens.registry import screens

STEPS = 20
"Events behind one that the page names."


def seen(request: PersonalRequest, pk: int, action: Action = Action.SEE) -> Event:
    """The event, if the user may see it; PermissionDenied where he may not do this with it."""
    record = get_object_or_404(
        Event.objects.visible_to(request.user).select_related("type", "author", "counterparty", "follows", "series"),
        pk=pk,
    )
    if action != Action.SEE and not may(request, record, action):
        raise PermissionDenied
    return record


def may(request: PersonalRequest, record: Event, action: Action) -> bool:
    """Whether the user may do this with the event: nobody changes what is archived."""
    if record.archived_at or record.counterparty.archived_at:
        return False
    return Event.objects.visible_to(request.user, action).filter(pk=record.pk).exists()


@require_GET
def event(request: PersonalRequest, pk: int) -> HttpResponse:
    """All that is known of an event, within the file of its counterparty."""
    return event_page(request, seen(request, pk))


def event_page(request: PersonalRequest, record: Event, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page, with a comment or an outcome that was refused where there is `more`."""
    tab = cast(Events, screens["events"])
    parent = tab.owner(request.user, record.counterparty_id)
    context = {
        "shell": "_sheet.html" if request.headers.get("HX-Target") == "sheet" else "file.html",
        "parent": parent,
        "editable": may(request, record, Action.EDIT),
        "edit_url": tab.url("edit", record, parent),
        "history_url_of_event": tab.url("history", record, parent),
        "follow_url": f"{tab.url('add', parent=parent)}?follows={record.pk}",
        "list_url": tab.url(parent=parent),
        **told_of(request, record),
        **COUNTERPARTY_FILE.context(request, parent, tab),
        **more,
    }
    response = render(request, "counterparties/events/event.html", context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def told_of(request: PersonalRequest, record: Event) -> dict[str, Any]:
    """What the page says of the event; what it follows and what followed it only where the user may see that."""
    visible = Event.objects.visible_to(request.user)
    return {
        "record": record,
        "type": typed(record.type),
        "when": span_of(record),
        "phone": phone_link(record.phone),
        "summary_to": email_link(record.summary_email),
        "persons": record.contact_persons.filter(pk__in=seen_people(request.user)),
        "email": Email.objects.filter(event=record).first(),
        "users": record.related_users.all(),
        "files": files_of(request, record),
        "shows_files": shows_files(request, record),
        "follows": visible.filter(followers=record.pk).first(),
        "followers": visible.filter(follows=record.pk).order_by("begins", "pk")[:STEPS],
        "archives": 1 + following(request.user, record).count(),
        "comments": shown(record.comments.live().select_related("author").order_by("pk")),
    }


def files_of(request: PersonalRequest, record: Event) -> QuerySet[Attachment]:
    """The files of the event, as far as the user sees them in their own tab."""
    return seen_attachments(request.user).live().filter(event_rows__event=record).order_by("name", "pk")


def shows_files(request: PersonalRequest, record: Event) -> bool:
    return is_shown(FILES, record.counterparty.kinds, request.user)


@require_POST
def add_files(request: PersonalRequest, pk: int) -> HttpResponse:
    """Keeps files with the counterparty and puts them to the event."""
    record, refused = seen(request, pk, Action.EDIT), list[str]()
    if not shows_files(request, record):
        raise PermissionDenied
    for file in request.FILES.getlist("files"):
        try:
            attach(user=request.user, record=record, file=file)
        except ValidationError as error:
            refused += error.messages
    for message in refused:
        messages.error(request, message)
    return redirect(reverse("event", args=[pk]) + "#files")


@require_POST
def add_comment(request: PersonalRequest, pk: int) -> HttpResponse:
    """Adds what the user has to say of the event."""
    record, text = seen(request, pk, Action.EDIT), request.POST.get("text", "")
    try:
        write_comment(user=request.user, record=record.counterparty, event=record, text=text)
    except ValidationError as error:
        return event_page(request, record, status=422, comment_text=text, comment_errors=error.messages)
    return redirect(reverse("event", args=[pk]) + "#comments")


@require_POST
def finish(request: PersonalRequest, pk: int) -> HttpResponse:
    """Says that the event is done, with its outcome, if it is still as the page that asks has read it.

    Leads on to the next one where that is asked for; an outcome that is refused stays on the page.
    """
    record, outcome = seen(request, pk, Action.EDIT), request.POST.get("outcome", "").strip()
    if (version := number_in(request.POST.get("version"))) is not None and version != record.version:
        return event_page(request, record, status=409, outcome=outcome, done_errors=[changed_meanwhile(record)])
    try:
        finish_event(user=request.user, record=record, outcome=outcome)
    except ValidationError as error:
        stored = seen(request, pk, Action.EDIT)
        return event_page(request, stored, status=422, outcome=outcome, done_errors=error.messages)
    messages.success(request, _("“%s” is done.") % record)
    if "follow" in request.POST:
        return redirect(f"{screens['events'].url('add', parent=record.counterparty)}?follows={pk}")
    return redirect("event", pk=pk)


@require_POST
def summarise(request: PersonalRequest, pk: int) -> HttpResponse:
    """Sends the summary of the event to who has asked for it."""
    record = seen(request, pk, Action.EDIT)
    try:
        send_summary(user=request.user, record=record)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The summary was sent to %s.") % record.summary_email)
    return redirect("event", pk=pk)


@require_POST
def end_series(request: PersonalRequest, pk: int) -> HttpResponse:
    """Archives this occurrence and those behind it."""
    record = seen(request, pk, Action.EDIT)
    number = archive_following(user=request.user, record=record)
    said = ngettext("%d event of the series is archived.", "%d events of the series are archived.", number)
    messages.success(request, said % number)
    return redirect(screens["events"].url(parent=record.counterparty))


@require_POST
def move(request: PersonalRequest, pk: int) -> HttpResponse:
    """Lets the event begin at another time, if it is still as the page that asks has read it."""
    record = seen(request, pk, Action.EDIT)
    begins, version = moment_in(asked(request, "begins")), number_in(asked(request, "version"))
    if begins is None:
        return refused(request, _("Enter the date and time at which it is to begin."))
    before = record.begins.isoformat()
    if version is not None and version != record.version:
        return refused(request, changed_meanwhile(record))
    try:
        move_event(user=request.user, record=record, begins=begins)
    except ValidationError as error:
        return refused(request, " ".join(error.messages))
    text = _("“%(topic)s” is now on %(when)s.") % {"topic": record, "when": span_of(record)}
    if not request.headers.get("HX-Request"):
        messages.success(request, text)
        return redirect("calendar")
    undo = f"{reverse('event-move', args=[pk])}?{urlencode({'begins': before, 'version': record.version})}"
    return told(text, undo=undo)


def changed_meanwhile(record: Event) -> str:
    return _("“%s” has been changed meanwhile: look at it again first.") % record


def asked(request: PersonalRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def told(text: str, *, undo: str = "", status: int = 204) -> HttpResponse:
    """A toast, and the calendar read anew."""
    events = {"toast": {"text": text, "undo": undo}, "results-changed": True}
    return HttpResponse(status=status, headers={"HX-Trigger": json.dumps(events)})


def refused(request: PersonalRequest, text: str) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        messages.error(request, text)
        return redirect("calendar")
    events = {"toast": {"text": text, "level": "error"}, "results-changed": True}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
