"""How the paper of an own company looks: what was chosen for it, and what its file says where nothing was."""

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from access.models import User
from counterparties.files.pictures import redrawn
from counterparties.files.storing import kept, refuse_size
from counterparties.models import (
    Address,
    BankAccount,
    Counterparty,
    Numbered,
    NumberSeries,
    Signatory,
    Stationery,
    StationeryAccount,
)
from counterparties.models.own_companies import TAXED
from counterparties.own_companies.numbering import preview
from counterparties.own_companies.signing import signing_on
from counterparties.saving import save_sub_record
from screens.changed import refuse_changed

SIDES = (1200, 600)
"Pixels of a picture on paper at most: 300 to an inch across half a page."


def stationery_of(company: Counterparty) -> Stationery:
    """What was chosen for the company; an unsaved row where nothing was."""
    found = Stationery.objects.filter(counterparty=company).select_related("logo", "address").first()
    return found or Stationery(counterparty=company)


@transaction.atomic
def save_stationery(*, user: User, record: Stationery, values: Mapping[str, Any]) -> Stationery:
    """Writes what was chosen; raises ValidationError by field, PermissionDenied."""
    own = dict(values)
    accounts: Iterable[BankAccount] | None = own.pop("accounts", None)
    address: Address | None = own.get("address", record.address)
    if address and address.counterparty_id != record.counterparty_id:
        raise ValidationError({"address": _("Choose an address of this company.")})
    save_sub_record(user=user, record=record, values=own)
    if accounts is not None:
        print_accounts(record, {account.pk for account in accounts})
    return record


def print_accounts(record: Stationery, wanted: set[int]) -> None:
    """Prints exactly these accounts; the version tells who edits at the same time."""
    links = StationeryAccount.objects.filter(stationery=record)
    stored = set(links.values_list("account", flat=True))
    if wanted == stored:
        return
    if strange := wanted - set(accounts_of(record.counterparty).values_list("pk", flat=True)) - stored:
        raise ValidationError(
            {"accounts": _("%d of the accounts are not in the file of this company.") % len(strange)}
        )
    links.exclude(account__in=wanted).delete()
    StationeryAccount.objects.bulk_create(
        StationeryAccount(stationery=record, account_id=pk) for pk in sorted(wanted - stored)
    )
    Stationery.objects.filter(pk=record.pk).update(version=F("version") + 1)
    record.refresh_from_db(fields=["version"])


def keep_picture(*, user: User, record: Stationery | Signatory, name: str, file: File | None) -> None:
    """Keeps a picture as logo or signature, drawn anew, or takes it away; raises ValidationError, PermissionDenied."""
    if file is None:
        save_sub_record(user=user, record=record, values={name: None})
        return
    refuse_size(file.name or "", file.size)
    if (drawn := redrawn(file, SIDES, "PNG")) is None:
        message = _("“%(name)s” is no picture, or too large: choose a PNG, JPEG, GIF or WebP file.")
        raise ValidationError(message, "picture", {"name": file.name})
    with kept(ContentFile(drawn, name=f"{name}.png")) as stored:
        upload = stored.upload(user=user, counterparty_id=record.counterparty_id)
        upload.on_paper = True
        upload.save(force_insert=True)
        if record.pk:
            refuse_changed(type(record)._default_manager.select_for_update().get(pk=record.pk), record)
        save_sub_record(user=user, record=record, values={name: upload})


def accounts_of(company: Counterparty) -> Any:
    """The live accounts in the company's file."""
    return BankAccount.objects.of_files([company.pk]).live().order_by("currency", "pk")


class Paper:
    """What the documents of a company have on a day, each read once: address, accounts, signatories, numbers."""

    def __init__(self, company: Counterparty, day: datetime.date) -> None:
        self.company, self.day = company, day

    @cached_property
    def stationery(self) -> Stationery:
        return stationery_of(self.company)

    @cached_property
    def address(self) -> Address | None:
        """The chosen one while it holds, else the registered office or the main one."""
        found = list(Address.objects.live().filter(counterparty=self.company).on(self.day).order_by("pk"))
        chosen = [row for row in found if row.pk == self.stationery.address_id]
        wanted = [[row for row in found if row.kind == kind] for kind in (Address.Kind.REGISTERED, Address.Kind.TAX)]
        return next((group[0] for group in (chosen, *wanted) if group), None)

    @cached_property
    def accounts(self) -> list[BankAccount]:
        """The chosen ones that are still held, else the main ones."""
        rows = accounts_of(self.company)
        if self.stationery.pk and (chosen := list(rows.filter(pk__in=self.stationery.accounts.values("pk")))):
            return chosen
        return list(rows.filter(main=True, counterparty=self.company))

    @cached_property
    def signing(self) -> list[Signatory]:
        return signing_on(self.company, self.day)

    @cached_property
    def series(self) -> dict[str, NumberSeries]:
        """The main series by the kind of document."""
        rows = NumberSeries.objects.live().filter(counterparty=self.company, main=True)
        return {row.kind: row for row in rows}

    def number(self, kind: str) -> str:
        """What the next document of this kind would be numbered; "" where it has no series."""
        kinds = [kind, Numbered.INVOICE.value] if kind in TAXED else [kind]
        found = next((self.series[each] for each in kinds if each in self.series), None)
        return preview(found, self.day) if found else ""

    def registration(self, language: str) -> str:
        """What documents say of the registration: the text that was entered, else UIC and VAT number."""
        entered = self.stationery.registration_bg if language == "bg" else self.stationery.registration_en
        if entered:
            return entered
        numbers = [(_("UIC"), self.company.uic), (_("VAT number"), self.company.vat_number)]
        return ", ".join(f"{label} {number}" for label, number in numbers if number)
