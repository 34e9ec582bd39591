"""Choosing among any number of rows: a form or a filter holds the chosen ones and finds others as one types."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from attributes.filtering import AttributeFilter, Given, Part
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


class RemoteFilter(AttributeFilter):
    """Rows chosen by code and found remotely through the screen called `lookup`. Override `among`."""

    def __init__(self, attribute: Any, *, rows: QuerySet, lookup: str) -> None:
        super().__init__(attribute)
        self.rows, self.lookup = rows, lookup_address(lookup, by="code")
        self.known: dict[str, Any] = {}

    def read(self, given: Given) -> list[str]:
        codes = self.coded(given)
        self.known = {row.code: row for row in self.rows.filter(code__in=codes)} if codes else {}
        if unknown := [code for code in codes if code not in self.known]:
            raise ValidationError(_("There is no “%s”.") % ", ".join(unknown))
        return given[""]

    def coded(self, given: Given) -> list[str]:
        return sorted(text for text in given[""] if text not in self.codes)

    def chosen(self, codes: list[str]) -> Q:
        return self.among([self.known[code] for code in codes])

    def among(self, rows: list[Any]) -> Q:
        """Which rows of the list have one of the chosen ones."""
        raise NotImplementedError

    def parts(self, name: str, given: Given) -> list[Part]:
        texts = {code: str(self.known.get(code, code)) for code in self.coded(given)}
        options = [Part("option", name, code, text, True, text) for code, text in texts.items()]
        return [*options, *super().parts(name, given)]
