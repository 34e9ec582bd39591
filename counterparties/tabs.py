"""The tabs of the counterparty's file."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from access.models import Action, User
from attributes.choices import Reference
from attributes.values import Attribute
from counterparties import archiving, columns
from counterparties.accounts import clean_iban
from counterparties.addresses.form import AddressForm
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import BankAccount, ContactPerson, Counterparty, HoldingMember
from counterparties.saving import save_sub_record
from counterparties.sub_completing import FIELD_RULES
from exchange.targets import targets
from reference.kinds import Kind
from reference.models.file_tabs import Part
from screens.file import Tab
from screens.listing import ListQuery


class CounterpartyTab(Tab):
    """A tab of the counterparty's file: its rows are written by the verbs that keep the search column."""

    hidden: Sequence[str] = ("version", "counterparty")
    list_template = "counterparties/tab_list.html"

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        """With what the history of the file calls the rows of the tab."""
        return super().list_context(query) | {"history_of": self.model._meta.db_table}

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return save_sub_record(user=user, record=record, values=values)

    def archive(self, *, user: User, record: Any) -> None:
        archiving.archive_sub_record(user=user, record=record)

    def activate(self, *, user: User, record: Any) -> None:
        archiving.activate_sub_record(user=user, record=record)


class OwnedRows(CounterpartyTab):
    """A tab whose rows come in and go out by spreadsheet too: of one counterparty, or of all."""

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        rows = Counterparty.objects.open_to(user)
        owner = columns.Company("counterparty", _("Counterparty"), rows=rows.all, editable=False, filterable=False)
        return super().attributes(user) | {"counterparty": owner}

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        user, parent = query.user, query.parent
        imports = targets[self.slug].allows(user) and self.may_add(user, parent)
        address = urlencode({"target": self.slug, "counterparty": getattr(parent, "code", "")})
        return super().list_context(query) | {
            "import_url": f"{reverse('exchange:choose')}?{address}" if imports else "",
            "export_url": reverse("exchange:export", args=[self.slug]) if self.may_export(user, parent) else "",
        }


WITH_ACCOUNTS: Sequence[Kind] = [kind for kind in Kind if kind != Kind.HOLDING]


@COUNTERPARTY_FILE.tab
class ContactPersons(OwnedRows):
    model = ContactPerson
    slug = "contact-persons"
    icon = "users"
    under = Part.CONTACTS
    columns = ("person", "position", "phone", "email")
    cards = {"position": "l2", "phone": "full", "email": "full"}
    form_fields = (
        *("first_name", "middle_name", "last_name", "position", "phone", "email"),
        *("language", "main", "note"),
    )
    filters = ("main",)
    search = ("first_name", "middle_name", "last_name", "position", "phone", "email")
    search_hint = gettext_lazy("Name, phone, e-mail")
    ordering = "person"
    rules = FIELD_RULES[ContactPerson]
    empty_text = gettext_lazy("Add the people you talk to: their phones and e-mails are then found by the search too.")

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        person = columns.Person("person", _("Name"), editable=False, sortable=True)
        return {"person": person} | made | {"phone": columns.Phone("phone", made["phone"].label, max_length=50)}


@COUNTERPARTY_FILE.tab
class Addresses(AddressForm, OwnedRows):
    slug = "addresses"
    icon = "map-pin"
    under = Part.CONTACTS
    columns = ("kind", "country", "settlement", "postal_code", "street", "number", "free_text", "valid_to")
    cards = {"country": "r1", "settlement": "l2", "postal_code": "r2", "free_text": "full"} | dict.fromkeys(
        ("street", "number"), "l2"
    )
    filters = ("kind", "country", "valid_to")
    search = ("area", "settlement", "postal_code", "neighbourhood", "street", "free_text")
    search_hint = gettext_lazy("Settlement, street, postal code")
    ordering = "kind"
    empty_text = gettext_lazy("Add where the counterparty is registered, works and takes deliveries.")

    @property
    def bulk_url(self) -> str:
        return reverse("address-labels", args=[self.slug])

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        found = super().list_context(query)
        address = f"{self.bulk_url}?{urlencode({'parent': query.parent.pk})}" if query.parent else ""
        return found | {"labels_url": address if found["export_url"] else ""}


@COUNTERPARTY_FILE.tab
class BankAccounts(OwnedRows):
    model = BankAccount
    slug = "bank-accounts"
    icon = "building-bank"
    kinds = WITH_ACCOUNTS
    under = Part.CONTACTS
    columns = ("iban", "bic", "bank_name", "currency", "main", "note")
    cards = {"bic": "l2", "bank_name": "full", "currency": "r1", "note": "full"}
    form_fields = ("iban", "bic", "bank_name", "currency", "main", "note")
    filters = ("main",)
    search = ("iban", "bic", "bank_name", "note")
    search_hint = gettext_lazy("IBAN, BIC, bank")
    ordering = "iban"
    rules = FIELD_RULES[BankAccount]
    empty_text = gettext_lazy("Add the accounts that money goes to and comes from. BIC and bank follow from the IBAN.")

    def declared(self) -> dict[str, Attribute]:
        iban = columns.Iban("iban", _("IBAN"), required=True, sortable=True, max_length=34, rule=clean_iban)
        return {"iban": iban} | super().declared() | {"iban": iban}


class Memberships(CounterpartyTab):
    """What both ends of a holding membership have in common."""

    model = HoldingMember
    hidden = ("version",)
    icon = "sitemap"
    ordering = "from_date"
    other_end: str

    @property
    def title_one(self) -> str:
        return _("membership")

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        """With both ends, which every row is called by."""
        return super().rows(user, action, parent).select_related("holding", "counterparty")

    opened_by_id = False

    def open_url(self, record: Any) -> str:
        return str(getattr(record, self.other_end).get_absolute_url())

    def declared(self) -> dict[str, Attribute]:
        ends = {name: self.end(name) for name in ("holding", "counterparty")}
        return super().declared() | ends

    def end(self, name: str, user: User | None = None) -> Reference:
        label = _("Holding") if name == "holding" else pgettext("in a holding", "Company")
        rows = Counterparty.objects.open_to(user)
        if name == "holding":
            rows = rows.filter(kinds__contains=[Kind.HOLDING.value])
        lookup = "counterparties-holding" if name == "holding" else "counterparties"
        return columns.Company(name, label, rows=rows.all, lookup=lookup, required=True, filterable=False)

    def form_attributes(self, user: User, record: Model, data: QueryDict | None = None) -> list[Attribute]:
        known = self.attributes(user) | {self.other_end: self.end(self.other_end, user)}
        return [known[name] for name in self.form_fields]


@COUNTERPARTY_FILE.tab
class Members(Memberships):
    """The companies of a holding, in the holding's file."""

    slug = "members"
    kinds = (Kind.HOLDING,)
    under = Part.HOLDING
    owner_field, other_end = "holding", "counterparty"
    columns = form_fields = ("counterparty", "from_date", "to_date", "share")
    empty_text = gettext_lazy("Add the companies that belong to this holding, and since when.")

    @property
    def title(self) -> str:
        return _("Companies in the holding")


@COUNTERPARTY_FILE.tab
class Holdings(Memberships):
    """The holdings of a company, in the company's file."""

    slug = "holdings"
    kinds = (Kind.CUSTOMER, Kind.SUPPLIER)
    under = Part.CONTACTS
    other_end = "holding"
    columns = form_fields = ("holding", "from_date", "to_date", "share")
    empty_text = gettext_lazy("Add the holding that this company belongs to, and since when.")

    @property
    def title(self) -> str:
        return _("Holdings")
