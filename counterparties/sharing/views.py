"""The page that links a row which is there already, what a form says of known ones, and the bank of an IBAN."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from access.requests import PersonalRequest
from attributes.numbers import number_in
from counterparties.accounts import bank_of, clean_iban
from counterparties.banks import bank_with
from counterparties.models import Counterparty
from counterparties.querysets import visible_kinds
from counterparties.sharing.knowing import known, same
from counterparties.sharing.saving import share
from counterparties.sharing.seeing import seen_rows
from counterparties.sharing.tabs import SharedRows
from screens.views import ScreenView


class SharingView(ScreenView):
    """Of a file that the user may change."""

    screen: SharedRows
    parent: Counterparty

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.parent = self.screen.owner(request.user, kwargs["parent"])  # type: ignore[assignment]
        if not self.screen.may_add(request.user, self.parent):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def lines(self, rows: list[Any]) -> list[dict[str, Any]]:
        """The rows with where they are at home, as far as the user may see it; namesakes differ by their numbers."""
        seen = Counterparty.objects.visible_to(self.request.user).filter(pk__in={row.counterparty_id for row in rows})
        seen_ids = set(seen.values_list("pk", flat=True))
        homes = [row.counterparty if row.counterparty_id in seen_ids else None for row in rows]
        return [{"row": row, "home": home, "numbers": numbers_of(home)} for row, home in zip(rows, homes, strict=True)]


def numbers_of(home: Counterparty | None) -> str:
    """The code, and of a firm the UIC: the number of a person is not shown."""
    if home is None:
        return ""
    return " · ".join(filter(None, (home.code, home.uic if home.person_kind == Counterparty.PersonKind.LEGAL else "")))


class KnownView(SharingView):
    """What a form for a new row says of those that are there already with the same e-mail, phone or IBAN."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        values = {name: request.GET.get(name, "") for name in self.screen.recognised_by}
        found = same(self.screen.model, user=request.user, owner=self.parent, values=values)
        link_url = self.screen.url("link", parent=self.parent)
        return self.render("counterparties/_known.html", {"lines": self.lines(found), "link_url": link_url})


class LinkView(SharingView):
    """Finds a row that is there already and links it to this counterparty as well."""

    def get(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        return self.page()

    def page(self, errors: list[str] | None = None) -> HttpResponse:
        """What is found, or the one row that the address names."""
        asked = self.request.GET.get("q", "")[:200]
        found = known(self.screen.model, user=self.request.user, owner=self.parent, text=asked)
        typed = self.request.POST
        fields = [
            {
                "name": part.name,
                "label": part.label,
                "html": part.form_field().widget.render(
                    part.name, typed.get(part.name, ""), {"id": f"id_{part.name}", "class": "form-control"}
                ),
            }
            for part in self.screen.details
        ]
        context = {
            "lines": self.lines(found),
            "asked": asked,
            "fields": fields,
            "errors": errors or [],
            "chosen": number_in(typed.get("row") or self.request.GET.get("row")),
            "hint": self.screen.search_hint,
        }
        return self.render("counterparties/link.html", context, 422 if errors else 200)

    def post(self, request: PersonalRequest, **kwargs: Any) -> HttpResponse:
        chosen = number_in(request.POST.get("row"))
        if chosen is None:
            return self.page([_("Choose one of those that are found.")])
        record = get_object_or_404(seen_rows(self.screen.model, request.user), pk=chosen)
        try:
            details = {part.name: part.clean(request.POST.get(part.name, "")) for part in self.screen.details}
            share(user=request.user, record=record, counterparty=self.parent, details=details)
        except ValidationError as error:
            return self.page(error.messages)
        return self.done(_("%(record)s is here too now.") % {"record": record})


def bank_of_iban(request: PersonalRequest) -> JsonResponse:
    """BIC, name and file of the bank of what is typed as an IBAN; nothing while it is none."""
    try:
        iban = clean_iban(request.GET.get("iban", "")[:100])
    except ValidationError:
        iban = ""
    if not iban:
        return JsonResponse({})
    bic, name = bank_of(iban)
    bank = bank_with(user=request.user, bic=bic, name=name)
    told = {"value": str(bank.pk), "text": bank.name} if bank and visible_kinds(request.user, bank) else None
    return JsonResponse({"bic": bic, "bank_name": name, "bank": told})
