"""Choosing among any number of rows: a form or a filter holds the chosen ones and finds others as one types."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from attributes.numbers import number_in


def lookup_address(screen: str, by: str = "pk") -> Any:
    """Where the script finds rows of a screen; reversed when a page is drawn, for addresses come after screens."""
    return lazystr(LookupAddress(screen, by))


class LookupAddress:
    def __init__(self, screen: str, by: str) -> None:
        self.screen, self.by = screen, by

    def __str__(self) -> str:
        return reverse(f"{self.screen}-lookup") + ("?by=code" if self.by == "code" else "")


class RemoteSelect(forms.Select):
    """A select of one row that renders only the chosen one."""

    def __init__(self, screen: str) -> None:
        super().__init__(attrs={"data-ts": "", "data-url": lookup_address(screen)})

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list:
        chosen = [pk for text in value if (pk := number_in(str(text))) is not None]
        rows = self.choices.queryset.filter(pk__in=chosen)  # type: ignore[attr-defined]
        options = [self.create_option(name, row.pk, str(row), True, at) for at, row in enumerate(rows)]
        blank = self.create_option(name, "", "—", not options, len(options))
        return [(None, [option], at) for at, option in enumerate([blank, *options])]


class RemoteSelectMultiple(forms.SelectMultiple):
    """A select of several rows by code that renders only the chosen ones."""

    def __init__(self, rows: QuerySet) -> None:
        super().__init__()
        self.rows = rows

    def optgroups(self, name: str, value: Iterable[str], attrs: dict[str, Any] | None = None) -> list:
        rows = self.rows.filter(code__in=list(value)) if value else []
        options = [self.create_option(name, row.code, str(row), True, at) for at, row in enumerate(rows)]
        return [(None, [option], at) for at, option in enumerate(options)]


class CodesField(forms.Field):
    """Codes of rows that are there; an unknown one is an error."""

    def __init__(self, *, rows: QuerySet, **options: Any) -> None:
        self.rows = rows
        super().__init__(widget=RemoteSelectMultiple(rows), **options)

    def to_python(self, value: Any) -> list[Any]:
        codes = [code for code in value or () if code]
        found = {row.code: row for row in self.rows.filter(code__in=codes)} if codes else {}
        if unknown := [code for code in codes if code not in found]:
            raise ValidationError(_("There is no “%s”.") % ", ".join(unknown))
        return list(found.values())


class RemoteFilter(django_filters.Filter):
    """Rows chosen by code and found remotely through the screen called `lookup`. Override `narrowed`."""

    field_class = CodesField

    def __init__(self, *, rows: QuerySet, lookup: str, **options: Any) -> None:
        super().__init__(rows=rows, **options)
        self.lookup = lookup_address(lookup, by="code")

    def filter(self, queryset: QuerySet, chosen: list[Any]) -> QuerySet:
        return self.narrowed(queryset, chosen) if chosen else queryset

    def narrowed(self, queryset: QuerySet, chosen: list[Any]) -> QuerySet:
        """The rows that have one of the chosen ones."""
        return queryset.filter(**{f"{self.field_name}__in": chosen})
