"""The page on which an e-mail is written."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access.models import Action
from access.requests import PersonalRequest
from attributes.numbers import number_in
from counterparties.emails.forms import EmailForm
from counterparties.emails.sending import send_again, write_email
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Counterparty, Email, Event
from screens.registry import screens


@require_http_methods(["GET", "POST"])
def email(request: PersonalRequest, pk: int) -> HttpResponse:
    """Writes an e-mail to the counterparty; `person` in the address is the contact person who is ticked at first."""
    record = get_object_or_404(Counterparty.objects.visible_to(request.user), pk=pk)
    if not COUNTERPARTY_FILE.may_edit(request.user, record):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    person = number_in(request.GET.get("person"))
    form = EmailForm(data, request.FILES or None, record=record, user=request.user, person=person)
    if data is None:
        return _page(request, record, form)
    if "fill" in data:
        return _page(request, record, form.with_template())
    if form.is_valid():
        given = form.cleaned_data
        values = {name: given[name] for name in ("to", "cc", "subject", "text")}
        values |= {"attachments": given.get("attachments", ()), "files": given["new_files"]}
        try:
            sent = write_email(user=request.user, record=record, people=form.people, **values)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The e-mail is on its way to %s.") % ", ".join(sent.to))
            return redirect(sent.event)
    return _page(request, record, form, status=422)


def _page(request: PersonalRequest, record: Counterparty, form: EmailForm, status: int = 200) -> HttpResponse:
    context = {"shell": "file.html", "parent": record, "form": form, "list_url": screens["events"].url(parent=record)}
    context |= COUNTERPARTY_FILE.context(request, record, screens["events"])  # type: ignore[arg-type]
    return render(request, "counterparties/emails/form.html", context, status=status)


@require_POST
def again(request: PersonalRequest, pk: int) -> HttpResponse:
    """Sends an e-mail again that was given up."""
    events = Event.objects.visible_to(request.user, Action.EDIT)
    found = get_object_or_404(Email.objects.select_related("event"), event__in=events, pk=pk)
    try:
        send_again(email=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The e-mail is on its way to %s.") % ", ".join(found.to))
    return redirect(found.event)
