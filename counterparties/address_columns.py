"""What a list of addresses says beside the plain parts: whether one still holds, and where it is on the map."""

from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from attributes.choices import Choice
from attributes.values import Attribute
from counterparties.models import Address

MAP = "https://www.openstreetmap.org/search"


class AddressKind(Choice):
    """The kind of an address; one that does not hold today says so."""

    def cell(self, record: Any) -> SafeString:
        note = when(record)
        flag = format_html('<span class="pr-sub"><span class="pr-flag">{}</span></span>', note) if note else ""
        return format_html("{}{}", self.show(record.kind), flag)


class Settlement(Attribute):
    """The settlement, with a link to the whole address on a map."""

    def cell(self, record: Any) -> SafeString:
        return format_html(
            '{} <a class="text-reset" href="{}" target="_blank" rel="noopener noreferrer" title="{}" aria-label="{}">'
            '<i class="ti ti-map-pin" aria-hidden="true"></i></a>',
            record.settlement,
            map_address(record),
            _("On the map"),
            _("%(address)s on the map") % {"address": record},
        )


def map_address(record: Any) -> str:
    """Where a public map looks for the address: its street, settlement, area and country."""
    parts = [f"{record.street} {record.number}", record.settlement, record.area, str(record.country.name)]
    asked = ", ".join(part.strip() for part in parts if part.strip())
    return f"{MAP}?{urlencode({'query': asked})}"


def when(record: Address) -> str:
    """Why the address does not hold today; "" where it does."""
    today = timezone.localdate()
    if record.valid_to and record.valid_to < today:
        return _("until %(day)s") % {"day": date_format(record.valid_to, "SHORT_DATE_FORMAT")}
    if record.valid_from and record.valid_from > today:
        return _("from %(day)s") % {"day": date_format(record.valid_from, "SHORT_DATE_FORMAT")}
    return ""
