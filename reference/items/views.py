"""What is done with the items of a nomenclature: moved in the tree, stopped with what stands below, pasted."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import Action
from attributes.numbers import number_in
from reference.arranging import Siblings
from reference.items.moving import Place, move_in, move_out, reparent
from reference.items.pasting import MOST_LINES, Planned, add_lines, plan
from reference.models import NomenclatureItem
from reference.stopping import start, stop
from reference.tree import ids_above, ids_below, ids_stopped
from reference.views import ConfigurationView, VerbView
from screens.hits import LONGEST

FOUND, PREVIEWED = 50, 12


class ItemLookupView(ConfigurationView):
    """Finds items of a nomenclature as one types, as JSON: their codes and names, with what they stand under.

    Those that are offered for new values; with `stopped=1` all, which records may still have.
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = request.GET.get("q", "")[:LONGEST].strip()
        rows = self.screen.rows(self.user, Action.SEE, self.parent)
        if request.GET.get("stopped") != "1":
            rows = rows.exclude(pk__in=ids_stopped(self.kwargs["parent"]))
        found = self.screen.searched(rows, text).select_related("parent").order_by("position", "pk")[:FOUND]
        texts = ((row.code, f"{row} ({row.parent})" if row.parent else str(row)) for row in found)
        return JsonResponse({"results": [{"value": code, "text": shown} for code, shown in texts]})


class ItemVerbView(VerbView):
    """A verb of one item, by POST."""

    def into(self, record: NomenclatureItem) -> HttpResponse:
        return self.placed(record, move_in(item=record))

    def out(self, record: NomenclatureItem) -> HttpResponse:
        return self.placed(record, move_out(item=record))

    def reparent(self, record: NomenclatureItem) -> HttpResponse:
        """Puts the item `before` or `behind` another one, or under the one that `to` names (empty: at the top)."""
        for name, step in (("before", 0), ("behind", 1)):
            if pk := self.given(name):
                other = get_object_or_404(self.rows(), pk=number_in(pk) or 0)
                overtaken = other.parent_id == record.parent_id and record.position < other.position
                place = other.position + step - overtaken
                return self.placed(record, reparent(item=record, parent=other.parent, position=place))
        parent = get_object_or_404(self.rows(), pk=number_in(pk) or 0) if (pk := self.given("to")) else None
        return self.placed(record, reparent(item=record, parent=parent, position=number_in(self.given("place"))))

    def given(self, name: str) -> str:
        return str(self.request.POST.get(name) or self.request.GET.get(name, ""))

    def rows(self) -> QuerySet:
        return self.screen.rows(self.user, Action.EDIT, self.parent)

    def placed(self, record: NomenclatureItem, was: Place) -> HttpResponse:
        """The list with the item in its new place, which it opens; Undo puts the item back."""
        query = self.url("reparent", record)
        query += ("&" if "?" in query else "?") + f"to={was.parent_id or ''}&place={was.position}"
        if record.parent_id and record.parent_id != was.parent_id:
            self.state = replace(self.state, opened_items=self.state.opened_items | {record.parent_id})
        moved = was != Place(record.parent_id, record.position)
        return self.answer(self.said(record, was), undo=query if moved else "")

    def said(self, record: NomenclatureItem, was: Place) -> str:
        values = {
            "name": record,
            "parent": record.parent,
            "position": record.position,
            "number": Siblings.of(record).rows.count(),
        }
        if record.parent_id == was.parent_id:
            return _("“%(name)s” is now %(position)s of %(number)s.") % values
        if record.parent is None:
            return _("“%(name)s” now stands at the top, %(position)s of %(number)s.") % values
        return _("“%(name)s” now stands under “%(parent)s”, %(position)s of %(number)s.") % values

    def stop(self, record: NomenclatureItem) -> HttpResponse:
        stop(record=record)
        below = len(ids_below([record.pk])) - 1
        text = _("“%s” is stopped.") % record
        if below:
            text = ngettext(
                "“%(name)s” is stopped, and with it the item under it.",
                "“%(name)s” is stopped, and with it the %(number)s items under it.",
                below,
            ) % {"name": record, "number": below}
        return self.answer(text, undo=self.url("start", record))

    def start(self, record: NomenclatureItem) -> HttpResponse:
        start(record=record)
        text = _("“%s” is started.") % record
        stopped = self.rows().filter(pk__in=ids_above(record.pk)[1:]).exclude(stopped_at=None).first()
        if stopped:
            text = _("“%(name)s” is started, but not offered until “%(above)s” above it is started too.")
            text %= {"name": record, "above": stopped}
        return self.answer(text, undo=self.url("stop", record))


class PasteView(ConfigurationView):
    """Adds several items at once, one a line; says beforehand what the lines would add."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.screen.may_add(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.form_page("")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text, nomenclature, under = request.POST.get("lines", ""), self.nomenclature, self.under()
        preview = request.headers.get("HX-Target") == "paste-preview"
        try:
            if preview or "preview" in request.POST:
                planned = plan(nomenclature=nomenclature, parent=under, text=text)
                return self.form_page(text, planned=planned, only_preview=preview)
            added = add_lines(nomenclature=nomenclature, parent=under, text=text)
        except ValidationError as error:
            return self.form_page(text, status=200 if preview else 422, errors=error.messages, only_preview=preview)
        if under:
            self.state = replace(self.state, opened_items=self.state.opened_items | {under.pk})
        said = ngettext("%d item is added.", "%d items are added.", len(added)) % len(added)
        return self.answer(said if added else _("All of these items are there already."))

    @property
    def nomenclature(self) -> Any:
        return self.parent

    def under(self) -> NomenclatureItem | None:
        return get_object_or_404(self.nomenclature.items, pk=self.state.under) if self.state.under else None

    def form_page(
        self,
        text: str,
        *,
        status: int = 200,
        planned: list[Planned] | None = None,
        only_preview: bool = False,
        **more: Any,
    ) -> HttpResponse:
        context = {
            "text": text,
            "under": self.under(),
            "planned": planned and planned[:PREVIEWED],
            "more": max(0, len(planned or ()) - PREVIEWED),
            "new": sum(not line.known for line in planned or ()),
            "known": sum(line.known for line in planned or ()),
            "limit": MOST_LINES,
            "home": self.home(),
            **more,
        }
        return self.render(
            "reference/_paste_preview.html" if only_preview else "reference/paste.html", context, status
        )
