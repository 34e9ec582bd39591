"""The configuration screen: lists by tab, and the verbs of their rows. All of it works without script."""

import json
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from access.models import Action, User
from access.requests import sent_from
from attributes.numbers import number_in
from reference import usage
from reference.arranging import Siblings, arrange, move
from reference.changes import page, panel
from reference.deleting import delete, why_not
from reference.file_tabs.lines import of_file_tabs
from reference.form_templates.lines import fields_page, of_form_templates
from reference.items.lines import of_nomenclatures
from reference.items.page import items_page
from reference.items.state import State
from reference.lines import of_features, of_plain, of_types
from reference.models import FormTemplate, Nomenclature
from reference.models.rows import Arranged
from reference.screens import Configured, may_configure
from reference.stopping import start, stop
from reference.tabs import TABS, WITHIN, tab_counts
from screens.registry import screens
from screens.views import EditView, ScreenView

UNDONE = 100
"Arrangements of more rows than this offer no Undo: the address would grow too long."


class ConfigurationView(ScreenView):
    """A part of the configuration screen. Items have their nomenclature as `parent`, fields their form template."""

    screen: Configured

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.screen.parent_model:
            rows = self.screen.parent_model.objects.visible_to(self.user)
            self.parent = get_object_or_404(rows, pk=kwargs["parent"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Whoever has logged in: LoginRequiredMiddleware lets nobody else come here."""
        return self.request.user

    @cached_property
    def state(self) -> State:
        return State.of(self.request.GET)

    def home(self) -> str:
        """The address of the list that the answer shows."""
        return self.bare_home() + self.state.query(under=0, tab="")

    def bare_home(self) -> str:
        return screens[self.tab].url(parent=self.parent if self.tab in WITHIN else None)

    @property
    def tab(self) -> str:
        """Items are shown in their own list or opened within that of the nomenclatures."""
        return self.state.tab if self.state.tab and self.screen.slug == "items" else self.screen.slug

    def render(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        response = super().render(template, context, status)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response

    def listed(self, status: int = 200, **more: Any) -> HttpResponse:
        """The list of the tab with all that surrounds it."""
        may = may_configure(self.user)
        history, total = panel() if may else ([], 0)
        context = {
            "tab": self.tab,
            "tab_title": self.parent if self.tab in WITHIN else screens[self.tab].title,
            "tab_above": WITHIN.get(self.tab, self.tab),
            "tabs": tab_counts(),
            "may": may,
            "new": [screens[slug] for slug in TABS if slug != "types"],
            "changes": history,
            "total": total,
            "state": self.state,
            "column": usage.shown_to(self.user, screens[self.tab].model),
            "home": self.home(),
            **self.lines(),
            **more,
        }
        return self.render(f"reference/{self.tab}.html", context, status)

    def lines(self) -> dict[str, Any]:
        """The lines of the tab, and what only this tab needs."""
        query = self.state.query(under=0)
        if self.tab == "items" and isinstance(self.parent, Nomenclature):
            return items_page(self.parent, self.state, self.user)
        if self.tab == "form-fields" and isinstance(self.parent, FormTemplate):
            return fields_page(self.parent, self.state, self.user)
        if self.tab == "form-templates":
            return {"lines": of_form_templates(query, self.user)}
        if self.tab == "nomenclatures":
            return {"lines": of_nomenclatures(self.state, self.user)}
        if self.tab == "file-tabs":
            return {"lines": of_file_tabs(query)}
        if self.tab == "features":
            lines = of_features(query, self.user)
            return {"lines": lines, "chosen": next((x for x in lines if x.record.pk == self.state.chosen), None)}
        if self.tab == "types":
            return {"lines": of_types(query, self.user)}
        return {"lines": of_plain(cast(type[Arranged], screens[self.tab].model), query, self.user)}

    def answer(self, text: str, *, undo: str = "", status: int = 200, level: str = "") -> HttpResponse:
        """After a verb: the list anew with a toast, or a message and a redirection where there is no script."""
        home = self.home()
        if not self.request.headers.get("HX-Request"):
            messages.add_message(self.request, messages.ERROR if level else messages.SUCCESS, text)
            return HttpResponseRedirect(home)
        toast = {"text": text, "undo": undo, "target": "#configuration", "swap": "outerHTML", "level": level}
        response = self.listed(status)
        response["HX-Trigger"] = json.dumps({"toast": toast, "slide-close": True})
        response["HX-Retarget"], response["HX-Reswap"] = "#configuration", "outerHTML"
        shown = sent_from(self.request)
        if home != shown.path + (f"?{shown.query}" if shown.query else ""):
            response["HX-Push-Url"] = home
        return response


class ListView(ConfigurationView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.listed()


class FormView(EditView, ConfigurationView):
    """Adds or edits a row; a new type or item stands under the one that the address names."""

    def get_record(self) -> Any:
        record: Any = super().get_record()
        if record.pk and self.screen.slug == "types" and record.parent_id is None:
            raise PermissionDenied
        if record.pk is None and self.parent is not None:
            setattr(record, self.screen.parent_field, self.parent)
        if record.pk is None and self.state.under:
            rows = self.screen.rows(self.user, Action.SEE, self.parent)
            record.parent = get_object_or_404(rows, pk=self.state.under)
        return record

    def done(self, text: str, *, undo: str = "", to: str = "") -> HttpResponse:
        """The list anew, or the page that the saved row leads to."""
        if to in ("", self.screen.url(parent=self.parent)):
            return self.answer(text)
        messages.success(self.request, text)
        if self.request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": to})
        return HttpResponseRedirect(to)

    def form_page(self, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        return super().form_page(form, status, list_url=self.home(), **more)


class VerbView(ConfigurationView):
    """A verb of one row, by POST; without the right to edit settings 403."""

    action = Action.EDIT
    verb = ""
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.record()
        try:
            return getattr(self, self.verb)(record)
        except ObjectDoesNotExist as error:
            raise Http404 from error
        except ValidationError as error:
            return self.answer(" ".join(error.messages), status=422, level="error")

    def url(self, verb: str, record: Model) -> str:
        return self.screen.url(verb, record, self.parent) + self.state.query(under=0)

    def up(self, record: Any) -> HttpResponse:
        return self.moved(record, -1, "down")

    def down(self, record: Any) -> HttpResponse:
        return self.moved(record, 1, "up")

    def moved(self, record: Any, by: int, back: str) -> HttpResponse:
        before = record.position
        after = move(record=record, by=by)
        text = _("“%(name)s” is now %(position)s of %(number)s.")
        number = Siblings.of(record).rows.count()
        return self.answer(
            text % {"name": record, "position": after, "number": number},
            undo=self.url(back, record) if before != after else "",
        )

    def stop(self, record: Any) -> HttpResponse:
        stop(record=record)
        return self.answer(_("“%s” is stopped.") % record, undo=self.url("start", record))

    def start(self, record: Any) -> HttpResponse:
        start(record=record)
        return self.answer(_("“%s” is started.") % record, undo=self.url("stop", record))


class MoveChosenView(VerbView):
    """The arrows above the features, for the chosen one."""

    def record(self) -> Model:
        chosen = self.request.POST.get("chosen", "")
        if not self.screen.may_add(self.user):
            raise PermissionDenied
        return get_object_or_404(self.screen.rows(self.user), pk=number_in(chosen) or 0)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record: Any = self.record()
        self.state = State(chosen=record.pk)
        return self.moved(record, -1, "down") if request.POST.get("by") == "up" else self.moved(record, 1, "up")


class DeleteView(VerbView):
    """Deletes a row. The page that asks is for who has no script; a dialog asks the others."""

    http_method_names = ["get", "post"]
    verb = "remove"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.record()
        context = {"record": record, "refused": why_not(record), "home": self.home()}
        return self.render("reference/delete.html", context)

    def remove(self, record: Any) -> HttpResponse:
        name = str(record)
        delete(record=record)
        return self.answer(_("“%s” is deleted.") % name)


class ArrangeView(ConfigurationView):
    """Takes the ids of siblings in their new order."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.screen.may_add(self.user):
            raise PermissionDenied
        texts = request.POST.getlist("ids") or request.GET.getlist("ids")
        wanted = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
        if len(wanted) != len(texts) or not wanted:
            return self.answer(_("The order is not readable. Load the page again."), status=422, level="error")
        rows = self.screen.rows(self.user, Action.EDIT, self.parent).filter(pk__in=wanted)
        before = list(rows.order_by("position", "pk").values_list("pk", flat=True))
        model = cast(type[Arranged], self.screen.model)
        arrange(model=model, ids=[pk for pk in wanted if pk in set(before)])
        return self.answer(self.said(rows), undo=self.undo(before))

    def said(self, rows: Any) -> str:
        moved = number_in(self.request.POST.get("moved"))
        record = rows.filter(pk=moved).first() if moved is not None else None
        if record is None:
            return _("The order is saved.")
        number = Siblings.of(record).rows.count()
        text = _("“%(name)s” is now %(position)s of %(number)s.")
        return text % {"name": record, "position": record.position, "number": number}

    def undo(self, before: list[int]) -> str:
        if len(before) > UNDONE:
            return ""
        query = self.state.query(under=0) or "?"
        ids = "&".join(f"ids={pk}" for pk in before)
        return self.screen.url("arrange", parent=self.parent) + query + ("&" if len(query) > 1 else "") + ids


class ChangesView(ConfigurationView):
    """All changes of the configuration, page by page: of features, too, that not everybody may know of."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_configure(self.user):
            raise PermissionDenied
        before = number_in(request.GET.get("before"))
        found, older = page(before)
        context = {"changes": found, "older": older, "first": before is None}
        return self.render("reference/changes.html", context)
