"""The views of every screen. A view holds its screen; it copies none of its options."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views import View

from access.models import Action
from access.requests import PersonalRequest, sent_from
from attributes.numbers import number_in
from attributes.values import Attribute
from screens.changes import changes_of, latest_changes
from screens.file import Tab
from screens.forms import ScreenForm
from screens.listing import OF, SIZES, ListQuery
from screens.origin import ORIGIN, behind
from screens.saved_views.shown import ViewsOfList
from screens.screen import Screen
from screens.tables.heads import ColumnMenu
from screens.tables.page import table_of


class ScreenView(View):
    """Finds the owner of a tab first: not his, or not his tab, is 404, and so is a list that is closed to him."""

    screen: Screen = None  # type: ignore[assignment]  # given to as_view
    action = Action.SEE
    request: PersonalRequest

    parent: Model | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.screen = self.screen.narrowed(request.GET.get(OF, ""))
        if isinstance(self.screen, Tab):
            self.parent = self.screen.owner(self.request.user, kwargs["parent"])
        elif not self.screen.is_open(self.request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def record(self) -> Model:
        """The record of the address. Not visible is 404, visible without the right for this action 403."""
        record = get_object_or_404(self.screen.rows(self.request.user, parent=self.parent), pk=self.kwargs["pk"])
        allowed = self.screen.rows(self.request.user, self.action, self.parent)
        if self.action != Action.SEE and not allowed.filter(pk=record.pk).exists():
            raise PermissionDenied
        if self.action == Action.EDIT and getattr(record, "archived_at", None):
            raise PermissionDenied(_("“%s” is archived: activate it first.") % record)
        return record

    def render(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        target = self.request.headers.get("HX-Target", "") if self.request.headers.get("HX-Request") else ""
        whole, bare = self.screen.shell, "partial.html"
        shells = {"": whole, "main": bare, "slide-body": bare}
        everything = {
            "screen": self.screen,
            "parent": self.parent,
            "in_slide": target == "slide-body",
            "shell": shells.get(target, self.screen.partial),
            "list_url": self.screen.url(parent=self.parent),
            **self.screen.context(self.request, self.parent),
            **context,
        }
        response = render(self.request, template, everything, status=status)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response

    def done(self, text: str, *, undo: str = "", to: str = "") -> HttpResponse:
        """The answer after a write: events for htmx, a message and a redirection for a plain form."""
        to = (to or self.screen.url(parent=self.parent)) + behind(self.request.GET.get(ORIGIN, ""))
        if not self.request.headers.get("HX-Request"):
            messages.success(self.request, text)
            return HttpResponseRedirect(to)
        events = {"toast": {"text": text, "undo": undo}, "slide-close": True, "results-changed": True}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


class ListView(ScreenView):
    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        known = self.screen.attributes(request.user)
        params = with_kept_columns(request, self.screen, known)
        query = ListQuery(self.screen, request.user, params, self.parent, attributes=known)
        if "" in request.GET.values() and not request.headers.get("HX-Request") and not (query.errors or query.fallen):
            # A form that is sent without script names all its fields.
            return HttpResponseRedirect(f"{request.path}?{query.canonical.urlencode()}".removesuffix("?"))
        views = ViewsOfList(query, self.screen.url(parent=self.parent))
        if views.current and views.unopened:
            return HttpResponseRedirect(views.opened)
        if request.headers.get("HX-Target") == "counting":
            return self.render("_count.html", {"query": query, "count": query.count_text})
        may_add = self.screen.may_add(request.user, self.parent)
        context = {
            "query": query,
            "views": views,
            "table": table_of(query),
            "columns": ColumnMenu(query),
            "add_url": self.screen.url("add", parent=self.parent) if may_add else "",
            **self.screen.list_context(query),
        }
        swap = request.headers.get("HX-Target") == "results"
        template = "_results.html" if swap else self.screen.list_template
        # htmx swaps in what is 422, so that who types a limit reads at once what is wrong with it.
        response = self.render(template, context, (422 if swap else 400) if query.errors else 200)
        if swap or request.headers.get("HX-Target") == "filter":
            response["HX-Push-Url"] = f"{request.path}?{query.canonical.urlencode()}".removesuffix("?")
        return response


def with_kept_columns(request: PersonalRequest, screen: Screen, known: Mapping[str, Attribute]) -> QueryDict:
    """The parameters of the address; where they name no columns, with those that this person chose last.

    Chosen is what the list's own form sends and its page did not show: a link from somebody else changes nobody's
    columns, nor does a filter that one sets there.
    """
    params, kept = request.GET.copy(), request.session.get("columns", {})
    if params.get("view") or ("columns" not in params and screen.key not in kept):
        # A saved view has columns of its own and leaves the person's choice alone.
        return params
    chosen = params.getlist("columns")
    if not chosen:
        params.setlist("columns", [name for name in kept[screen.key] if name in known])
    elif request.headers.get("HX-Trigger") == "filter" and all(name in known for name in chosen):
        default = screen.default_columns(known)
        if chosen == (QueryDict(sent_from(request).query).getlist("columns") or kept.get(screen.key) or default):
            return params
        # The usual columns are not kept, so that what becomes usual later is seen.
        usual = chosen == default
        others = {key: names for key, names in kept.items() if key != screen.key}
        now = others if usual else others | {screen.key: chosen}
        if now != kept:
            request.session["columns"] = now
    return params


class LookupView(ScreenView):
    """Answers a remote search as one types: the first rows that match, as JSON."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        params = QueryDict(mutable=True)
        params["q"], params["size"] = request.GET.get("q", ""), str(SIZES[0])
        found = ListQuery(self.screen, request.user, params, self.parent).page().rows
        by = "code" if request.GET.get("by") == "code" and "code" in self.screen.declared() else "pk"
        return JsonResponse({"results": [{"value": str(getattr(row, by)), "text": str(row)} for row in found]})


