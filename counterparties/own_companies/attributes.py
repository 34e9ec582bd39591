"""The columns of signatories and number series that are more than a field of their table."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access.models import User
from attributes.values import Number, YesNo
from counterparties.models import Signatory
from counterparties.own_companies.numbering import preview
from counterparties.tab_bases import editable_among


class HasSignature(YesNo):
    """Whether there is a picture of the signature: the cell shows it, and leads who may to where it is changed."""

    def __init__(self, name: str, label: Any, user: User | None = None) -> None:
        super().__init__(name, label, editable=False)
        self.user = user
        self.editable_ids: set[int] = set()

    def prepare(self, records: Iterable[Any]) -> None:
        """Which of them the user may edit: one query at most."""
        live = {record.pk for record in records if record.archived_at is None}
        self.editable_ids = editable_among(Signatory, live, self.user)

    def value(self, record: Any) -> bool:
        return record.signature_id is not None

    def column(self) -> Combinable:
        there = Q(signature__isnull=False)
        return Case(When(there, then=Value(True)), default=Value(False), output_field=BooleanField())

    def equals(self, value: bool) -> Q:
        return Q(signature__isnull=not value)

    def is_set(self) -> Q:
        return Q(pk__isnull=False)

    def cell(self, record: Any) -> SafeString | str:
        place, said = [record.counterparty_id, record.pk], _("Picture of the signature of %s") % record
        shown: SafeString | str = ""
        if self.value(record):
            source = f"{reverse('signature-picture', args=place)}?upload={record.signature_id}"
            shown = format_html('<img class="pr-signature" src="{}" alt="{}">', source, said)
        if record.pk not in self.editable_ids:
            return shown
        return format_html(
            '<a href="{0}" hx-get="{0}" hx-target="#slide-body" aria-label="{1}">{2}</a>',
            *(reverse("signature", args=place), said, shown or _("Add")),
        )

    def full(self, record: Any) -> str:
        return self.show(self.value(record))


class NextNumber(Number):
    """The next number: a list shows it as it will stand on a document."""

    cell_class = "nowrap"

    def cell(self, record: Any) -> str:
        return preview(record)
