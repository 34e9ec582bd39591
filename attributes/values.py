"""The attribute: one column of a record, the same for forms, lists, filters, imports and exports.

Rules live here once: a form's field and an import's cell both go through `clean`.
"""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DecimalField, F, Model, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Lower
from django.template.defaultfilters import linebreaksbr
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import Filter

from attributes.fields import CleanedField
from attributes.filtering import TextFilter, YesNoFilter
from attributes.numbers import decimal_in
from attributes.ranges import RangeFilter
from attributes.sql_texts import Decimals, YesOrNo

DIGITS = 20
"More than any amount has; the context of Python's decimals rounds beyond 28."
CLIPPED = 100
"Letters of a long text that a list shows."
LOWEST = Decimal("-999999999999999999999999999999")
"Stands for no number in orders; a cursor can hold it, which it could not hold -Infinity."


class Attribute:
    """A text column, and the base of all others.

    `clean` turns a text into the value or raises ValidationError with a sentence; `format` is its inverse:
    `clean(format(value)) == value`. The empty text is the empty value.
    """

    empty: Any = ""
    cell_class = ""
    related: tuple[str, ...] = ()
    "Paths for select_related that the cell needs."
    prefetched: tuple[Any, ...] = ()
    "Lookups for prefetch_related that the cell needs."
    also_called: tuple[str, ...] = ()
    "Texts beside name and label that mean the attribute in the header of a file."
    offered = False
    "Whether every list that has the attribute offers to filter by it."
    group: str | Promise = ""
    "The heading under which menus and forms show it."
    field_type: type[CleanedField] = CleanedField
    may_be_indexed = True
    "Whether an index could make its order quick."

    def __init__(
        self,
        name: str,
        label: Any,
        *,
        required: bool = False,
        sortable: bool = False,
        editable: bool = True,
        max_length: int | None = None,
        help_text: Any = "",
        rule: Callable[[str], Any] | None = None,
        widget: forms.Widget | None = None,
        indexed: bool = True,
    ) -> None:
        self.name, self.label, self.required, self.editable = name, label, required, editable
        self.sortable, self.max_length, self.help_text = sortable, max_length, help_text
        self.rule, self.widget, self.indexed = rule, widget, indexed

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def clean(self, text: str) -> Any:
        """The value that the text stands for; raises ValidationError."""
        text = text.strip()
        if not text:
            return self.empty
        if "\x00" in text:
            raise ValidationError(_("Remove the null characters."))
        value = self.parse(text)
        self.check(value)
        return value

    def check(self, value: Any) -> None:
        """Raises ValidationError when a value that is not empty breaks a rule of the attribute."""
        if self.max_length and isinstance(value, str) and len(value) > self.max_length:
            raise ValidationError(
                _("Shorten it to %(limit)s characters; it has %(length)s."),
                params={"limit": self.max_length, "length": len(value)},
            )

    def parse(self, text: str) -> Any:
        """The value of a text that is not empty; what a data type overrides."""
        return self.rule(text) if self.rule else text

    def format(self, value: Any) -> str:
        """The text that `clean` turns back into the value."""
        return "" if value is None else str(value)

    def value(self, record: Model) -> Any:
        return getattr(record, self.name)

    def prepare(self, records: Iterable[Any]) -> None:
        """Reads what the cells of these records need, at once, where that is no matter of related rows."""

    def expect(self, texts: Iterable[str]) -> None:
        """Reads what cleaning these texts needs, at once."""

    def beside(self, names: Collection[str]) -> "Attribute":
        """The column as it stands in a list with these columns, for what another one of them shows already."""
        return self

    def cell(self, record: Model) -> str:
        """What a list shows: a text, or a SafeString made by format_html."""
        return self.cell_of(self.value(record))

    def cell_of(self, value: Any) -> str:
        """What a list shows of a value, which it draws once: override `cell` where it takes more of the record.

        The value, or each in its list, is hashable; equal values look the same.
        """
        return self.show(value)

    def full(self, record: Model) -> str:
        """What a file shows, where it has room for more than a list."""
        return self.cell(record)

    def show(self, value: Any) -> str:
        """A value as people read it, in the language of the page."""
        return self.format(value)

    def form_field(self) -> forms.Field:
        return self.field_type(self, widget=self.widget or self.default_widget())

    def default_widget(self) -> forms.Widget:
        return forms.TextInput(attrs={"maxlength": self.max_length} if self.max_length else {})

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # Sets of filters copy theirs for every page; an attribute may know thousands of items.
        return self

    def filter(self) -> Filter | None:
        """The filter that lists offer for this attribute, or None."""
        return TextFilter(self)

    def column(self) -> Combinable:
        """The value in the database, as a text where filters look into it."""
        return F(self.name)

    def exported(self) -> Combinable:
        """What `format` gives of a record's value, in SQL; null stands for the empty text."""
        return self.column()

    def is_set(self) -> Q:
        """The rows that have a value."""
        return Q(**{f"{self.name}__gt": ""})

    def order_by(self) -> Combinable:
        """The sort key, never null. Rows without a value come first, and last in falling order."""
        return Lower(self.name)

    def key_of(self, value: Any) -> Any:
        """The sort key of a value that is set."""
        return value


