"""The columns of personal documents that are more than a field of their table."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_filters import Filter

from attributes.choices import Reference
from attributes.ranges import DayFilter
from attributes.sql_texts import Words
from attributes.values import Attribute, Number
from counterparties.files.attributes import ValidUntil
from counterparties.models import ContactPerson, Scan
from counterparties.personal_documents.numbers import Masked, clean_number, masked
from reference.models import PersonalDocumentKind


class DocumentNumber(Attribute):
    """The number as everybody may see it: lists, forms, exports and conflicts know no other."""

    def __init__(self, name: str, label: Any, **options: Any) -> None:
        super().__init__(name, label, required=True, rule=clean_number, **options)

    def value(self, record: Any) -> str:
        return masked(record.number)

    def cell(self, record: Any) -> SafeString:
        return hidden_number(record)

    def exported(self) -> Combinable:
        return Masked(self.name)

    def filter(self) -> Filter | None:
        return None


def hidden_number(record: Any, *, in_words: bool = False) -> SafeString:
    """The masked number with a button that asks for the whole one; `in_words` where there is room for its words."""
    return format_html(
        '<span class="pr-hidden-number">{0} <button class="btn btn-quiet{5}" type="button" hx-post="{1}"'
        ' hx-target="closest .pr-hidden-number" hx-swap="outerHTML" title="{2}" aria-label="{2}: {3}">'
        '<i class="ti ti-eye" aria-hidden="true"></i>{4}</button></span>',
        masked(record.number),
        reverse("personal-document-number", args=[record.counterparty_id, record.pk]),
        _("Show number"),
        record,
        _("Show number") if in_words else "",
        "" if in_words else " btn-icon",
    )


def shown_number(number: str) -> SafeString:
    """The whole number, for whom it was written down that he has asked."""
    return format_html(
        '<b class="pr-hidden-number" tabindex="-1" autofocus role="status" title="{}">{}</b>',
        _("The history says that you have asked for it."),
        number,
    )


class KindOfDocument(Reference):
    """The kind: a stopped one stays where it is, but is not newly chosen."""

    def __init__(self, name: str, label: Any) -> None:
        rows = PersonalDocumentKind.objects.order_by("position").all
        super().__init__(name, label, rows=rows, required=True, sortable=True)

    def order_by(self) -> Combinable:
        return F(f"{self.name}__position")


class Holder(Reference):
    """Whose document it is: a contact person, or the counterparty itself where none is named."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(name, label, rows=ContactPerson.objects.none, code="pk", filterable=False)
        self.related = (name, "counterparty")
        self.help_text = _("Left empty, it is the counterparty itself.")

    def format(self, value: Any) -> str:
        return "" if value is None else str(value)

    def cell(self, record: Any) -> str:
        return str(record.person or record.counterparty)

    def exported(self) -> Combinable:
        parts = ("first_name", "middle_name", "last_name")
        return Words(*(NullIf(F(f"{self.name}__{part}"), Value("")) for part in parts))


class LastDay(ValidUntil):
    """The day on which a document expires: the first to expire comes first, what never does last."""

    def order_by(self) -> Combinable:
        return Coalesce(F(self.name), Value(datetime.date.max))

    def filter(self) -> Filter:
        return LastDayFilter(self)


class LastDayFilter(DayFilter):
    def between(self, low: Any, high: Any) -> Q:
        return self.attribute.is_set() & super().between(low, high)


class Scans(Number):
    """How many scans there are that are not deleted."""

    def __init__(self) -> None:
        super().__init__("scans", capfirst(str(Scan._meta.verbose_name_plural)), editable=False)

    def prepare(self, records: Iterable[Any]) -> None:
        records = list(records)
        rows = Scan.objects.live().filter(document__in=[record.pk for record in records]).order_by()
        numbers = dict(rows.values_list("document").annotate(n=Count("pk")))
        for record in records:
            record.number_of_scans = numbers.get(record.pk, 0)

    def value(self, record: Any) -> int:
        if not hasattr(record, "number_of_scans"):
            self.prepare([record])
        return int(record.number_of_scans)

    def exported(self) -> Combinable:
        rows = Scan.objects.live().filter(document=OuterRef("pk")).order_by().values("document")
        return Cast(Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0)), TextField())

    def filter(self) -> Filter | None:
        return None
