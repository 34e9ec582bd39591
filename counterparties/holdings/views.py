"""The picture of a holding's tree."""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access.requests import PersonalRequest
from attributes.days import Date
from counterparties.file import COUNTERPARTY_FILE
from counterparties.holdings.tree import MOST, tree_of
from counterparties.models import Counterparty
from screens.file import Tab

TABS = ("members", "holdings")
"The tabs beside which the tree stands: who has none of them in the file has no tree."


@require_GET
def tree(request: PersonalRequest, pk: int) -> HttpResponse:
    """Where a counterparty stands among holdings on a `day`, today without one."""
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    tab = tab_of(record, request)
    day, errors = asked_day(request.GET.get("day", ""))
    context = {
        "shell": "_sheet.html" if request.headers.get("HX-Target") == "sheet" else "file.html",
        "parent": record,
        **COUNTERPARTY_FILE.context(request, record, tab),
        "tree": tree_of(record, request.user, day, whole="whole" in request.GET),
        "most": MOST,
        "errors": errors,
        "is_today": day == timezone.localdate(),
        "tab_url": tab.url(parent=record),
        "tree_url": reverse("holding-tree", args=[record.pk]),
    }
    return render(request, "counterparties/holdings/tree.html", context, status=422 if errors else 200)


def tab_of(record: Counterparty, request: PersonalRequest) -> Tab:
    tabs = {tab.slug: tab for tab in COUNTERPARTY_FILE.tabs_of(record, request.user)}
    found = next((tabs[slug] for slug in TABS if slug in tabs), None)
    if found is None:
        raise Http404
    return found


def asked_day(text: str) -> tuple[date, list[str]]:
    """The day, today where the text says none; with what is wrong with the text."""
    try:
        return Date("day", _("Day")).clean(text) or timezone.localdate(), []
    except ValidationError as error:
        return timezone.localdate(), error.messages
