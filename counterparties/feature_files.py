"""The data types of features and of fields of forms whose value is a file or a picture: the id of uploaded bytes.

Bytes stay for ever: whoever clears or replaces a value, or takes that back, finds each of them again.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, CharField, F, Func, OuterRef, Q, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_filters import Filter

from attributes.filtering import AttributeFilter
from counterparties.files import content_types
from counterparties.files.pending import Pending
from counterparties.models import Upload
from counterparties.models.files import UploadQuerySet
from counterparties.named import Named
from reference.features.values import FeatureValue
from reference.models import Feature
from reference.tree import Items

NUMBERED = re.compile(r"(?:.* )?#(\d{1,18})", re.ASCII | re.DOTALL)
LOOKS = (*content_types.PICTURES, content_types.WEBP)


class OwnUpload(int):
    """The id of an upload that was found to belong to the record that gets it."""


class Numbered(int):
    """The id of an upload as a text says it: whether it is one of the record is not known, so it is told as typed."""


class Known(NamedTuple):
    """What features need of an upload."""

    pk: int
    counterparty_id: int
    template_id: int | None
    name: str
    content_type: str
    has_thumbnail: bool


class Uploads(Named[Known]):
    """The uploads that features name, or fields of forms."""

    def __init__(self, *, of_forms: bool) -> None:
        super().__init__()
        self.of_forms = of_forms

    @cached_property
    def rows(self) -> UploadQuerySet:
        """Made when first needed: every page makes all features, and shows files of hardly one."""
        return Upload.objects.of_forms() if self.of_forms else Upload.objects.of_features()

    def found(self, pks: set[int]) -> Iterable[Known]:
        return map(Known._make, self.rows.filter(pk__in=pks).order_by().values_list(*Known._fields))


_shared: WeakKeyDictionary[Items, Uploads] = WeakKeyDictionary()


class FileValue(FeatureValue):
    """A file as the id of its upload; a text has its name with the id behind it ("logo.png #12").

    A text may keep the file that a record has, and no other: files come by the form alone.
    """

    empty = None
    points_to = Upload
    may_be_indexed = False
    typed = False

    def __init__(self, feature: Feature, items: Items | None = None) -> None:
        super().__init__(feature)
        self.sortable = False
        own = Uploads(of_forms=feature.template_id is not None)
        self.uploads = own if items is None else _shared.setdefault(items, own)
        self.uploads.keys.add(self.key)

    def prepare(self, records: Iterable[Any]) -> None:
        self.uploads.prepare(records)

    def parse(self, text: str) -> Numbered | Pending:
        if pending := Pending.read(text):
            return pending
        if found := NUMBERED.fullmatch(text):
            return Numbered(found[1])
        raise ValidationError(_("A file is not typed or imported: choose it in the form of the record."))

    def check(self, value: Any) -> None:
        """Raises ValidationError when a newly chosen file is none of those that the feature is for."""

    def known(self, value: Any) -> Known | None:
        """What is known of the upload with this id, where one of the same form, or of features, has it."""
        found = None if value is None or isinstance(value, Numbered) else self.uploads.by_id(value)
        return found if found and found.template_id == self.feature.template_id else None

    def format(self, value: Any) -> str:
        if value is None or isinstance(value, Pending):
            return "" if value is None else value.text
        known = self.known(value)
        return f"{known.name} #{known.pk}" if known else f"#{value}"

    def show(self, value: Any) -> str:
        if value is None or isinstance(value, Pending):
            return "" if value is None else value.name
        if isinstance(value, Numbered):
            return f"#{value}"
        known = self.known(value)
        return known.name if known else _("(a file that is not there any more)")

    def cell(self, record: Any) -> SafeString | str:
        value = self.value(record)
        known = self.known(value)
        return self.drawn(known, "pr-thumb") if known else self.show(value)

    def full(self, record: Any) -> SafeString | str:
        value = self.value(record)
        known = self.known(value)
        return self.drawn(known, "pr-thumb large") if known else self.show(value)

    def drawn(self, known: Known, look: str) -> SafeString:
        """A link to the file: a small picture or the sign of its type, and its name."""
        return format_html(
            '<a class="text-reset pr-filelink" href="{}" target="_blank" rel="noopener">{}<span>{}</span></a>',
            self.url(known) + "?inline=1",
            self.face(known, look),
            known.name,
        )

    def face(self, known: Known, look: str) -> SafeString:
        if known.has_thumbnail:
            source = f"{self.url(known, 'thumbnail')}?upload={known.pk}"
            return format_html('<img class="{}" src="{}" alt="" loading="lazy" decoding="async">', look, source)
        sign = content_types.icon(known.content_type)
        return format_html('<i class="pr-thumb ti ti-{}" aria-hidden="true"></i>', sign)

    def url(self, known: Known, view: str = "file") -> str:
        """Where the bytes are: a form's are behind the door of its tab."""
        if self.feature.template_id is not None:
            return reverse(f"form-{view}", args=[known.counterparty_id, known.pk])
        return reverse(f"feature-{view}", args=[known.counterparty_id, self.feature.code])

    def from_json(self, stored: Any) -> int | None:
        return stored if isinstance(stored, int) and not isinstance(stored, bool) else None

    def to_json(self, value: Any) -> int | None:
        return None if value is None else int(value)

    def check_change(self, before: Any, after: Any) -> None:
        super().check_change(before, after)
        if after not in (None, before) and not isinstance(after, OwnUpload):
            raise ValidationError(_("A file is not typed or imported: choose it in the form of the record."))

    def form_field(self) -> forms.Field:
        from counterparties.feature_file_forms import FileField

        return FileField(self)

    def filter(self) -> Filter:
        return AttributeFilter(self)

    def is_set(self) -> Q:
        return Q(features__has_key=self.key)

    def exported(self) -> Combinable:
        number = Func(
            OuterRef("features"),
            template=f"(%(expressions)s ->> '{int(self.key)}')::bigint",
            output_field=BigIntegerField(),
        )
        text = Concat(F("name"), Value(" #"), Cast("pk", CharField()), output_field=TextField())
        rows = self.uploads.rows.of_template(self.feature.template_id).filter(pk=number).order_by()
        return Subquery(rows.values_list(text)[:1], output_field=TextField())


class PictureValue(FileValue):
    """A picture, shown as such."""

    def check(self, value: Any) -> None:
        if isinstance(value, Pending) and value.content_type not in LOOKS:
            message = _("“%(name)s” is no picture: choose a PNG, JPEG, GIF or WebP file.")
            raise ValidationError(message, params={"name": value.name})
