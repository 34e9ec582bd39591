"""The pages that are more than a list or a form: the file's summary and history, the first page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.models import Ability, Action
from access.policy import can
from access.requests import PersonalRequest
from attributes.numbers import number_in
from counterparties import feature_forms
from counterparties.changes import changes_of_file, filter_of_file, seen_changes
from counterparties.demonstration.loading import load_demonstration
from counterparties.demonstration.removing import remove_demonstration
from counterparties.file import COUNTERPARTY_FILE
from counterparties.holdings.figures import figures_of
from counterparties.key_data import addresses_of, key_facts, people_of
from counterparties.models import Counterparty
from counterparties.recent import opened
from counterparties.taking_back import take_back
from counterparties.vies.showing import section as vies_section
from exchange.provenance import origin_of, with_origin
from history.models import Change
from reference.models.file_tabs import Part
from reference.remembering import remembering
from screens.forms import ScreenForm
from screens.registry import screens
from screens.saved_views.shown import first_address

CHANGES, LATEST = 100, 15
"Changes on a page of the history, and in the panel beside the file."


def home(request: PersonalRequest) -> HttpResponse:
    """The customers' list; on an empty installation the three ways in."""
    if Counterparty.objects.exists():
        return redirect(first_address(request.user, reverse("counterparties-customer-list")))
    may_add = screens["counterparties"].may_add(request.user)
    ways = {
        "add_url": reverse("counterparties-customer-add") if may_add else "",
        "import_url": import_url(request),
        "demonstration_url": reverse("load-demonstration") if can(request.user, Ability.CONFIGURE) else "",
    }
    return render(request, "welcome.html", ways)


def import_url(request: PersonalRequest) -> str:
    return reverse("exchange:choose") if can(request.user, Ability.IMPORT) else ""


def file_page(
    request: PersonalRequest, template: str, record: Counterparty, page: Part, context: dict[str, Any]
) -> HttpResponse:
    """A page of the file that is no list: the whole page, or its sheet alone for htmx."""
    shell = "_sheet.html" if request.headers.get("HX-Target") == "sheet" else "file.html"
    surroundings = COUNTERPARTY_FILE.context(request, record, None, page)
    return render(request, template, {"shell": shell, "parent": record, **surroundings, **context})


def counterparty(request: PersonalRequest, pk: int) -> HttpResponse:
    """The summary: key data, features, and of the tabs that the user has the people and the main address."""
    seen = Counterparty.objects.visible_to(request.user).select_related("status", "responsible")
    record = get_object_or_404(with_origin(seen, request.user).prefetch_related("types"), pk=pk)
    known = screens["counterparties"].attributes(request.user)
    ticked = [row.pk for row in known["types"].value(record)]
    tabs = {tab.slug for tab in COUNTERPARTY_FILE.tabs_of(record, request.user)}
    context = {
        "facts": key_facts(record, known),
        "origin": origin_of(record),
        "features": feature_forms.file_context(record=record, user=request.user, ticked=ticked),
        "people": people_of(record) if "contact-persons" in tabs else None,
        "addresses": addresses_of(record) if "addresses" in tabs else None,
        "vies": vies_section(record, request.user),
        "holding": figures_of(record, request.user) if "members" in tabs else None,
    }
    response = file_page(request, "counterparties/summary.html", record, Part.SUMMARY, context)
    opened(request, response, pk)
    return response


@require_POST
def feature_fields(request: PersonalRequest, pk: int | None = None) -> HttpResponse:
    """The form's fields of the features that the ticked types ask for, with what is typed in them already."""
    screen = screens["counterparties"]
    if pk is None and not screen.may_add(request.user):
        raise PermissionDenied
    record = (
        get_object_or_404(Counterparty.objects.visible_to(request.user, Action.EDIT), pk=pk) if pk else Counterparty()
    )
    with remembering():
        form = ScreenForm(screen, request.user, record, request.POST, request.FILES).unjudged()
        context = {"form": form, "alone": True, **screen.form_context(form)}
        return render(request, "counterparties/_feature_fields.html", context)


def changes(request: PersonalRequest, pk: int) -> HttpResponse:
    """Everything that was changed in the file, newest first; `before` (a change's number) leads further back."""
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    if not COUNTERPARTY_FILE.parts_of(record, request.user).has(Part.HISTORY):
        raise Http404
    before = number_in(request.GET.get("before"))
    asked = filter_of_file(record, request.user, request.GET)
    found, older = changes_of_file(record, request.user, asked=asked.condition, before=before, limit=CHANGES)
    context = {"record": record, "changes": found, "older": older, "change_filter": asked}
    context["take_back"] = COUNTERPARTY_FILE.may_edit(request.user, record)
    return file_page(request, "history.html", record, Part.HISTORY, context)


def latest_changes(request: PersonalRequest, pk: int) -> HttpResponse:
    """What the panel beside the file shows: it comes after the page, which need not wait for all that it names."""
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    if not COUNTERPARTY_FILE.parts_of(record, request.user).has(Part.HISTORY):
        raise Http404
    found, _older = changes_of_file(record, request.user, limit=LATEST)
    return render(request, "_history.html", {"changes": found})


@require_POST
def take_change_back(request: PersonalRequest, pk: int, change: int) -> HttpResponse:
    """Gives one field of the file the value from before a change; the history stays filtered as it was."""
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    if not COUNTERPARTY_FILE.may_edit(request.user, record):
        raise PermissionDenied
    told = seen_changes(record, request.user)
    found = get_object_or_404(told, pk=change)
    try:
        name = take_back(user=request.user, record=record, change=found, place=request.GET.get("place", ""))
    except Change.DoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s is as it was before.") % {"name": capfirst(name)})
    filtered = request.GET.copy()
    filtered.pop("place", None)
    return redirect(reverse("counterparty-changes", args=[pk], query=filtered))


@require_POST
def load(request: PersonalRequest) -> HttpResponse:
    """Loads the demonstration data."""
    require_configure(request)
    try:
        number = load_demonstration(user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%d invented counterparties are loaded.") % number)
    return redirect("home")


@require_POST
def remove(request: PersonalRequest) -> HttpResponse:
    """Removes the demonstration data and says what stays."""
    require_configure(request)
    removed = remove_demonstration(user=request.user)
    said = [_("%d invented counterparties are removed.") % removed.counterparties]
    if removed.kept:
        said.append(_("Kept, because used: %s.") % ", ".join(removed.kept))
    if removed.let_go:
        said.append(_("No longer in an invented holding: %s.") % ", ".join(removed.let_go))
    messages.success(request, " ".join(said))
    return redirect("home")


def require_configure(request: PersonalRequest) -> None:
    if not can(request.user, Ability.CONFIGURE):
        raise PermissionDenied
