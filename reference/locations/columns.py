"""The attributes of a location that are more than a field of its table."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Case, F, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from attributes.choices import Reference
from attributes.sql_texts import TextForm
from attributes.values import Attribute
from reference.locations.holders import holders, uses
from reference.models import Location
from reference.models.locations import Level


def set_or(first: str, second: str) -> Combinable:
    """The first column, or the second where that is empty."""
    return Coalesce(NullIf(F(first), Value("")), F(second))


class Name(Attribute):
    """The name in the language of the page, else in the other one; lists sort by it as it is compared."""

    def __init__(self) -> None:
        super().__init__("name", gettext_lazy("Name"), editable=False, sortable=True)

    @property
    def first(self) -> tuple[str, str]:
        return ("bg", "en") if get_language() == "bg" else ("en", "bg")

    def exported(self) -> Combinable:
        return set_or(*(f"name_{language}" for language in self.first))

    def order_by(self) -> Combinable:
        return set_or(*(f"key_{language}" for language in self.first))

    def filter(self) -> None:
        return None

    def cell(self, record: Any) -> str:
        if not record.stopped:
            return record.name
        return format_html('{}<span class="pr-sub"><span class="pr-flag">{}</span></span>', record.name, _("stopped"))


class Above(Attribute):
    """The location of one level that it stands under, in a text by its code or name."""

    related = ("parent__parent",)

    def __init__(self, level: Level) -> None:
        super().__init__(level.value, level.label, editable=False)
        self.level = level

    def value(self, record: Any) -> Location | None:
        rows = (record.parent, record.parent.parent if record.parent else None)
        return next((row for row in rows if row is not None and row.level == self.level), None)

    def format(self, value: Location | None) -> str:
        return (value.code or value.name_bg or value.name_en) if value else ""

    def show(self, value: Location | None) -> str:
        return str(value or "")

    def exported(self) -> Combinable:
        levels = (f"{path}__level" for path in ("parent", "parent__parent"))
        texts = (
            Coalesce(NullIf(F(f"{path}__code"), Value("")), set_or(f"{path}__name_bg", f"{path}__name_en"))
            for path in ("parent", "parent__parent")
        )
        return Case(*(When(**{level: self.level}, then=text) for level, text in zip(levels, texts, strict=True)))

    def filter(self) -> None:
        return None


class AsText(TextForm):
    template = "(%(expressions)s)::text"


class Uses(Attribute):
    """How many addresses have the location."""

    cell_class = "num"

    def __init__(self) -> None:
        super().__init__("uses", gettext_lazy("Addresses"), editable=False)
        self.numbers: dict[int, int] = {}

    def prepare(self, records: Iterable[Location]) -> None:
        ids = [record.pk for record in records]
        self.numbers |= dict.fromkeys(ids, 0) | uses(ids)

    def value(self, record: Any) -> int:
        if record.pk not in self.numbers:
            self.numbers[record.pk] = uses([record.pk])[record.pk]
        return self.numbers[record.pk]

    def show(self, value: int) -> SafeString | str:
        return str(value or "")

    def exported(self) -> Combinable:
        total: Any = Value(0, output_field=BigIntegerField())
        for holder in holders:
            total = total + holder.counted()
        return AsText(total)

    def filter(self) -> None:
        return None


class Parent(Reference):
    """What a location stands under, found as one types."""

    def __init__(self) -> None:
        rows = Location.objects.right().filter(level__in=(Level.AREA, Level.SETTLEMENT))
        hint = gettext_lazy("Of a settlement its area, of a neighbourhood or street its settlement.")
        super().__init__(
            "parent", gettext_lazy("Under"), rows=rows.all, lookup="locations", filterable=False, help_text=hint
        )
