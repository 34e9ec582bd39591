"""The columns of files that are more than a field of their table."""

import datetime
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Lower
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_filters import Filter

from access.models import User
from attributes.choices import Choice, ChoiceFilter, CodeFilter, Reference
from attributes.days import Date, DateTime
from attributes.values import Attribute, Number
from counterparties.files import content_types
from counterparties.files.addresses import thumbnail_url
from counterparties.files.expiring import EXPIRED, SOON, VALID, expiry, state_of
from reference.models import DocumentKind


class FileName(Attribute):
    """The name, behind a small picture or the sign of what the file is."""

    related = ("content",)

    def cell(self, record: Any) -> SafeString:
        return format_html("{}<span>{}</span>", face(record), record.name)

    def order_by(self) -> Combinable:
        return Lower(self.name)


def face(record: Any) -> SafeString:
    """The thumbnail of a picture, else the sign of its type."""
    if record.content.has_thumbnail:
        url = thumbnail_url(record)
        return format_html('<img class="pr-thumb" src="{}" alt="" loading="lazy" decoding="async">', url)
    sign = content_types.icon(record.content.content_type)
    return format_html('<i class="pr-thumb ti ti-{}" aria-hidden="true"></i>', sign)


class OfContent(Attribute):
    """A column of the version that is the content now."""

    related = ("content",)

    def __init__(self, name: str, label: Any, *, field: str, **options: Any) -> None:
        super().__init__(name, label, editable=False, sortable=True, **options)
        self.field = field

    def value(self, record: Any) -> Any:
        return getattr(record.content, self.field)

    def column(self) -> Combinable:
        return F(f"content__{self.field}")


class Size(OfContent, Number):
    """Bytes, told in the unit that suits them."""

    def cell(self, record: Any) -> str:
        return filesizeformat(self.value(record))

    def is_set(self) -> Q:
        return Q(content__isnull=False)

    def order_by(self) -> Combinable:
        return F(f"content__{self.field}")


class UploadedAt(OfContent, DateTime):
    """When the version of now was uploaded."""

    def is_set(self) -> Q:
        return Q(content__isnull=False)

    def order_by(self) -> Combinable:
        return F(f"content__{self.field}")


class ContentType(OfContent):
    """What the file is, as people call it."""

    def cell(self, record: Any) -> str:
        return content_types.in_words(self.value(record))

    def order_by(self) -> Combinable:
        return F(f"content__{self.field}")

    def filter(self) -> Filter | None:
        return None


class UploadedBy(Reference):
    """Who uploaded the version of now."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(
            name, label, rows=User.colleagues.order_by("username").all, code="username", editable=False, sortable=True
        )
        self.related = ("content__uploaded_by",)

    def value(self, record: Any) -> Any:
        return record.content.uploaded_by

    def filter(self) -> Filter:
        return UploaderFilter(self)

    def is_set(self) -> Q:
        return Q(content__uploaded_by__isnull=False)

    def exported(self) -> Combinable:
        return F("content__uploaded_by__username")

    def order_by(self) -> Combinable:
        return Coalesce(F("content__uploaded_by__username"), Value(""))


class UploaderFilter(CodeFilter):
    def among(self, rows: list[Any]) -> Q:
        return Q(content__uploaded_by__in=[row.pk for row in rows])


class PaperKind(Reference):
    """The kind of document: a stopped one stays where it is, but is not newly chosen."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(name, label, rows=DocumentKind.objects.order_by("position").all, sortable=True)

    def cell(self, record: Any) -> SafeString | str:
        kind = self.show(record.kind)
        sub = format_html('<span class="pr-sub">{}</span>', record.number) if record.number else ""
        return format_html("{}{}", kind, sub) if kind or sub else ""

    def order_by(self) -> Combinable:
        return Coalesce(F(f"{self.name}__position"), Value(0))


class ValidUntil(Date):
    """The day on which a paper expires; one that has or soon will stands out."""

    related = ("kind",)

    def cell(self, record: Any) -> str:
        today, day = timezone.localdate(), self.show(self.value(record))
        look = {EXPIRED: ("red", _("expired")), SOON: ("amber", _("expires soon"))}.get(state_of(record, today))
        if look is None or record.archived_at:
            return day
        return format_html('<span class="pr-status c-{}" title="{}">{}</span>', look[0], look[1], day)


class Expiry(Choice):
    """Whether a paper is valid, expires soon, or has expired; today decides."""

    related = ("kind",)

    def __init__(self, name: str, label: Any) -> None:
        words = [(EXPIRED, _("Expired")), (SOON, _("Expires soon")), (VALID, _("Valid"))]
        super().__init__(name, label, choices=words, editable=False, sortable=True)

    def value(self, record: Any) -> str:
        return state_of(record, timezone.localdate())

    def exported(self) -> Combinable:
        return self.order_by()

    def order_by(self) -> Combinable:
        today = timezone.localdate()
        return Case(*(When(expiry(code, today), then=Value(code)) for code, _label in self.choices), default=Value(""))

    def filter(self) -> Filter:
        return ExpiryFilter(self)


class ExpiryFilter(ChoiceFilter):
    """Several states at once; a paper without a day is in none."""

    def chosen(self, codes: list[str]) -> Q:
        today: datetime.date = timezone.localdate()
        return Q.create([expiry(code, today) for code in codes], Q.OR)
