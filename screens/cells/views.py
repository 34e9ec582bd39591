"""The view behind the cells of every list that names some in `edited_in_cells`."""

import json
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import conditional_escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from access.models import Action
from access.requests import PersonalRequest
from attributes.values import CLIPPED, Attribute
from screens.cells.forms import CellForm, taking_back
from screens.cells.rows import row_now
from screens.changes import latest_changes
from screens.listing import ListQuery
from screens.registry import screens
from screens.views import ScreenView

SALT = "screens.cells"
KIND = "cell"
"Of the messages about what was saved: the next takes the place of the one before."
LONGEST_ADDRESS = 3_000
"Servers refuse longer ones: what does not fit into it is taken back from the history by hand."


class CellView(ScreenView):
    """Gives the field of a cell, and writes what is posted; answers with the cell as the list shows it.

    422 is the field with what is wrong, 409 the field with what somebody else has stored meanwhile. The answer to
    Undo (`back`) is an event with the cell, for the page may show another list by then.
    """

    action = Action.EDIT

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        record = self.record()
        attribute = self.attribute(record)
        return (
            self.field(CellForm(self.screen, request.user, record, attribute)) if attribute else self.refused(record)
        )

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        with self.screen.reading_once():
            return self.write(request)

    def write(self, request: PersonalRequest) -> HttpResponse:
        record = self.record()
        attribute = self.attribute(record)
        if attribute is None:
            return self.refused(record)
        back = request.GET.get("back", "")
        data = self.read_back(back) if back else request.POST
        form = CellForm(self.screen, request.user, record, attribute, data)
        before = form.now
        if form.differences:
            return self.taken() if back else self.differing(form)
        if not form.is_valid() or not (saved := form.save()):
            return self.taken() if back else self.field(form, 422)
        return self.done_with(CellForm(self.screen, request.user, saved, attribute), before, undone=bool(back))

    def record(self) -> Any:
        """The record of the address; why not is asked only where it may not be edited."""
        rows = self.screen.rows(self.request.user, self.action, self.parent)
        found = rows.filter(pk=self.kwargs["pk"]).first()
        return found if found and not getattr(found, "archived_at", None) else super().record()

    def attribute(self, record: Any) -> Attribute | None:
        """The attribute of the address, if this record is asked for it; 404 where no cell of that column is edited."""
        user, name = self.request.user, self.kwargs["name"]
        found = self.screen.cell_attribute(user, record, name)
        if found:
            found.prepare([record])
        elif name not in self.screen.edited_in_cells(self.screen.attributes(user)):
            raise Http404
        return found

    # --- answers

    def field(self, form: CellForm, status: int = 200, **more: Any) -> HttpResponse:
        context = {"form": form, "cell": cell_of(form), **more}
        return render(self.request, "_cell_form.html", context, status=status)

    def differing(self, form: CellForm) -> HttpResponse:
        """Mine beside theirs; where I have changed nothing theirs is simply shown."""
        difference = form.differences[0]
        if difference.mine is None:
            return HttpResponse(cell_of(form))
        latest = latest_changes(record=form.record, user=self.request.user, limit=1)
        return self.field(form.keeping_mine(), 409, difference=difference, latest=latest)

    def refused(self, record: Any) -> HttpResponse:
        text = _("“%s” is not asked for this: tick one of the types that are.") % record
        return told(HttpResponse(status=204), toast={"text": text, "level": "error"})

    def taken(self) -> HttpResponse:
        text = _("Somebody has changed it since: it stays as it is now.")
        return told(HttpResponse(status=204), toast={"text": text, "level": "error"})

    def done_with(self, form: CellForm, before: list[str], *, undone: bool) -> HttpResponse:
        record, attribute = form.record, form.attribute
        value = Truncator(attribute.show(attribute.value(record)) or "—").chars(CLIPPED)
        text = _("%(column)s of %(row)s: %(value)s") % {"column": attribute.label, "row": record, "value": value}
        if undone:
            events = {"toast": {"text": text, "kind": KIND}, "cell-changed": {"pk": record.pk}}
            return told(HttpResponse(self.row(record)), **events)
        back = signing.dumps([before, form.now], salt=SALT, compress=True)
        undo = f"{self.request.path}?{urlencode({'back': back})}"
        toast = {"text": text, "kind": KIND} | ({"undo": undo} if len(undo) <= LONGEST_ADDRESS else {})
        saved = {"pk": record.pk, "matches": self.matches(record)}
        return told(HttpResponse(cell_of(form) + self.row(record)), toast=toast, **{"cell-saved": saved})

    def row(self, record: Any) -> str:
        """All that the page shows of the record, where it says what that is."""
        known = self.screen.attributes(self.request.user)
        names = [name for name in self.request.POST.getlist("shown") if name in known]
        if not names:
            return ""
        asked = QueryDict(mutable=True)
        asked.setlist("columns", names)
        return row_now(ListQuery(self.screen, self.request.user, asked, self.parent, attributes=known), record.pk)

    def matches(self, record: Any) -> bool:
        """Whether the record still belongs into the list that it was changed in."""
        screen, text = screens.get(self.request.POST.get("list", "")), self.request.POST.get("query", "")
        if screen is None or not text:
            return True
        query = ListQuery(screen, self.request.user, QueryDict(text), self.parent)
        return bool(query.errors) or query.rows().filter(pk=record.pk).exists()

    def read_back(self, back: str) -> QueryDict:
        try:
            before, after = signing.loads(back, salt=SALT)
        except signing.BadSignature as error:
            raise BadRequest from error
        return taking_back(self.kwargs["name"], before, after)


def cell_of(form: CellForm) -> str:
    """The cell as the list shows it."""
    form.attribute.prepare([form.record])
    return conditional_escape(form.attribute.cell(form.record))


def told(response: HttpResponse, **events: Any) -> HttpResponse:
    response["HX-Trigger"] = json.dumps(events)
    return response
