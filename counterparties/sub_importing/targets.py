"""Rows of tabs as what spreadsheets of their own are imported into."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.values import Attribute
from counterparties.models import Counterparty
from counterparties.personal_documents.numbers import is_masked, masked
from counterparties.sub_importing.documents import DOCUMENT, DocumentSession
from counterparties.sub_importing.headers import WORDS
from counterparties.sub_importing.kinds import ACCOUNT, ADDRESS, CONTACT, SubKind
from counterparties.sub_importing.memberships import HOLDING, MEMBERSHIP, Holdings, MembershipSession
from counterparties.sub_importing.owners import OPTION, end_attributes, owner_attributes
from counterparties.sub_importing.session import SubRecordSession
from exchange.mapping import ColumnMapping
from exchange.targets import Session, Target
from reference.file_tabs.reading import kinds_with
from screens.registry import screens


class SubRecords(Target):
    """The rows of one tab, of however many counterparties."""

    kind: SubKind
    shows = gettext_lazy("Show the counterparties")
    judged_together = True
    option_names: ClassVar[Sequence[str]] = (OPTION,)
    options_template = "counterparties/import_owner.html"
    lists = False
    sessions: type[SubRecordSession] = SubRecordSession

    def allows(self, user: User) -> bool:
        """Whether the user may import, and has the tab in files of some kind."""
        return super().allows(user) and any(kinds_with(slug, user) != frozenset() for slug in self.kind.tabs)

    def attributes(self, user: User | None) -> dict[str, Attribute]:
        fields = self.kind.fields()
        for name, attribute in fields.items():
            attribute.also_called = (*attribute.also_called, *WORDS.get(f"{self.kind.prefix}.{name}", ()))
        return owner_attributes() | fields

    def option_context(self, user: User, options: Mapping[str, str]) -> dict[str, Any]:
        return {"owner": owner_of(options, user), "owner_option": option_of(options)}

    def into(self, options: Mapping[str, str]) -> str:
        return options.get(option_of(options), "")

    def option_problem(self, options: Mapping[str, str]) -> str:
        for name in self.option_names:
            if options.get(name) and not Counterparty.objects.filter(code=options[name]).exists():
                return _("There is no counterparty with the code “%s”.") % options[name]
        return ""

    def seen(self, user: User) -> Any:
        return super().seen(user).in_tab(self.kind.slug, user)

    def url(self, options: Mapping[str, str]) -> str:
        owner = Counterparty.objects.filter(code=options.get(OPTION, "")).first()
        return self.kind.tab.url(parent=owner) if owner else reverse("counterparties-list")

    def record_url(self, record: Any, user: User) -> str:
        return reverse(f"{self.kind.slug}-list", kwargs={"parent": record.counterparty_id})

    def session(self, *, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> Session:
        return self.sessions(self.kind, user, mapping, attributes)


def owner_of(options: Mapping[str, str], user: User) -> Counterparty | None:
    """The counterparty of the import, where the user may see it."""
    return Counterparty.objects.visible_to(user).filter(code=options.get(option_of(options), "")).first()


def option_of(options: Mapping[str, str]) -> str:
    """The option by which the import stands in the file of one: of the company, or of the holding."""
    return HOLDING if options.get(HOLDING) else OPTION


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


class HoldingMemberships(SubRecords):
    """Holding memberships: a row names both ends, or stands in the file of one of them."""

    kind = MEMBERSHIP
    slug, model = MEMBERSHIP.slug, MEMBERSHIP.model
    sessions = MembershipSession
    label = gettext_lazy("Holding memberships")
    title = gettext_lazy("Import of holding memberships")
    option_names = (OPTION, HOLDING)
    matched_by = gettext_lazy(
        "A row updates the membership of its company in its holding with the same first day; without a day the only "
        "one that has not ended. Other rows are added; none is removed."
    )

    def attributes(self, user: User | None) -> dict[str, Attribute]:
        label = gettext_lazy("Holding")
        holdings = end_attributes(Holdings.prefix, label, ("holding", "холдинг", "parent", "parent company"))
        companies = owner_attributes("company", "member", "member company", "фирма", "дружество", "член")
        return companies | holdings | self.kind.fields()

    def seen(self, user: User) -> Any:
        rows = self.model.objects.visible_to(user)  # type: ignore[attr-defined]
        return rows.in_tab(self.kind.slug, user) | rows.in_tab("members", user, HOLDING)

    def url(self, options: Mapping[str, str]) -> str:
        holding = Counterparty.objects.filter(code=options.get(HOLDING, "")).first()
        return screens["members"].url(parent=holding) if holding else super().url(options)

    def record_url(self, record: Any, user: User) -> str:
        # The holding has the tab whatever kinds the company is of; who has it not finds the holding in the file.
        if screens["members"].is_open(user):
            return reverse("members-list", kwargs={"parent": record.holding_id})
        return reverse("counterparty", args=[record.counterparty_id])


class PersonalDocuments(SubRecords):
    """Personal documents, for those who have their confidential tab."""

    kind = DOCUMENT
    slug, model = DOCUMENT.slug, DOCUMENT.model
    sessions = DocumentSession
    confidential = True
    label = gettext_lazy("Personal documents")
    title = gettext_lazy("Import of personal documents")
    matched_by = gettext_lazy(
        "A row updates the document of its counterparty with the same number, kind and country, as far as it says "
        "them. A hidden number (••••••1234) changes nothing. Other rows are added; none is removed."
    )

    def shown(self, attribute: str, text: str) -> str:
        return masked(text) if attribute == "number" and not is_masked(text) else text


TARGETS = (ContactPersons(), Addresses(), BankAccounts(), HoldingMemberships(), PersonalDocuments())
