"""The letterhead of an own company, and a sample that shows how its documents will look."""

from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django_countries import countries

from access.models import User
from counterparties.accounts import spaced
from counterparties.labels.postal import HOME
from counterparties.models import Address, BankAccount, Counterparty, Numbered, Signatory, Upload
from counterparties.own_companies.papers import Paper
from counterparties.own_companies.signing import who_sign
from counterparties.printing.paper import Block, Letterhead, Paragraph, Signed, Table, pdf_of


def letterhead_of(paper: Paper, language: str) -> Letterhead:
    """What stands at the head and at the foot of a company's papers, in a language."""
    company, stationery = paper.company, paper.stationery
    latin = language != "bg" and company.name_latin
    lines = [
        address_line(paper.address) if paper.address else "",
        paper.registration(language),
        *(account_line(account) for account in paper.accounts),
    ]
    footer = stationery.footer_bg if language == "bg" else stationery.footer_en
    return Letterhead(
        company.name_latin if latin else company.name,
        [line for line in lines if line],
        picture(stationery.logo),
        [line for line in footer.splitlines() if line.strip()],
    )


def address_line(address: Address) -> str:
    """The address in one line, with the country where it is abroad."""
    country = str(address.country)
    abroad = "" if country == HOME else str(countries.name(country))
    return ", ".join(filter(None, (str(address), abroad)))


def account_line(account: BankAccount) -> str:
    parts = (f"IBAN {spaced(account.iban)}", f"BIC {account.bic}" if account.bic else "", account.bank_name)
    return ", ".join(filter(None, (*parts, account.currency)))


def picture(upload: Upload | None) -> bytes | None:
    """The bytes; None where there is none, or the store has lost it."""
    if upload is None:
        return None
    try:
        with upload.file.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return None


def signed_by(row: Signatory) -> Signed:
    return Signed(row.name, row.position, picture(row.signature))


def sample(*, company: Counterparty, kind: str, language: str, user: User) -> bytes:
    """A document of this kind with no content, numbered as the next one would be; no number is taken."""
    with translation.override(language):
        paper = Paper(company, timezone.localdate())
        number, label = paper.number(kind), str(Numbered(kind).label)
        amount = number_format(100, 2)
        rows = [["1", _("Goods or service"), "1", amount, amount]]
        blocks: list[Block] = [
            Paragraph(_("This is a sample: it shows the paper, and no number was taken for it."), muted=True),
            Table([_("No."), _("What"), _("Quantity"), _("Price"), _("Amount")], rows),
            *(signed_by(row) for row in who_sign(paper.signing)),
        ]
        return pdf_of(
            title=f"{label} № {number}" if number else label,
            subtitle=date_format(paper.day, "DATE_FORMAT"),
            blocks=blocks,
            by=str(user),
            letterhead=letterhead_of(paper, language),
        )
