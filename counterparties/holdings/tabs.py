"""The tabs of a membership's two ends: the companies in a holding, the holdings of a company."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from access.models import Action, User
from attributes.choices import Reference
from attributes.values import Attribute
from counterparties.holdings.attributes import End, Standing, Until
from counterparties.models import Counterparty, HoldingMember
from counterparties.tab_bases import Exchanged
from reference.kinds import Kind
from reference.models.file_tabs import Part
from screens.listing import ListQuery

ONCE = "one_membership_at_a_time"


class Memberships(Exchanged):
    """What both ends of a holding membership have in common."""

    model = HoldingMember
    hidden = ("version",)
    icon = "sitemap"
    filters = ("standing", "from_date", "to_date")
    ordering = "from_date"
    list_template = "counterparties/holdings/list.html"
    opened_by_id = False
    imported_as = "holdings"
    other_end: str

    @property
    def title_one(self) -> str:
        return _("membership")

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        """With both ends, which every row is called by."""
        return super().rows(user, action, parent).select_related("holding", "counterparty")

    def open_url(self, record: Any) -> str:
        return str(getattr(record, self.other_end).get_absolute_url())

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        ends = {name: self.end(name) for name in ("holding", "counterparty")}
        return made | ends | {"standing": Standing("standing", _("Standing")), "to_date": self.until(None)}

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return super().attributes(user) | {"to_date": self.until(user)}

    def until(self, user: User | None) -> Until:
        return Until("to_date", pgettext("last day", "To"), user=user, leaving=self.slug, sortable=True)

    def end(self, name: str, user: User | None = None) -> Reference:
        label = _("Holding") if name == "holding" else pgettext("in a holding", "Company")
        rows = Counterparty.objects.open_to(user)
        if name == "holding":
            rows = rows.filter(kinds__contains=[Kind.HOLDING.value])
        lookup = "counterparties-holding" if name == "holding" else "counterparties"
        return End(name, label, rows=rows.all, lookup=lookup, required=True, filterable=False)

    def form_attributes(self, user: User, record: Model, data: QueryDict | None = None) -> list[Attribute]:
        known = self.attributes(user) | {self.other_end: self.end(self.other_end, user)}
        return [known[name] for name in self.form_fields]

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        tree_url = reverse("holding-tree", args=[query.parent.pk]) if query.parent else ""
        return super().list_context(query) | {"tree_url": tree_url}


class Members(Memberships):
    """The companies of a holding, in the holding's file."""

    slug = "members"
    kinds = (Kind.HOLDING,)
    under = Part.HOLDING
    owner_field, other_end = "holding", "counterparty"
    form_fields: tuple[str, ...] = ("counterparty", "from_date", "to_date", "share")
    mended_at = dict.fromkeys((ONCE, "holding"), "counterparty")
    columns = form_fields
    empty_text = gettext_lazy("Add the companies that belong to this holding, and since when.")

    @property
    def title(self) -> str:
        return _("Companies in the holding")


class Holdings(Memberships):
    """The holdings of a company, in the company's file."""

    slug = "holdings"
    kinds = (Kind.CUSTOMER, Kind.SUPPLIER, Kind.HOLDING)
    under = Part.CONTACTS
    other_end = "holding"
    form_fields: tuple[str, ...] = ("holding", "from_date", "to_date", "share")
    mended_at = {ONCE: "holding"}
    columns = form_fields
    empty_text = gettext_lazy("Add the holding that this company belongs to, and since when.")

    @property
    def title(self) -> str:
        return _("Holdings")


class Leaving(Memberships):
    """Asks for the last day of a membership and nothing else of it: a second form of the same rows."""

    form_fields = ("to_date",)
    mended_at = dict.fromkeys((ONCE, "holding", "share"), "to_date")

    def __init__(self, of: Memberships) -> None:
        self.file, self.slug, self.owner_field, self.other_end = of.file, of.slug, of.owner_field, of.other_end
        self.of = of

    @property
    def title_one(self) -> str:
        return _("last day in the holding")

    def owner(self, user: User, pk: int) -> Model:
        return self.of.owner(user, pk)

    def until(self, user: User | None) -> Until:
        return Until("to_date", _("Last day in the holding"), required=True)

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        return [self.until(user)]

    def starting_values(self, record: Any, attributes: Iterable[Attribute]) -> dict[str, Any]:
        return {"to_date": record.to_date or timezone.localdate()}
