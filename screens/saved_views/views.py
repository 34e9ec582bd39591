"""The views of saved views: what is saved beside a list's title, pinned, opened first, put in order."""

import json
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from access.models import Action
from access.requests import PersonalRequest, sent_from
from attributes.numbers import number_in
from screens.changes import latest_changes
from screens.listing import ListQuery
from screens.menu import Section, sections_for
from screens.registry import screens
from screens.saved_views.models import SavedView
from screens.saved_views.opening import described, fitting, kept_text, mark_of
from screens.saved_views.pinning import arrange_pins, open_first, pin_view
from screens.saved_views.saving import overwrite_view
from screens.saved_views.shown import add_address, address_of, read_anew
from screens.views import ArchiveView, EditView, ScreenView

SALT = "screens.saved_views"


def menu_around(request: PersonalRequest) -> list[Section]:
    """The menu of the page that the request was sent from."""
    page = sent_from(request)
    return sections_for(request.user, page.path, QueryDict(page.query))


def list_address(given: str) -> str:
    """The address of the list that a view was saved from, as it was sent along; never one of another site."""
    return given if url_has_allowed_host_and_scheme(given, allowed_hosts=None) else reverse("saved-views-list")


class MenuChanges(ScreenView):
    """Answers htmx with the menu as it is now, and lets the list read itself anew."""

    mark = ""
    "What the open view shows now, if this request has changed it."

    def done(self, text: str, *, undo: str = "", to: str = "") -> HttpResponse:
        read_anew(self.request.user)
        if not self.request.headers.get("HX-Request"):
            return super().done(text, undo=undo, to=to)
        context = {"mark": self.mark, "menu": menu_around(self.request)}
        response = render(self.request, "saved_views/_done.html", context)
        events = {"toast": {"text": text, "undo": undo}, "slide-close": True, "results-changed": True}
        response["HX-Trigger"] = json.dumps(events)
        return response


class RenameView(MenuChanges, EditView):
    """Renames a view, shares it, says where it stands in one's own menu."""


class PutAwayView(MenuChanges, ArchiveView):
    """Takes a view out of everybody's menus, to be brought back at any time."""


class BringBackView(PutAwayView):
    """Brings a view back, with the pins that people had on it."""

    verb = "activate"


class AddView(EditView):
    """Saves what a list shows as a new view, and opens it."""

    record_added: SavedView

    def get_record(self) -> SavedView:
        query = list_of(self.request, self.request.GET.get("list", ""), self.request.GET.get("query", ""))
        self.record_added = SavedView(screen=query.screen.slug, query=kept_text(query), owner=self.request.user)
        return self.record_added

    def done(self, text: str, *, undo: str = "", to: str = "") -> HttpResponse:
        to = address_of(self.record_added, self.at)
        messages.success(self.request, text)
        if not self.request.headers.get("HX-Request"):
            return HttpResponseRedirect(to)
        return HttpResponse(status=204, headers={"HX-Redirect": to})

    def form_page(self, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        return super().form_page(form, status, list_url=self.at, **more)

    @property
    def at(self) -> str:
        return list_address(self.request.GET.get("at", ""))


def list_of(request: PersonalRequest, slug: str, text: str) -> ListQuery:
    """What an address says of a list; 404 without such a list, 400 when the list cannot read it."""
    screen = screens.get(slug)
    if screen is None or not screen.is_open(request.user):
        raise Http404
    query = ListQuery(screen, request.user, QueryDict(text, mutable=True))
    if query.errors:
        raise BadRequest(" ".join(query.errors))
    return query


class OverwriteView(MenuChanges):
    """Writes what the list shows into the view that is open; says so when somebody else was quicker."""

    action = Action.EDIT

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        text, opened = self.wanted(record)
        before = record.query
        try:
            overwrite_view(user=request.user, record=record, query=text, opened=opened)
        except ValidationError:
            return self.conflict(record, text)
        self.mark = mark_of(text)
        back = signing.dumps([before, self.mark], salt=SALT, compress=True)
        undo = f"{reverse('saved-views-overwrite', args=[record.pk])}?back={back}"
        return self.done(_("The view “%s” is saved.") % record, undo=undo)

    def wanted(self, record: SavedView) -> tuple[str, str]:
        """What to write, and over what; Undo brings both along, whatever of it the list still has."""
        if back := self.request.GET.get("back"):
            try:
                text, opened = signing.loads(back, salt=SALT)
            except signing.BadSignature as error:
                raise BadRequest from error
            return text, opened
        query = list_of(self.request, record.screen, self.request.POST.get("query", ""))
        return kept_text(query), self.request.POST.get("opened", "")

    def conflict(self, record: SavedView, text: str) -> HttpResponse:
        screen, user = screens[record.screen], self.request.user
        theirs, mine = (described(fitting(screen, user, query).query) for query in (record.query, text))
        at = list_address(self.request.POST.get("at", ""))
        labels = [label for label in {**theirs, **mine} if theirs.get(label) != mine.get(label)]
        context = {
            "record": record,
            "differences": [(label, theirs.get(label, "—"), mine.get(label, "—")) for label in labels],
            "latest": latest_changes(record=record, user=self.request.user, limit=1),
            "text": text,
            "mark": mark_of(record.query),
            "at": at,
            "theirs_url": address_of(record, at),
            "add_url": add_address(record.screen, text, at),
        }
        return self.render("saved_views/conflict.html", context, 409)


class PinView(MenuChanges):
    """Pins a view in one's own menu (`to=1`) or takes it out."""

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        to = request.GET.get("to") == "1"
        pin_view(user=request.user, record=record, pinned=to)
        text = _("“%s” is pinned in your menu.") if to else _("“%s” is no longer pinned in your menu.")
        return self.done(text % record, undo=f"{request.path}?to={int(not to)}")


class FirstView(MenuChanges):
    """Lets one's own menu open a view (`to=1`) instead of the whole list, or the list again."""

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        to = request.GET.get("to") == "1"
        open_first(user=request.user, record=record, first=to)
        text = _("The list starts with “%s” now.") if to else _("The list starts without a view again.")
        return self.done(text % record if to else text, undo=f"{request.path}?to={int(not to)}")


class ArrangeView(MenuChanges):
    """Puts one's pins in order."""

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        order = [pk for text in request.POST.getlist("ids") if (pk := number_in(text)) is not None]
        arrange_pins(user=request.user, order=order)
        return self.done(_("Your menu has the new order."))