class LongText(Attribute):
    """A text of several lines: a list shows its beginning, a file the whole of it."""

    def parse(self, text: str) -> str:
        return super().parse(text.replace("\r\n", "\n").replace("\r", "\n"))

    def cell(self, record: Model) -> str:
        return Truncator(" ".join(self.show(self.value(record)).split())).chars(CLIPPED)

    def full(self, record: Model) -> str:
        return linebreaksbr(self.show(self.value(record)), autoescape=True)

    def default_widget(self) -> forms.Widget:
        return forms.Textarea(attrs={"rows": 3} | super().default_widget().attrs)


class Bounded(Attribute):
    """A value with an order, which may have a lowest and a highest one."""

    empty = None
    minimum: Any = None
    maximum: Any = None

    def is_set(self) -> Q:
        return Q(**{f"{self.name}__isnull": False})

    too_low: Any = gettext_lazy("Enter %(limit)s or more.")
    too_high: Any = gettext_lazy("Enter %(limit)s or less.")

    def check(self, value: Any) -> None:
        super().check(value)
        if self.minimum is not None and value < self.minimum:
            raise ValidationError(self.too_low, params={"limit": self.show(self.minimum)})
        if self.maximum is not None and value > self.maximum:
            raise ValidationError(self.too_high, params={"limit": self.show(self.maximum)})


class Number(Bounded):
    """An exact decimal number. Spaces part thousands; a comma or a point parts decimals."""

    cell_class = "num"

    def __init__(self, name: str, label: Any, *, decimals: int = 0, **options: Any) -> None:
        super().__init__(name, label, **options)
        self.decimals = decimals

    def parse(self, text: str) -> Decimal:
        number = decimal_in(text, self.decimals)
        if len(number.as_tuple().digits) > DIGITS:
            raise ValidationError(_("Enter at most %(digits)s digits."), params={"digits": DIGITS})
        if number != (rounded := round(number, self.decimals)):
            if not self.decimals:
                raise ValidationError(_("Enter a whole number."))
            raise ValidationError(_("Enter at most %(decimals)s decimals."), params={"decimals": self.decimals})
        return rounded if self.decimals else Decimal(int(rounded))

    def format(self, value: Any) -> str:
        return "" if value is None else f"{value:.{self.decimals}f}"

    def show(self, value: Any) -> str:
        return "" if value is None else number_format(value, self.decimals, use_l10n=True, force_grouping=True)

    def default_widget(self) -> forms.Widget:
        return forms.TextInput(attrs={"inputmode": "decimal"})

    def exported(self) -> Combinable:
        return Decimals(self.column(), self.decimals)

    def filter(self) -> Filter | None:
        return RangeFilter(self)

    def order_by(self) -> Combinable:
        # Whole and decimal fields alike: one type holds them all.
        return Coalesce(F(self.name), Value(LOWEST), output_field=DecimalField(max_digits=40, decimal_places=6))


class YesNo(Attribute):
    """Yes, no, and where `empty` is None also not said."""

    YES = frozenset({"yes", "y", "true", "1", "да", "x"})
    NO = frozenset({"no", "n", "false", "0", "не"})
    empty: bool | None = False

    def parse(self, text: str) -> bool:
        word = text.lower()
        if word in self.YES:
            return True
        if word in self.NO:
            return False
        raise ValidationError(_("Enter yes or no; “%(text)s” is neither."), params={"text": text})

    def format(self, value: Any) -> str:
        return "" if value is None else "yes" if value else "no"

    def show(self, value: Any) -> str:
        return "" if value is None else _("Yes") if value else _("No")

    def form_field(self) -> forms.Field:
        return forms.BooleanField(label=self.label, required=False, help_text=self.help_text)

    def filter(self) -> Filter | None:
        return YesNoFilter(self)

    def exported(self) -> Combinable:
        return YesOrNo(self.column())

    def equals(self, value: bool) -> Q:
        """The rows that have this value."""
        return Q(**{self.name: value})

    def is_set(self) -> Q:
        return Q(**{f"{self.name}__isnull": False})

    def order_by(self) -> Combinable:
        return F(self.name)
