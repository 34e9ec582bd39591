"""A portal user's page in the file, what is done there; his invitation, and the page that is his own."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from access.models import Action
from access.requests import PersonalRequest
from counterparties.contact_columns import email_link
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import PortalUser
from counterparties.models.portal_users import USERS
from counterparties.portal import saving
from counterparties.portal.admitting import admitted
from counterparties.portal.tokens import days, goes_by_email, invited_by, path_of
from screens.file import Tab
from screens.registry import screens

DEEDS: dict[str, tuple[Callable[..., None], Any]] = {
    "invite": (saving.invite, gettext_lazy("%(name)s is invited again; the link from before works no longer.")),
    "block": (saving.block, gettext_lazy("%(name)s can no longer log in.")),
    "unblock": (saving.unblock, gettext_lazy("%(name)s is no longer blocked.")),
}


@require_GET
def portal_user(request: PersonalRequest, pk: int) -> HttpResponse:
    """All that is known of a portal user, within the file of the counterparty; the link to who may invite."""
    record = seen(request, pk)
    tab = _tab()
    parent = tab.owner(request.user, record.counterparty_id)
    editable = record.archived_at is None and COUNTERPARTY_FILE.may_edit(request.user, parent)
    editable = editable and record.counterparty.archived_at is None
    invited = editable and record.state == PortalUser.State.INVITED
    context = {
        "shell": "_sheet.html" if request.headers.get("HX-Target") == "sheet" else "file.html",
        "parent": parent,
        "record": record,
        "email": email_link(record.email),
        "editable": editable,
        "link": request.build_absolute_uri(path_of(record)) if invited else "",
        "days": days(),
        "by_email": goes_by_email(),
        "sent": record.invitations.filter(number=record.invitation).first() if invited else None,
        "edit_url": tab.url("edit", record, parent),
        "history_url_of_user": tab.url("history", record, parent),
        "list_url": tab.url(parent=parent),
        **COUNTERPARTY_FILE.context(request, parent, tab),
    }
    response = render(request, "counterparties/portal/user.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def seen(request: PersonalRequest, pk: int, action: Action = Action.SEE) -> PortalUser:
    """The portal user, if the user may see him; PermissionDenied where he may not do this with him."""
    rows = PortalUser.objects.visible_to(request.user).in_tab(USERS, request.user)
    record = get_object_or_404(rows.select_related("user", "person", "counterparty"), pk=pk)
    if action != Action.SEE and not PortalUser.objects.visible_to(request.user, action).filter(pk=pk).exists():
        raise PermissionDenied
    return record


@require_POST
def deed(request: PersonalRequest, pk: int, name: str) -> HttpResponse:
    """Invites anew, blocks or unblocks."""
    if name not in DEEDS:
        raise Http404
    verb, said = DEEDS[name]
    record = seen(request, pk, Action.EDIT)
    try:
        verb(user=request.user, record=record)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said % {"name": record.name})
    return redirect(record)


def _tab() -> Tab:
    return cast(Tab, screens[USERS])


@login_not_required
@never_cache
def invitation(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Where somebody who is invited sets his password; he is logged in then."""
    record = invited_by(pk, token)
    if record is None:
        return render(request, "counterparties/portal/invitation.html", {"record": None}, status=410)
    form = SetPasswordForm(record.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = saving.accept(pk=pk, token=token, password=form.cleaned_data["new_password1"])
        except ValidationError as error:
            form.add_error("new_password1", error)
        else:
            if user is None:
                return redirect(request.path)
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            messages.success(request, _("Your password is set."))
            return redirect("portal-home")
    context = {"record": record, "form": form}
    return render(request, "counterparties/portal/invitation.html", context, status=422 if form.errors else 200)


@require_GET
def home(request: PersonalRequest) -> HttpResponse:
    """The portal user's own page; colleagues have none."""
    record = admitted().select_related("counterparty", "user").filter(user=request.user).first()
    if record is None:
        return redirect("home")
    return render(request, "counterparties/portal/home.html", {"record": record})
