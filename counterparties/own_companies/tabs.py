"""The tabs of an own company that documents need: how its paper looks, who signs, how it numbers."""

from typing import Any

from django.db.models import IntegerField, Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.choices import Reference
from attributes.many import Ticked
from attributes.values import Attribute
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Address, BankAccount, ContactPerson, NumberSeries, Signatory, Stationery
from counterparties.own_companies.attributes import HasSignature, NextNumber
from counterparties.own_companies.papers import accounts_of, save_stationery
from counterparties.own_companies.series import activate_series, save_series
from counterparties.own_companies.signing import people_of, save_signatory
from counterparties.tab_bases import CounterpartyTab
from reference.kinds import Kind
from reference.models.file_tabs import Part


@COUNTERPARTY_FILE.tab
class ForDocuments(CounterpartyTab):
    """One page instead of a list: a company has one stationery. Its views stand beside (`own_companies.views`)."""

    model = Stationery
    slug = "for-documents"
    icon = "file-certificate"
    under = Part.COMPANY
    kinds = (Kind.COMPANY,)
    views = ()
    hidden = ("version", "counterparty", "logo")
    columns = ("address", "registration_bg", "registration_en", "footer_bg", "footer_en")
    form_fields = ("address", "accounts", "registration_bg", "registration_en", "footer_bg", "footer_en")
    ordering = "registration_bg"

    @property
    def title(self) -> str:
        return _("For documents")

    @property
    def title_one(self) -> str:
        return _("paper of the company")

    def count_of_owner(self, user: User) -> Combinable:
        """Nothing: a page has no number on its tab."""
        return Value(None, output_field=IntegerField())

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        return made | {
            "address": self.places(Address.objects.none()),
            "accounts": self.accounts(BankAccount.objects.none()),
        }

    def places(self, rows: Any) -> Reference:
        hint = _("Left empty, the registered office.")
        return Reference("address", _("Address"), rows=rows.all, code="pk", filterable=False, help_text=hint)

    def accounts(self, rows: Any) -> Ticked:
        hint = _("None ticked: the main account of each currency.")
        return Ticked("accounts", _("Accounts"), rows=rows.all, code="pk", filterable=False, help_text=hint)

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        known, company = self.attributes(user), record.counterparty
        known["address"] = self.places(Address.objects.live().filter(counterparty=company).order_by("pk"))
        known["accounts"] = self.accounts(accounts_of(company))
        for name in ("registration_bg", "registration_en"):
            known[name].help_text = _("Left empty, UIC and VAT number.")
        return [known[name] for name in self.form_fields]

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return save_stationery(user=user, record=record, values=values)


@COUNTERPARTY_FILE.tab
class Signatories(CounterpartyTab):
    model = Signatory
    slug = "signatories"
    icon = "signature"
    under = Part.COMPANY
    kinds = (Kind.COMPANY,)
    hidden = ("version", "counterparty", "signature")
    columns = ("name", "position", "signs", "valid_from", "valid_to", "main", "has_signature")
    cards = {"position": "l2", "signs": "r1", "valid_to": "r2"}
    form_fields = ("person", "user", "name", "position", "signs", "valid_from", "valid_to", "main")
    mended_at = {"signatory_is_one_person": "user", "signatory_ends_after_beginning": "valid_to"}
    filters = ("signs", "main", "valid_to")
    search = ("name", "position")
    ordering = "name"
    empty_text = gettext_lazy("Add who signs for this company: documents print the names and signatures.")

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        made["name"].required = False
        made["name"].help_text = _("Left empty, that of the contact person or user.")
        made["user"] = Reference(
            "user", made["user"].label, rows=User.colleagues.order_by("username").all, code="username"
        )
        made["person"] = Reference(
            "person",
            made["person"].label,
            rows=ContactPerson.objects.none,
            code="pk",
            editable=False,
            filterable=False,
        )
        return made | {"has_signature": HasSignature("has_signature", _("Signature"))}

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return super().attributes(user) | {"has_signature": HasSignature("has_signature", _("Signature"), user)}

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        return super().rows(user, action, parent).select_related("counterparty")

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        known = self.attributes(user)
        rows = people_of(record.counterparty, user, record.person_id)
        known["person"] = Reference("person", known["person"].label, rows=rows.all, code="pk")
        return [known[name] for name in self.form_fields]

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return save_signatory(user=user, record=record, values=values)


@COUNTERPARTY_FILE.tab
class SeriesOfNumbers(CounterpartyTab):
    model = NumberSeries
    slug = "number-series"
    icon = "list-numbers"
    under = Part.COMPANY
    kinds = (Kind.COMPANY,)
    columns = ("kind", "next_number", "prefix", "digits", "yearly", "main", "note")
    cards = {"next_number": "l2", "note": "full"}
    form_fields = ("kind", "prefix", "digits", "next_number", "yearly", "main", "note")
    filters = ("kind", "main", "yearly")
    search = ("prefix", "note")
    ordering = "kind"
    empty_text = gettext_lazy(
        "Say how offers, orders and invoices are numbered: each kind of document has its series."
    )

    @property
    def title(self) -> str:
        return _("Number series")

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        made["prefix"].help_text = _("{year} and {yy} stand for the year of the document.")
        made["digits"].help_text = _("Invoices in Bulgaria: ten together with the prefix (чл. 114, ал. 1, т. 2 ЗДДС).")
        made["digits"].required = True
        label = made["next_number"].label
        return made | {"next_number": NextNumber("next_number", label, required=True, sortable=True)}

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return save_series(user=user, record=record, values=values)

    def activate(self, *, user: User, record: Any) -> None:
        activate_series(user=user, record=record)
