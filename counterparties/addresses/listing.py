"""The list of all addresses, over all counterparties that one may see."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.values import Attribute
from counterparties.addresses.columns import Holds, InSettlement, OwnerStatus, OwnerTypes
from counterparties.addresses.form import AddressForm
from counterparties.columns import Company
from counterparties.folding import fold
from counterparties.models import Counterparty
from counterparties.tab_bases import ListOfAll
from screens.listing import ListQuery

TAB = "addresses"
"The component of the file that shows them: who has it in no file sees none here either."
INDEXED_ORDERS = ("settlement",)


class AllAddresses(AddressForm, ListOfAll):
    """Addresses by settlement; each is edited here, and leads to the file of its counterparty."""

    slug, tab = "all-addresses", TAB
    icon = "map-pins"
    columns = ("counterparty", "kind", "country", "area", "settlement", "postal_code", "street", "number", "holds")
    cards = {"counterparty": "name", "kind": "r1", "settlement": "l2", "street": "l2", "number": "l2"}
    filters = ("kind", "country", "area", "settlement", "holds", "types", "status")
    search = ("area", "settlement", "postal_code", "neighbourhood", "street", "free_text")
    search_hint = gettext_lazy("Settlement, street, postal code")
    ordering = "settlement"
    views = ("list", "edit", "history", "archive", "activate")
    list_template = "counterparties/addresses.html"
    empty_text = gettext_lazy("The addresses of all counterparties stand here together. Add them in their files.")
    opened_by_id = False

    @property
    def title(self) -> str:
        return _("All addresses")

    @property
    def path(self) -> str:
        return "addresses/"

    @property
    def bulk_url(self) -> str:
        return reverse("address-labels", args=[self.slug])

    def may_add(self, user: User, parent: Model | None = None) -> bool:
        """An address is added where its counterparty is."""
        return False

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows: Any = super().rows(user, action, parent)
        return rows.in_tab(TAB, user)

    def open_url(self, record: Any) -> str:
        return reverse("addresses-list", args=[record.counterparty_id])

    def declared(self) -> dict[str, Attribute]:
        made = super().declared() | self.personal(None)
        made["settlement"] = InSettlement("settlement", made["settlement"].label, max_length=100, sortable=True)
        for attribute in made.values():
            attribute.indexed, attribute.may_be_indexed = attribute.name in INDEXED_ORDERS, False
        return made

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return self.declared() | self.personal(user)

    def personal(self, user: User | None) -> dict[str, Attribute]:
        """What is told of the counterparties, as far as the user may see it."""
        rows = Counterparty.objects.open_to(user)
        label = gettext_lazy("Counterparty")
        owner = Company("counterparty", label, rows=rows.all, editable=False, filterable=False)
        # Read for the rows of a page, not joined to all that are found before they are sorted.
        owner.related, owner.prefetched = (), ("counterparty",)
        return {"counterparty": owner, "holds": Holds(), "types": OwnerTypes(user), "status": OwnerStatus()}

    def searched(self, rows: QuerySet, text: str) -> QuerySet:
        """By the words of the address; the index of the counterparties, which have them too, finds these quickly."""
        rows = rows.filter(counterparty__in=Counterparty.objects.found_by(text))
        for word in text.split():
            either = (Q((f"{name}__icontains", each)) for name in self.search for each in {word, fold(word) or word})
            rows = rows.filter(Q.create(list(either), Q.OR))
        return rows

    def counts_at_once(self, query: ListQuery) -> bool:
        return False

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        may_export = self.may_export(query.user)
        return {"may_export": may_export, "labels_url": self.bulk_url if may_export else ""}
