"""The columns of signatories and number series that are more than a field of their table."""

from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from attributes.values import Number, YesNo
from counterparties.own_companies.numbering import preview


class HasSignature(YesNo):
    """Whether there is a picture of the signature: the cell shows it, and leads to where it is changed."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(name, label, editable=False)
        self.related = ("signature",)

    def value(self, record: Any) -> bool:
        return record.signature_id is not None

    def column(self) -> Combinable:
        there = Q(signature__isnull=False)
        return Case(When(there, then=Value(True)), default=Value(False), output_field=BooleanField())

    def equals(self, value: bool) -> Q:
        return Q(signature__isnull=not value)

    def is_set(self) -> Q:
        return Q(pk__isnull=False)

    def cell(self, record: Any) -> SafeString:
        place = [record.counterparty_id, record.pk]
        url, said = reverse("signature", args=place), _("Picture of the signature of %s") % record
        if not self.value(record):
            return format_html(
                '<a class="muted" href="{0}" hx-get="{0}" hx-target="#slide-body" aria-label="{1}">{2}</a>',
                *(url, said, _("None")),
            )
        source = f"{reverse('signature-picture', args=place)}?upload={record.signature_id}"
        return format_html(
            '<a href="{0}" hx-get="{0}" hx-target="#slide-body"><img class="pr-signature" src="{1}" alt="{2}"></a>',
            *(url, source, said),
        )

    def full(self, record: Any) -> str:
        return self.show(self.value(record))


class NextNumber(Number):
    """The next number: a list shows it as it will stand on a document."""

    cell_class = "nowrap"

    def cell(self, record: Any) -> str:
        return preview(record)
