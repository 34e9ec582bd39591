"""What an own company still lacks before it can issue documents."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from counterparties.models import Counterparty, Numbered
from counterparties.own_companies.papers import Paper


@dataclass(frozen=True)
class Point:
    """Something that documents need; `url` is where it is entered, for who may."""

    done: bool
    text: str
    url: str


def checklist(paper: Paper) -> list[Point]:
    """All points, those that are missing first."""
    pk = paper.company.pk
    points = [
        *of_the_file(paper.company),
        point(paper.stationery.logo_id, _("Logo"), _("No logo"), reverse("logo", args=[pk])),
        point(
            paper.address,
            _("Address"),
            _("No registered or main address that holds today"),
            reverse("addresses-add", args=[pk]),
        ),
        point(paper.accounts, _("Account"), _("No main account"), reverse("bank-accounts-list", args=[pk])),
        point(paper.signing, _("Signatory"), _("Nobody signs today"), reverse("signatories-add", args=[pk])),
        point(
            Numbered.INVOICE in paper.series,
            _("Numbers of invoices"),
            _("No main series of numbers for invoices"),
            reverse("number-series-add", args=[pk]),
        ),
    ]
    return sorted(points, key=lambda each: each.done)


def of_the_file(company: Counterparty) -> list[Point]:
    """What the head of the file holds."""
    edit = reverse("counterparties-edit", args=[company.pk])
    found = [
        point(company.name_latin, _("Name in Latin"), _("No name in Latin letters"), edit),
        point(company.uic or company.foreign, _("UIC"), _("No UIC"), edit),
    ]
    if company.vat_registered:
        found.append(point(company.vat_number, _("VAT number"), _("No VAT number, though registered for VAT"), edit))
    return found


def point(there: object, done: str, missing: str, url: str) -> Point:
    return Point(bool(there), done if there else missing, url)
