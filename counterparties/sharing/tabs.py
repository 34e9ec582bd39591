"""The tabs whose rows may belong to several counterparties: contact persons, bank accounts, those held at a bank."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.days import Date
from attributes.values import Attribute
from counterparties import columns
from counterparties.account_columns import BankName, bank_attribute, iban_attribute
from counterparties.contact_columns import (
    PHONE_INPUT,
    Birthday,
    Consents,
    ContactName,
    Emails,
    MainEmail,
    MainPhone,
    Phones,
    Position,
)
from counterparties.models import BankAccount, ContactPerson, Counterparty
from counterparties.models.further import link_of
from counterparties.querysets import rights_of
from counterparties.reaching import clean_email
from counterparties.sharing.lines import FurtherCounterparties
from counterparties.sharing.saving import save_shared
from counterparties.sub_completing import FIELD_RULES
from counterparties.tab_bases import CounterpartyTab, OwnedRows
from reference.kinds import Kind
from reference.models.file_tabs import Part
from screens.file import counted
from screens.listing import ListQuery

WITH_ACCOUNTS: Sequence[Kind] = [kind for kind in Kind if kind != Kind.HOLDING]


class SharedRows(OwnedRows):
    """A tab whose rows may belong to further counterparties: each has them in its file, the home may archive them."""

    details: Sequence[Attribute] = ()
    links_label: Any = ""
    add_link: Any = ""
    recognised_by: Sequence[str] = ()
    "Fields of the form by which it says that a row may be there already."
    link_text: Any = ""
    "The word on the button that leads to rows which are there already."

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        if parent is None:
            return super().rows(user, action, parent)
        here: Any = self.here(parent)
        if action == Action.ARCHIVE:
            # An archived home puts nothing away any more: then whoever has the row does.
            here = here.filter(Q(counterparty=parent.pk) | Q(counterparty__archived_at__isnull=False))
        if action in (Action.EDIT, Action.ARCHIVE):
            return here.none() if getattr(parent, "archived_at", None) else here.visible_to(user, action)
        # Whoever sees the file sees what stands in it.
        return here if action == Action.SEE or self.file.may_export(user, parent) else here.none()

    def here(self, parent: Model) -> QuerySet:
        """The rows in a file; one query object for all who ask, so that equal questions are seen to be equal."""
        kept: dict[str, QuerySet] = parent.__dict__.setdefault("_shared_rows", {})
        if self.slug not in kept:
            at_home = Case(When(counterparty=parent.pk, then=Value(True)), default=Value(False))
            rows = self.model._default_manager.of_files([parent.pk])  # type: ignore[attr-defined]
            kept[self.slug] = rows.annotate(at_home=at_home, in_file=Value(parent.pk))
        return kept[self.slug].all()

    def count_of_owner(self, user: User) -> Combinable:
        link = link_of(self.model)
        linked = link.objects.live().filter(counterparty=OuterRef("pk"), **{f"{link.of}__archived_at": None})
        at_home = self.model._default_manager.filter(archived_at=None, counterparty=OuterRef("pk"))
        return counted(at_home, "counterparty") + counted(linked, "counterparty")

    def further(self, user: User | None) -> FurtherCounterparties:
        link: Any = link_of(self.model)
        return FurtherCounterparties(
            "links", self.links_label, link=link, user=user, details=self.details, add=self.add_link
        )

    def declared(self) -> dict[str, Attribute]:
        return super().declared() | {"links": self.further(None)}

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return super().attributes(user) | {"links": self.further(user)}

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        lines, links = values.pop("links", None), self.further(user)
        return save_shared(
            user=user,
            record=record,
            values=values,
            lines=None if lines is None else links.read(lines),
            seen=links.linked(record),
        )

    def also_told(self, record: Any, user: User) -> Q:
        """Its links to the counterparties that the user may see."""
        links = self.further(user).seen(live=False).filter(**{link_of(self.model).of: record})
        return Q(table=links.model._meta.db_table, record_id__in=list(links.values_list("pk", flat=True)))

    def form_context(self, form: Any) -> dict[str, Any]:
        """A new row is perhaps there already: the form asks as one types, and leads to those that are."""
        if form.record.pk:
            return {}
        owner = form.record.counterparty
        fields = ",".join(f"#id_{name}" for name in self.recognised_by)
        return {
            "known_url": self.url("known", parent=owner),
            "link_url": self.url("link", parent=owner),
            "link_text": self.link_text,
            "known_by": fields,
            "known_when": ", ".join(f"change from:#id_{name}" for name in self.recognised_by),
        }

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        may_add = query.parent is not None and self.may_add(query.user, query.parent)
        link_url = self.url("link", parent=query.parent) if may_add else ""
        return super().list_context(query) | {"link_url": link_url, "link_text": self.link_text}


class ContactPersons(SharedRows):
    model = ContactPerson
    slug = "contact-persons"
    icon = "users"
    under = Part.CONTACTS
    columns = ("person", "position", "phone", "email", "links")
    cards = {"position": "l2", "phone": "full", "email": "full", "links": "full"}
    form_fields = (
        "first_name", "middle_name", "last_name", "first_name_latin", "middle_name_latin", "last_name_latin",
        "position", "area", "main", "phone", "phone_kind", "further_phones", "email", "further_emails",
        "birthday", "language", "valid_from", "valid_to", "consents", "links", "note",
    )  # fmt: skip
    form_template = "counterparties/contact_person_form.html"
    filters = ("main", "birthday", "consents")
    more_filters = ("area", "valid_to", "language")
    search = (
        "first_name", "middle_name", "last_name", "first_name_latin", "middle_name_latin", "last_name_latin",
        "position", "area", "phone", "email", "further_phones", "further_emails",
    )  # fmt: skip
    details = (
        Attribute("role", gettext_lazy("Role"), max_length=200),
        Date("from_date", gettext_lazy("From")),
        Date("to_date", gettext_lazy("To")),
    )
    links_label = gettext_lazy("Also contact of")
    add_link = gettext_lazy("Another counterparty")
    link_text = gettext_lazy("Somebody known")
    recognised_by = ("email", "phone")
    search_hint = gettext_lazy("Name, phone, e-mail")
    ordering = "person"
    rules = FIELD_RULES[ContactPerson]
    empty_text = gettext_lazy("Add the people you talk to: their phones and e-mails are then found by the search too.")

    def form_context(self, form: Any) -> dict[str, Any]:
        """With the way to all that is held on the person, for who may put that together."""
        person = form.record
        if not (person.pk and rights_of(form.user).whole):
            return super().form_context(form)
        address = reverse("person-package", args=[person.counterparty_id, person.pk])
        return super().form_context(form) | {"package_url": address}

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        person = ContactName("person", _("Name"), editable=False, sortable=True)
        labels = {name: each.label for name, each in made.items()}
        email = MainEmail("email", labels["email"], max_length=254, sortable=True, rule=clean_email)
        return (
            {"person": person}
            | made
            | {
                "position": Position("position", labels["position"], max_length=200, sortable=True),
                "phone": MainPhone("phone", labels["phone"], max_length=50, widget=PHONE_INPUT),
                "email": email,
                "further_phones": Phones("further_phones", _("Further phones")),
                "further_emails": Emails("further_emails", _("Further e-mails")),
                "birthday": Birthday("birthday", labels["birthday"], sortable=True),
                "consents": Consents("consents", _("Consents")),
            }
        )


class BankAccounts(SharedRows):
    model = BankAccount
    slug = "bank-accounts"
    icon = "building-bank"
    kinds = WITH_ACCOUNTS
    under = Part.CONTACTS
    columns = ("iban", "bic", "bank_name", "currency", "main", "links", "note")
    cards = {"bic": "l2", "bank_name": "full", "currency": "r1", "links": "full", "note": "full"}
    form_fields = ("iban", "bic", "bank_name", "bank", "currency", "main", "links", "note")
    form_template = "counterparties/bank_account_form.html"
    mended_at = {"one_account_an_iban": "iban"}
    links_label = gettext_lazy("Further holders")
    add_link = gettext_lazy("Another holder")
    link_text = gettext_lazy("A known account")
    recognised_by = ("iban",)
    filters = ("main",)
    search = ("iban", "bic", "bank_name", "note")
    search_hint = gettext_lazy("IBAN, BIC, bank")
    ordering = "iban"
    rules = FIELD_RULES[BankAccount]
    empty_text = gettext_lazy("Add the accounts that money goes to and comes from. BIC and bank follow from the IBAN.")

    def declared(self) -> dict[str, Attribute]:
        return (
            {"iban": iban_attribute()}
            | super().declared()
            | {
                "iban": iban_attribute(),
            }
            | self.of_bank(None)
        )

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return super().attributes(user) | self.of_bank(user)

    def of_bank(self, user: User | None) -> dict[str, Attribute]:
        name = BankName("bank_name", _("Bank"), user=user, max_length=200, sortable=True)
        return {"bank_name": name, "bank": bank_attribute(user)}

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        """A bank that the user may not see stays: the form does not ask for it."""
        found = super().form_attributes(user, record, data)
        seen = Counterparty.objects.open_to(user)
        hidden = record.bank_id is not None and not seen.filter(pk=record.bank_id).exists()
        return [attribute for attribute in found if not (hidden and attribute.name == "bank")]


class HeldAccounts(CounterpartyTab):
    """In the file of a bank the accounts that are held there, of those counterparties that one may see."""

    model = BankAccount
    slug = "held-accounts"
    icon = "building-bank"
    kinds = (Kind.BANK,)
    under = Part.BANK
    owner_field = "bank"
    views: Sequence[str] = ("list",)
    hidden = ("version", "bank")
    list_template = "tab_list.html"
    columns = ("iban", "counterparty", "currency", "main", "links")
    cards = {"counterparty": "l2", "currency": "r1", "links": "full"}
    filters = ("main",)
    search = ("iban",)
    search_hint = gettext_lazy("IBAN")
    ordering = "iban"
    opened_by_id = False
    empty_text = gettext_lazy("Accounts come here whose bank is said to be this one, in the files of their holders.")

    @property
    def title(self) -> str:
        return _("Accounts held here")

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows = super().rows(user, action, parent).select_related("counterparty")
        # They are changed in the files of their holders.
        return rows if action in (Action.SEE, Action.EXPORT) else rows.none()

    def open_url(self, record: Any) -> str:
        """The account stands in the file of its holder."""
        return reverse("bank-accounts-list", args=[record.counterparty_id])

    def may_add(self, user: User, parent: Model | None = None) -> bool:
        return False

    def declared(self) -> dict[str, Attribute]:
        return {"iban": iban_attribute()} | super().declared() | self.ends(None)

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return super().attributes(user) | self.ends(user)

    def ends(self, user: User | None) -> dict[str, Attribute]:
        """Who holds the account."""
        rows = Counterparty.objects.open_to(user)
        holder = columns.Company("counterparty", _("Holder"), rows=rows.all, editable=False, filterable=False)
        return {"iban": iban_attribute(), "counterparty": holder, "links": BankAccounts().further(user)}
