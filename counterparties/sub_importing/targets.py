"""Contact persons, addresses and bank accounts as what spreadsheets of their own are imported into."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.values import Attribute
from counterparties.models import Counterparty
from counterparties.sub_importing.headers import WORDS
from counterparties.sub_importing.kinds import ACCOUNT, ADDRESS, CONTACT, SubKind
from counterparties.sub_importing.owners import OPTION, owner_attributes
from counterparties.sub_importing.session import SubRecordSession
from exchange.mapping import ColumnMapping
from exchange.targets import Session, Target


class SubRecords(Target):
    """The rows of one tab, of however many counterparties."""

    kind: SubKind
    shows = gettext_lazy("Show the counterparties")
    option_names = (OPTION,)
    options_template = "counterparties/import_owner.html"
    lists = False

    def attributes(self, user: User | None) -> dict[str, Attribute]:
        fields = self.kind.fields()
        for name, attribute in fields.items():
            attribute.also_called = (*attribute.also_called, *WORDS.get(f"{self.kind.prefix}.{name}", ()))
        return owner_attributes() | fields

    def option_context(self, user: User, options: Mapping[str, str]) -> dict[str, Any]:
        return {"owner": owner_of(options, user)}

    def into(self, options: Mapping[str, str]) -> str:
        return options.get(OPTION, "")

    def option_problem(self, options: Mapping[str, str]) -> str:
        if options.get(OPTION) and not Counterparty.objects.filter(code=options[OPTION]).exists():
            return _("There is no counterparty with the code “%s”.") % options[OPTION]
        return ""

    def url(self, options: Mapping[str, str]) -> str:
        owner = Counterparty.objects.filter(code=options.get(OPTION, "")).first()
        return self.kind.tab.url(parent=owner) if owner else reverse("counterparties-list")

    def record_url(self, record: Any) -> str:
        return reverse(f"{self.kind.slug}-list", kwargs={"parent": record.counterparty_id})

    def session(self, *, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> Session:
        return SubRecordSession(self.kind, user, mapping, attributes)


def owner_of(options: Mapping[str, str], user: User) -> Counterparty | None:
    """The counterparty of the import, where the user may see it."""
    return Counterparty.objects.visible_to(user).filter(code=options.get(OPTION, "")).first()


class ContactPersons(SubRecords):
    """Contact persons."""

    kind = CONTACT
    slug, model = CONTACT.slug, CONTACT.model
    label = gettext_lazy("Contact persons")
    title = gettext_lazy("Import of contact persons")
    matched_by = gettext_lazy(
        "A row updates the person of its counterparty that has its e-mail; else the one with its phone, unless they "
        "have another e-mail; else the one of its first and last name, unless e-mail and phone are others. Other rows "
        "are added; nobody is removed."
    )


class Addresses(SubRecords):
    """Addresses."""

    kind = ADDRESS
    slug, model = ADDRESS.slug, ADDRESS.model
    label = gettext_lazy("Addresses")
    title = gettext_lazy("Import of addresses")
    matched_by = gettext_lazy(
        "A row updates the address of its counterparty with the same kind, country, settlement, street, number, "
        "block, entrance, floor, apartment and free text, as far as it says them. Other rows are added; none is "
        "removed."
    )


class BankAccounts(SubRecords):
    """Bank accounts."""

    kind = ACCOUNT
    slug, model = ACCOUNT.slug, ACCOUNT.model
    label = gettext_lazy("Bank accounts")
    title = gettext_lazy("Import of bank accounts")
    matched_by = gettext_lazy(
        "A row updates the account of its counterparty with its IBAN and, if it says one, its currency. Other rows "
        "are added; none is removed."
    )


TARGETS = (ContactPersons(), Addresses(), BankAccounts())
