"""What the room shows: the lists of counterparties, the tabs of their file, the entries in the menu."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from counterparties import archiving, columns, searching
from counterparties.accounts import clean_bic, clean_iban
from counterparties.file import COUNTERPARTY_FILE, Main
from counterparties.models import Address, BankAccount, ContactPerson, Counterparty, HoldingMember
from counterparties.querysets import allowed_types
from counterparties.reaching import clean_email, clean_website
from counterparties.saving import save_counterparty
from reference.features import feature_attributes
from reference.kinds import Kind
from reference.models import Type
from screens import menu
from screens.attributes import Attribute
from screens.choices import Reference
from screens.file import Tab
from screens.listing import EXACT, ListQuery
from screens.menu import MenuEntry
from screens.registry import register
from screens.screen import Screen


class Counterparties(Screen):
    """The list of all counterparties, or of those of one kind."""

    model = Counterparty
    icon = "address-book"
    columns = ("name", "kinds", "types", "status", "uic", "country", "phone")
    form_fields = (
        *("person_kind", "name", "name_latin", "first_name", "middle_name", "last_name"),
        *("first_name_latin", "middle_name_latin", "last_name_latin", "alias", "code"),
        *("types", "status", "responsible", "country", "foreign", "uic", "vat_registered", "vat_number", "lei"),
        *("phone", "email", "website", "language", "note"),
    )
    filters = ("types", "status", "holding", "letter")
    filters_elsewhere = ("letter",)
    search = ("search",)
    search_hint = gettext_lazy("Name, alias, UIC, VAT, phone, address")
    ordering = "name"
    rules = {"email": clean_email, "website": clean_website}
    archive_asks = True
    strip_template = "counterparties/_letters.html"
    list_template, form_template = "counterparties/list.html", "counterparties/form.html"
    empty_text = gettext_lazy("Everybody whom the firm deals with stands here: add one by hand, or import a spreadsheet.")

    def __init__(self, kind: Kind | None = None) -> None:
        self.kind = kind
        self.slug = f"counterparties-{kind.value}" if kind else "counterparties"
        if kind:
            self.icon, self.views = kind.icon, ("list", "add", "lookup")

    @property
    def title(self) -> str:
        return self.kind.plural if self.kind else _("All counterparties")

    @property
    def title_one(self) -> str:
        return str(self.kind.label).lower() if self.kind else _("counterparty")

    @property
    def path(self) -> str:
        return f"counterparties/kind/{self.kind.value}/" if self.kind else "counterparties/"

    def url(self, view: str = "list", record: Model | None = None, parent: Model | None = None) -> str:
        if record is not None:
            return reverse(f"counterparties-{view}", args=[record.pk])
        return reverse(f"{self.slug}-{view}")

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        for attribute in made.values():
            attribute.sortable = attribute.name in ("code", "created_at")
        label = {name: attribute.label for name, attribute in made.items()}
        made |= {
            "name": columns.Name("name", label["name"], sortable=True, max_length=400),
            "code": columns.Code("code", label["code"], sortable=True, max_length=30),
            "uic": columns.Identifier("uic", label["uic"], max_length=40),
            "vat_number": columns.Number("vat_number", label["vat_number"], max_length=40),
            "lei": columns.Number("lei", label["lei"], max_length=20),
            "status": columns.StatusAttribute("status", label["status"]),
            "kinds": columns.Kinds("kinds", _("Kinds"), editable=False),
            "types": columns.Types("types", _("Types"), kind=self.kind),
            "responsible": Reference(
                "responsible", label["responsible"], rows=User.objects.filter(is_active=True).all, code="username"
            ),
            "holding": columns.Holding("holding", _("Holding")),
            "letter": columns.Letter("letter", _("First letter")),
        }
        return made

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return self.declared() | {feature.name: feature for feature in feature_attributes()}

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows = super().rows(user, action)
        return rows.filter(kinds__contains=[self.kind.value]) if self.kind else rows

    def searched(self, rows: QuerySet, text: str) -> QuerySet:
        return searching.searched(rows, text)

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        def link(letter: str) -> dict[str, str]:
            return {"text": letter, "url": query.address(letter=letter)}

        alphabets = {"bg": columns.BULGARIAN, "en": columns.LATIN}
        return {
            "letters": {
                "all": query.address(letter=None),
                "alphabets": [{"code": code, "letters": map(link, letters)} for code, letters in alphabets.items()],
            }
        }

    def new(self, user: User, parent: Model | None = None) -> Counterparty:
        record = Counterparty()
        record.ticked = list(Type.objects.filter(kind=self.kind, parent=None)) if self.kind else []
        return record

    def form_attributes(self, user: User, record: Model) -> list[Attribute]:
        made = super().form_attributes(user, record)
        types = next(attribute for attribute in made if attribute.name == "types")
        allowed = allowed_types(user, Action.EDIT if record.pk else Action.ADD)
        types.rows = Type.objects.filter(pk__in=allowed).order_by("position").all  # type: ignore[attr-defined]
        ticked = list(record.types.all()) if record.pk else getattr(record, "ticked", [])  # type: ignore[attr-defined]
        return made + list(feature_attributes(row.pk for row in ticked))

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Counterparty:
        features = {name: values.pop(name) for name in list(values) if name.startswith("f.")}
        types = values.pop("types")
        return save_counterparty(
            user=user, record=record if record.pk else None, values=values, types=types, features=features
        )

    def after_save(self, record: Model, parent: Model | None) -> str:
        return record.get_absolute_url()  # type: ignore[attr-defined]

    def archive(self, *, user: User, record: Any) -> None:
        archiving.archive_counterparty(user=user, record=record)

    def activate(self, *, user: User, record: Any) -> None:
        archiving.activate_counterparty(user=user, record=record)


register(Counterparties())
for kind in Kind:
    register(Counterparties(kind))


class CounterpartyTab(Tab):
    """A tab of the counterparty's file: its rows are written by the verbs that keep the search column."""

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        from counterparties.saving import save_sub_record

        return save_sub_record(user=user, record=record, values=values)

    def archive(self, *, user: User, record: Any) -> None:
        archiving.archive_sub_record(user=user, record=record)

    def activate(self, *, user: User, record: Any) -> None:
        archiving.activate_sub_record(user=user, record=record)


