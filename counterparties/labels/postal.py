"""An address as the post of its country wants it on an envelope."""

from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries

from counterparties.models import Address

HOME = "BG"
NUMBER_FIRST = frozenset({"AU", "CA", "FR", "GB", "IE", "IL", "IN", "LU", "MT", "NZ", "US", "ZA"})
"Where the number of the house stands before the street."
CODE_BEHIND = frozenset({"AU", "CA", "IN", "NZ", "US"})
"Where area and postal code stand behind the settlement."
CODE_BELOW = frozenset({"GB", "IE", "MT"})
"Where the postal code has a line of its own."


def postal_lines(address: Address, name: str) -> list[str]:
    """The lines from the recipient down to the country, which is named in capitals for abroad only."""
    country = str(address.country or HOME)
    with translation.override("bg" if country == HOME else "en"):
        lines = [name, *_house(address, country), *address.free_text.splitlines(), *_settlement(address, country)]
        abroad = [] if country == HOME else [str(countries.name(country)).upper()]
    return [line for line in (" ".join(line.split()) for line in lines + abroad) if line]


def _house(address: Address, country: str) -> list[str]:
    if address.mailbox:
        return [_("P.O. box %s") % address.mailbox]
    parts = (address.number, address.street) if country in NUMBER_FIRST else (address.street, address.number)
    within = [
        _("block %s") % address.block if address.block else "",
        _("entrance %s") % address.entrance if address.entrance else "",
        _("floor %s") % address.floor if address.floor else "",
        _("apartment %s") % address.apartment if address.apartment else "",
    ]
    flat = ", ".join(filter(None, within))
    return [address.neighbourhood, " ".join(filter(None, parts)), flat]


def _settlement(address: Address, country: str) -> list[str]:
    code, place = address.postal_code, address.settlement
    area = address.area if address.area != place else ""
    if country in CODE_BEHIND:
        return [" ".join(filter(None, (f"{place}," if area and place else place, area, code)))]
    if country in CODE_BELOW:
        return [place, area, code]
    if country == HOME:
        return [f"{code} {place}", area]
    return [f"{code} {place}"]