class EditView(ScreenView):
    """Adds a record (no `pk` in the address) or edits one."""

    action = Action.EDIT

    def get_record(self) -> Model:
        if "pk" in self.kwargs:
            return self.record()
        if not self.screen.may_add(self.request.user, self.parent):
            raise PermissionDenied
        record = self.screen.new(self.request.user, self.parent)
        self.screen.prefill(user=self.request.user, record=record, params=self.request.GET)
        return record

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        return self.form_page(ScreenForm(self.screen, request.user, self.get_record()))

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        form = ScreenForm(self.screen, request.user, self.get_record(), request.POST, request.FILES)
        if form.differences:
            latest = latest_changes(record=form.record, user=request.user, limit=1)
            return self.form_page(form.taking_theirs(), 409, differences=form.differences, latest=latest)
        if not form.is_valid() or not (record := form.save()):
            return self.form_page(form, status=422)
        text = _("%(record)s is saved.") % {"record": record}
        return self.done(text, to=self.screen.after_save(record, self.parent))

    def form_page(self, form: ScreenForm, status: int = 200, **more: Any) -> HttpResponse:
        if form.record.pk and "history" in self.screen.views:
            more["history_url"] = self.screen.url("history", form.record, self.parent)
        more |= {"form": form, "record": form.record} | self.screen.form_context(form)
        return self.render(self.screen.form_template, more, status)


class ArchiveView(ScreenView):
    """Archives a record, or brings it back; asks first where there is no script to offer Undo."""

    action = Action.ARCHIVE
    verb = "archive"

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        return self.ask(self.record())

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        if not self.screen.archivable:
            raise Http404
        record, other = self.record(), "activate" if self.verb == "archive" else "archive"
        try:
            getattr(self.screen, self.verb)(user=request.user, record=record)
        except ValidationError as error:
            return self.ask(record, 422, error=error.messages)
        words = self.screen.putting_away
        text = words.done if self.verb == "archive" else words.back_done
        to = self.screen.after_save(record, self.parent)
        return self.done(text % {"name": record}, undo=self.screen.url(other, record, self.parent), to=to)

    def ask(self, record: Model, status: int = 200, **more: Any) -> HttpResponse:
        words = self.screen.putting_away
        asked = words.asked if self.verb == "archive" else words.back_asked
        return self.render("confirm.html", {"verb": self.verb, "asked": asked % {"name": record}, **more}, status)


class HistoryView(ScreenView):
    """Who changed what in one record."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record = self.record()
        also, before = self.screen.also_told(record, request.user), number_in(request.GET.get("before"))
        found, older = changes_of(record=record, also=[also], before=before, user=request.user)
        return self.render("history.html", {"record": record, "changes": found, "older": older})