WITH_ACCOUNTS: Sequence[Kind] = [kind for kind in Kind if kind != Kind.HOLDING]


@COUNTERPARTY_FILE.tab
class ContactPersons(CounterpartyTab):
    model = ContactPerson
    slug = "contact-persons"
    icon = "users"
    under = Main.CONTACTS
    columns = ("first_name", "middle_name", "last_name", "position", "phone", "email", "main")
    form_fields = (
        *("first_name", "middle_name", "last_name", "position", "phone", "email"),
        *("language", "main", "note"),
    )
    filters = ("main",)
    search = ("first_name", "middle_name", "last_name", "position", "phone", "email")
    search_hint = gettext_lazy("Name, phone, e-mail")
    ordering = "first_name"
    rules = {"email": clean_email}
    empty_text = gettext_lazy("Add the people you talk to: their phones and e-mails are then found by the search too.")


@COUNTERPARTY_FILE.tab
class Addresses(CounterpartyTab):
    model = Address
    slug = "addresses"
    icon = "map-pin"
    under = Main.CONTACTS
    columns = ("kind", "country", "settlement", "postal_code", "street", "number", "free_text")
    form_fields = (
        *("kind", "country", "area", "settlement", "postal_code", "mailbox", "neighbourhood", "street"),
        *("number", "block", "entrance", "floor", "apartment", "free_text"),
    )
    filters = ("kind",)
    search = ("area", "settlement", "postal_code", "neighbourhood", "street", "free_text")
    search_hint = gettext_lazy("Settlement, street, postal code")
    ordering = "kind"
    empty_text = gettext_lazy("Add where the counterparty is registered, works and takes deliveries.")


@COUNTERPARTY_FILE.tab
class BankAccounts(CounterpartyTab):
    model = BankAccount
    slug = "bank-accounts"
    icon = "building-bank"
    kinds = WITH_ACCOUNTS
    under = Main.CONTACTS
    columns = ("iban", "bic", "bank_name", "currency", "main", "note")
    form_fields = ("iban", "bic", "bank_name", "currency", "main", "note")
    filters = ("main",)
    search = ("iban", "bic", "bank_name", "note")
    search_hint = gettext_lazy("IBAN, BIC, bank")
    ordering = "iban"
    rules = {"iban": clean_iban, "bic": clean_bic}
    empty_text = gettext_lazy("Add the accounts that money goes to and comes from. BIC and bank follow from the IBAN.")


class Memberships(CounterpartyTab):
    """What both ends of a holding membership have in common."""

    model = HoldingMember
    icon = "sitemap"
    ordering = "from_date"
    other_end: str

    @property
    def title_one(self) -> str:
        return _("membership")

    def open_url(self, record: Any) -> str:
        return str(getattr(record, self.other_end).get_absolute_url())

    def declared(self) -> dict[str, Attribute]:
        ends = {name: self.end(name) for name in ("holding", "counterparty")}
        return super().declared() | ends

    def end(self, name: str, user: User | None = None) -> Reference:
        label = _("Holding") if name == "holding" else _("Company")
        rows = Counterparty.objects.visible_to(user) if user else Counterparty.objects
        if name == "holding":
            rows = rows.filter(kinds__contains=[Kind.HOLDING.value])
        lookup = "counterparties-holding" if name == "holding" else "counterparties"
        return columns.Company(name, label, rows=rows.all, lookup=lookup, required=True, filterable=False)

    def form_attributes(self, user: User, record: Model) -> list[Attribute]:
        known = self.attributes(user) | {self.other_end: self.end(self.other_end, user)}
        return [known[name] for name in self.form_fields]


@COUNTERPARTY_FILE.tab
class Members(Memberships):
    """The companies of a holding, in the holding's file."""

    slug = "members"
    kinds = (Kind.HOLDING,)
    under = Main.HOLDING
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
    under = Main.CONTACTS
    other_end = "holding"
    columns = form_fields = ("holding", "from_date", "to_date", "share")
    empty_text = gettext_lazy("Add the holding that this company belongs to, and since when.")

    @property
    def title(self) -> str:
        return _("Holdings")


def counter(kind: Kind) -> Any:
    """Counts the live counterparties of a kind that a user may see, as far as lists count."""

    def count(user: User) -> tuple[int, bool]:
        rows = Counterparty.objects.visible_to(user).filter(kinds__contains=[kind.value], archived_at=None)
        found = rows.order_by()[: EXACT + 1].count()
        return min(found, EXACT), found > EXACT

    return count


for position, kind in enumerate(Kind):
    menu.add(
        MenuEntry(
            section=gettext_lazy("Counterparties"),
            label=kind.plural_lazy,
            url=reverse_lazy(f"counterparties-{kind.value}-list"),
            icon=kind.icon,
            count=counter(kind),
            order=100 + position,
        )
    )
menu.add(
    MenuEntry(
        section=gettext_lazy("Counterparties"),
        label=gettext_lazy("All counterparties"),
        url=reverse_lazy("counterparties-list"),
        icon="address-book",
        order=110,
    )
)
