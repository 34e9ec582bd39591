"""Which addresses are printed, and on what: the same for a request and for a job."""

from collections.abc import Collection, Iterator
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from counterparties.labels.drawing import draw
from counterparties.labels.postal import postal_lines
from counterparties.labels.sheets import SHEETS, Sheet
from exchange.exporting import list_of, rows_of, screen_of
from screens.file import Tab
from screens.listing import ListQuery

KIND = "labels"
AT_ONCE, MOST = 300, 5_000
"Labels that are drawn while one waits, and at most in one file."
LISTS = ("addresses", "all-addresses")


def wanted_list(*, slug: str, user: Any, query: str, parent: int | None) -> ListQuery:
    """The list of addresses that is printed from; raises ValidationError or Http404."""
    if slug not in LISTS:
        raise ValidationError(_("There is no list called “%s”.") % slug)
    screen = screen_of(slug)
    owner: Model | None = screen.owner(user, parent or 0) if isinstance(screen, Tab) else None
    return list_of(screen=screen, user=user, query=query, parent=owner)


def to_print(query: ListQuery, ticked: Collection[int]) -> QuerySet[Any]:
    """The addresses in the order of the list, as far as the user may take them out of it.

    Raises ValidationError where there are none, or too many.
    """
    rows = rows_of(query, ticked)
    number = rows.order_by()[: MOST + 1].count()
    if not number:
        raise ValidationError(_("There are no addresses to print: tick some that you may export."))
    if number > MOST:
        told = _("At most %s labels are printed at once: filter the list, or tick fewer.")
        raise ValidationError(told % number_format(MOST, force_grouping=True))
    return query.keyset.ordered(rows).select_related("counterparty")


def sheet_of(code: str, start: int | None) -> tuple[Sheet, int]:
    """The sheet, and the place on it to begin with; raises ValidationError by field."""
    if code not in SHEETS:
        raise ValidationError({"sheet": _("Choose what is printed on.")})
    sheet = SHEETS[code]
    if start is None or not 1 <= start <= sheet.places:
        told = _("Enter a place from 1 to %s: that many labels are on the sheet.") % sheet.places
        raise ValidationError({"start": told})
    return sheet, start


def print_labels(target: IO[bytes] | str, *, rows: Iterator[Any], sheet: Sheet, start: int) -> int:
    """Draws a label for each address and returns how many."""
    lines = (postal_lines(address, address.counterparty.name) for address in rows)
    return draw(target, sheet=sheet, labels=lines, start=start, title=_("Labels"))


def file_name() -> str:
    """What the file of labels is called."""
    return f"labels-{timezone.localdate():%Y-%m-%d}.pdf"
