"""The list of one's notices, and opening one."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from access.requests import PersonalRequest
from attributes.numbers import number_in
from screens.notices.models import Notice
from screens.notices.telling import mark_read

PAGE = 50


@require_GET
def notices(request: PersonalRequest) -> HttpResponse:
    """One's notices, newest first; `before` (a notice's number) leads further back."""
    rows = Notice.objects.visible_to(request.user).order_by("-pk")
    before = number_in(request.GET.get("before"))
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return render(request, "notices/list.html", {"notices": found[:PAGE], "older": older, "first": before is None})


@require_POST
def open_notice(request: PersonalRequest, pk: int) -> HttpResponse:
    """Marks a notice as read and leads to what it speaks of."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(user=request.user, ids=[pk])
    return redirect(notice.url or "notices")


@require_POST
def read_all(request: PersonalRequest) -> HttpResponse:
    """Marks all of one's notices as read."""
    number = mark_read(user=request.user)
    if not request.headers.get("HX-Request"):
        return redirect("notices")
    text = ngettext("%d notice is read.", "%d notices are read.", number) % number
    trigger = json.dumps({"toast": {"text": text if number else _("There was nothing new.")}})
    return HttpResponse(status=204, headers={"HX-Trigger": trigger, "HX-Refresh": "true"})
