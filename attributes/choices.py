"""Attributes whose values are chosen: from fixed choices, from rows with a code, from any visible record."""

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Func, IntegerField, Model, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django_filters import Filter

from attributes.filtering import UNSET, AttributeFilter
from attributes.remote import RemoteSelect
from attributes.values import Attribute

NAMED = 10
"So many rows a refusal names: enough for a list of statuses."


def refuse_stopped(rows: Iterable[Any], before: Collection[int | None] = ()) -> None:
    """Raises ValidationError when a stopped row is newly chosen; `before` are the ids of those chosen until now."""
    for row in rows:
        if getattr(row, "stopped_at", None) is not None and row.pk not in before:
            raise ValidationError(_("“%(text)s” is stopped; choose another."), "stopped", {"text": row})


class Choice(Attribute):
    """One of fixed choices; the text is the code or the label, in any case."""

    def __init__(
        self, name: str, label: Any, *, choices: Iterable[tuple[str, Any]], may_be_unset: bool = False, **options: Any
    ) -> None:
        super().__init__(name, label, **options)
        self._choices, self.may_be_unset = choices, may_be_unset

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return [(code, label) for code, label in self._choices if code]

    def parse(self, text: str) -> str:
        wanted = text.casefold()
        for code, label in self.choices:
            if wanted in (str(code).casefold(), str(label).casefold()):
                return code
        raise ValidationError(
            _("“%(text)s” is not one of: %(choices)s."),
            params={"text": text, "choices": ", ".join(str(label) for _code, label in self.choices[:20])},
        )

    @cached_property
    def labels(self) -> dict[str, Any]:
        """The labels by code, put together once in the life of the attribute: a list asks for each cell."""
        return dict(self.choices)

    def show(self, value: Any) -> str:
        return str(self.labels.get(value, value or ""))

    def form_field(self) -> forms.Field:
        choices = self.choices if self.required else [("", "—"), *self.choices]
        return forms.ChoiceField(
            label=self.label,
            choices=choices,
            required=self.required,
            help_text=self.help_text,
            widget=self.widget or forms.Select(),
        )

    def filter(self) -> Filter | None:
        return ChoiceFilter(self)

    def order_by(self) -> Combinable:
        """The place of the choice among those that are offered: lists stand as the menu does, in its language."""
        codes = Value([code for code, _label in self.choices], output_field=ArrayField(CharField()))
        place = Func(codes, F(self.name), function="array_position", output_field=IntegerField())
        return Coalesce(place, 0)


class OfferedSelect(forms.Select):
    """A select that offers no row which is stopped or has left, but keeps one that the record has already."""

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        row = getattr(value, "instance", None)
        stopped = getattr(row, "stopped_at", None) is not None or not getattr(row, "is_active", True)
        return option | {"left_out": stopped and not option["selected"]}

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list:
        groups = super().optgroups(name, value, attrs)
        offered = [(label, [each for each in options if not each["left_out"]], at) for label, options, at in groups]
        return [group for group in offered if group[1]]


class Reference(Attribute):
    """A row of another table that people know by its code or name (a status, a user).

    With `lookup`, the slug of a screen, a form finds the row by remote search instead of listing all.
    """

    empty = None

    def __init__(
        self,
        name: str,
        label: Any,
        *,
        rows: Callable[[], QuerySet],
        code: str = "code",
        filterable: bool = True,
        lookup: str = "",
        **options: Any,
    ) -> None:
        super().__init__(name, label, **options)
        self.lookup = lookup
        self.rows, self.code, self.filterable, self.related = rows, code, filterable, (name,)

    def texts(self, row: Model) -> list[str]:
        """All the texts that mean this row."""
        names = [getattr(row, self.code), str(row), getattr(row, "name_bg", ""), getattr(row, "name_en", "")]
        return [str(text).casefold() for text in names if text]

    def value(self, record: Model) -> Any:
        return getattr(record, self.name, None)

    @cached_property
    def by_code(self) -> dict[str, Model]:
        """The rows by code in their order, read once like `by_text`."""
        return {str(getattr(row, self.code)): row for row in self.rows()}

    @cached_property
    def by_text(self) -> dict[str, Model]:
        """The rows by their texts, read once in the life of the attribute (a request, a chunk of an import)."""
        return {text: row for row in reversed(self.by_code.values()) for text in self.texts(row)}

    def parse(self, text: str) -> Model:
        row = self.by_text.get(text.casefold())
        if row is None:
            raise self._unknown(text)
        return row

    def _unknown(self, text: str) -> ValidationError:
        message, names = _("There is no “%(text)s” in %(list)s."), self.named()
        if names:
            message = _("There is no “%(text)s” in %(list)s. There are: %(names)s.")
        told = ", ".join(names[:NAMED]) + (_(" and %s more") % (len(names) - NAMED) if len(names) > NAMED else "")
        return ValidationError(message, params={"text": text, "list": self.label, "names": told})

    def named(self) -> list[str]:
        """The rows that a refusal names: those that a form offers, where it lists any."""
        rows: Any = () if self.lookup else self.by_code.values()
        return [
            str(row) for row in rows if getattr(row, "stopped_at", None) is None and getattr(row, "is_active", True)
        ]

    def format(self, value: Any) -> str:
        return "" if value is None else str(getattr(value, self.code))

    def show(self, value: Any) -> str:
        return "" if value is None else str(value)

    def form_field(self) -> forms.Field:
        return forms.ModelChoiceField(
            self.rows(),
            label=self.label,
            required=self.required,
            help_text=self.help_text,
            empty_label="—",
            widget=RemoteSelect(self.lookup) if self.lookup else OfferedSelect(),
        )

    def filter(self) -> Filter | None:
        return CodeFilter(self) if self.filterable else None

    def is_set(self) -> Q:
        return Q(**{f"{self.name}__isnull": False})

    def exported(self) -> Combinable:
        return F(f"{self.name}__{self.code}")

    def order_by(self) -> Combinable:
        return Coalesce(F(f"{self.name}__{self.code}"), Value(""))


class ChoiceFilter(AttributeFilter):
    """Some of the fixed choices."""

    @property
    def codes(self) -> dict[str, str]:
        unset = {UNSET: _("Not set")} if self.attribute.may_be_unset else {}
        return {str(code): str(label) for code, label in self.attribute.choices} | unset

    def chosen(self, codes: list[str]) -> Q:
        return Q(**{f"{self.attribute.name}__in": codes})


class CodeFilter(AttributeFilter):
    """Rows chosen by code, several at once; `-` means those that have none."""

    @property
    def codes(self) -> dict[str, str]:
        return {code: str(row) for code, row in self.attribute.by_code.items()} | {UNSET: _("Not set")}

    def chosen(self, codes: list[str]) -> Q:
        return self.among([self.attribute.by_code[code] for code in codes])

    def among(self, rows: list[Any]) -> Q:
        """Which rows of the list have one of the chosen ones."""
        return Q(**{f"{self.attribute.name}__in": [row.pk for row in rows]})
