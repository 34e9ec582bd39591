"""The attributes of bank accounts that are more than a field: the IBAN, its bank, the bank's own file."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access.models import User
from attributes.values import Attribute
from counterparties.accounts import clean_iban
from counterparties.columns import Company, Iban
from counterparties.models import Counterparty
from reference.kinds import Kind


class BankOf:
    """Where the script asks for the bank of what is typed; reversed when a page is drawn."""

    def __str__(self) -> str:
        return reverse("bank-of-iban")


def iban_attribute() -> Iban:
    """The IBAN; as one types the bank is looked up."""
    widget = forms.TextInput(attrs={"maxlength": 50, "data-bank-of": lazystr(BankOf()), "spellcheck": "false"})
    return Iban("iban", _("IBAN"), required=True, sortable=True, max_length=34, rule=clean_iban, widget=widget)


class BankName(Attribute):
    """The name of the bank, which leads to its file where there is one that the user may see."""

    def __init__(self, name: str, label: Any, *, user: User | None, **options: Any) -> None:
        super().__init__(name, label, **options)
        self.user = user
        self.banks: dict[int, Counterparty] = {}

    def prepare(self, records: Iterable[Any]) -> None:
        """Reads the banks of these accounts: one query."""
        wanted = {record.bank_id for record in records if record.bank_id}
        rows = Counterparty.objects.open_to(self.user).filter(pk__in=wanted).only("name") if wanted else ()
        self.banks = {row.pk: row for row in rows}

    def cell(self, record: Any) -> str:
        bank = self.banks.get(record.bank_id)
        if bank is None:
            return str(record.bank_name)
        link = format_html(
            '<span class="pr-entry"><a class="text-reset" href="{}">{}</a></span>', bank.get_absolute_url(), bank.name
        )
        return bank_line(link, record.bank_name if record.bank_name != bank.name else "")


def bank_line(link: SafeString, other: str) -> SafeString:
    return format_html('{}<span class="pr-sub">{}</span>', link, other) if other else link


def bank_attribute(user: User | None) -> Company:
    """The counterparty of kind Bank at which the account is held."""
    rows = Counterparty.objects.open_to(user).filter(kinds__contains=[Kind.BANK.value])
    return Company(
        "bank",
        _("Bank's file"),
        rows=rows.all,
        lookup="counterparties-bank",
        filterable=False,
        help_text=_("The bank among the counterparties; left empty, it is the one that has this BIC or name."),
    )
