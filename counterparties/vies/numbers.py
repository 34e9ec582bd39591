"""Which numbers VIES knows, and which of them is asked about."""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.eu import vat as eu_vat

from counterparties.identifiers import BULGARIA, VAT_PREFIXES, clean_uic, clean_vat
from counterparties.models import Counterparty
from reference.kinds import Kind

UIC_LENGTH = 9
"Digits of a UIC; what a branch has more is not in its VAT number."


def is_asked(number: str) -> bool:
    """Whether a stored VAT number is one that VIES can be asked about: with a prefix it knows, and well formed."""
    prefix = number[:2]
    return prefix in VAT_PREFIXES and eu_vat.is_valid(number)


def number_of(typed: Mapping[str, str]) -> str:
    """The number that is meant by what stands in a form; raises ValidationError with a sentence.

    That is the VAT number, else that of the Bulgarian firm with this UIC. A person's number is not sent anywhere
    unless it was typed as a VAT number.
    """
    vat, uic = typed.get("vat_number", "").strip(), typed.get("uic", "").strip()
    country, foreign = typed.get("country") or BULGARIA, bool(typed.get("foreign"))
    if vat:
        number = clean_vat(vat, country)
    elif uic and country == BULGARIA and not foreign and typed.get("person_kind") != Counterparty.PersonKind.NATURAL:
        number = BULGARIA + clean_uic(uic)[:UIC_LENGTH]
    else:
        raise ValidationError(_("Enter the VAT number, or the UIC of a Bulgarian firm, and ask again."))
    if not is_asked(number):
        raise ValidationError(_("VIES knows only VAT numbers of the European Union: %s is none.") % number)
    return number


def requester() -> str:
    """Our own VAT number: that of the settings, else of the first own company that has one; "" without any."""
    if settings.VIES_REQUESTER:
        return str(settings.VIES_REQUESTER).replace(" ", "").upper()
    own = Counterparty.objects.of_kind(Kind.COMPANY).live().exclude(vat_number="").order_by("pk")
    return next((number for number in own.values_list("vat_number", flat=True)[:20] if is_asked(number)), "")
