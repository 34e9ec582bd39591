"""The kinds of rows that a file may have beside its counterparties, and the columns that fill them."""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from access.models import User
from attributes.values import Attribute
from counterparties.models import Address, BankAccount, ContactPerson
from counterparties.models.records import Record
from counterparties.sub_importing.headers import WORDS
from screens.file import Tab
from screens.registry import screens

SETS = 3
"How many contact persons, addresses and accounts a row may have."
WHOLE_NAME = "name"
"The column of a contact person that is split into first, middle and last name."


@dataclass(frozen=True)
class SubKind:
    """Rows of one tab: what their columns are called, and which of these say that there is a row at all."""

    prefix: str
    slug: str
    model: type[Record]
    silent: Collection[str]
    "Fields that say nothing on their own: a file may have the same currency or country in every row."

    @property
    def tab(self) -> Tab:
        return screens[self.slug]  # type: ignore[return-value]

    @property
    def tabs(self) -> Sequence[str]:
        """The tabs in which the rows stand: who has none of them in a file does not import into it."""
        return (self.slug,)

    @property
    def label(self) -> Any:
        return capfirst(self.model._meta.verbose_name)

    def fields(self) -> dict[str, Attribute]:
        """The attributes that a file can fill, by name: those of the tab's form."""
        known = self.tab.declared()
        own = {field.name for field in self.model._meta.concrete_fields if not field.is_relation}
        found = {name: known[name] for name in self.tab.form_fields if name in own}
        if self.model is ContactPerson:
            found = {WHOLE_NAME: Attribute(WHOLE_NAME, _("Whole name"), max_length=300)} | found
        return found

    def named(self, number: int = 1) -> dict[str, Attribute]:
        """The attributes of the first, second ... row of the kind beside a counterparty, by field."""
        title = self.label if number == 1 else format_lazy("{} {}", self.label, number)
        found = {}
        for field, attribute in self.fields().items():
            made = copy(attribute)
            made.name = f"{self.called(number)}.{field}"
            made.label = format_lazy("{}: {}", title, self.label_of(field))
            made.group = title
            made.also_called = WORDS.get(made.name, ())
            made.required = False
            found[field] = made
        return found

    def called(self, number: int) -> str:
        """What the names of the attributes begin with: contact, contact2 ..."""
        return self.prefix if number == 1 else f"{self.prefix}{number}"

    def label_of(self, field: str) -> Any:
        if field == WHOLE_NAME:
            return _("whole name")
        return self.model._meta.get_field(field).verbose_name  # type: ignore[union-attr]


CONTACT = SubKind("contact", "contact-persons", ContactPerson, ("language", "main", "phone_kind"))
ADDRESS = SubKind("address", "addresses", Address, ("kind", "country"))
ACCOUNT = SubKind("account", "bank-accounts", BankAccount, ("currency", "main"))
KINDS = (CONTACT, ADDRESS, ACCOUNT)

PREFIXES = {kind.called(number) for kind in KINDS for number in range(1, SETS + 1)}


def is_beside(name: str) -> bool:
    """Whether an attribute belongs to a row beside the counterparty."""
    return name.partition(".")[0] in PREFIXES


def is_further(name: str) -> bool:
    """Whether it belongs to the second row of a kind beside a counterparty, or to the third."""
    return is_beside(name) and name.partition(".")[0][-1].isdigit()


def sub_attributes(user: User | None) -> dict[str, Attribute]:
    """The attributes of all rows that may stand beside a counterparty: contact.email, contact2.email ...

    A user is offered the tabs that he has in some file.
    """
    kinds = [kind for kind in KINDS if user is None or kind.tab.is_open(user)]
    sets = (kind.named(number) for number in range(1, SETS + 1) for kind in kinds)
    return {attribute.name: attribute for named in sets for attribute in named.values()}
