"""Turns the cells of a row into values by the attributes' own `clean`; texts that come again are cleaned once."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from attributes.choices import Choice
from attributes.many import ManyReferences
from attributes.values import Attribute
from exchange.mapping import CLEAR, KEEP, Column, ColumnMapping
from exchange.targets import Candidate, Fault
from reference.adding import add_items
from reference.features.items import ItemsValue

MOST_KEPT, LONGEST_KEPT = 2_000, 200
"Texts of a column that are remembered: those that come again come soon, or are few."
SHEET_ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})
NOTHING = object()


class Cleaner:
    """Cleans the rows of one run."""

    def __init__(self, mapping: ColumnMapping, attributes: Mapping[str, Attribute], width: int) -> None:
        self.columns = [CleanedColumn(column, attributes[column.attribute]) for column in mapping.columns]
        self.width = width
        self.steps = [(each.at, each.attribute.name, each.kept, each.cleaned, each) for each in self.columns]

    def expect(self, rows: Sequence[Sequence[str]]) -> None:
        """Reads at once what the cells of these rows name."""
        for column in self.columns:
            if column.looks_up:
                column.expect(rows)

    def clean(self, candidate: Candidate) -> None:
        """Sets the values of the row, or its faults."""
        cells = candidate.cells
        if len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
            reason = _("The row has %(cells)s cells, the header only %(width)s: check quotation marks and separators.")
            fault = Fault("", "", reason % {"cells": len(cells), "width": self.width})
            candidate.faults.append(fault)
            return
        number, values = len(cells), candidate.values
        for at, name, kept, cleaned, column in self.steps:
            text = cells[at] if at < number else ""
            value, reason = kept.get(text) or cleaned(text)
            if reason:
                candidate.faults.append(Fault(column.title, text, reason))
            elif value is not NOTHING:
                values[name] = value

    def create_missing(self, rows: Iterable[Sequence[str]]) -> bool:
        """Adds the items that the columns name and nobody knows, where the user wants that."""
        rows = list(rows) if any(column.creates for column in self.columns) else []
        return sum(column.create_missing(rows) for column in self.columns if column.creates) > 0

    def lacks_items(self, cells: Sequence[str]) -> bool:
        """Whether the row names an item that had to be added to know it."""
        columns = (column for column in self.columns if column.creates and column.at < len(cells))
        return any(cells[column.at] in column.lacking for column in columns)

    def forget_items(self) -> None:
        """Reads items anew, after some were added or taken back."""
        for column in self.columns:
            if column.creates:
                column.attribute.items.forget()
                column.kept.clear()


class CleanedColumn:
    """A mapped column with its attribute made ready: its separator set."""

    def __init__(self, column: Column, attribute: Attribute) -> None:
        self.at, self.title = column.at, column.title
        self.attribute: Any = separated(attribute, column.separator)
        self.creates = column.create and isinstance(attribute, ItemsValue)
        self.looks_up = type(self.attribute).expect is not Attribute.expect
        self.kept: dict[str, tuple[Any, str]] = {}
        self.lacking: set[str] = set()
        if column.blank == KEEP:
            self.blank: tuple[Any, str] = (NOTHING, "")
        elif column.blank == CLEAR:
            self.blank = (self.attribute.empty, "")
        else:
            self.blank = self._cleaned(column.default)

    def expect(self, rows: Sequence[Sequence[str]]) -> None:
        """Forgets what texts meant: a record that the last rows have added may be meant by now."""
        self.kept.clear()
        self.attribute.expect({row[self.at] for row in rows if self.at < len(row)})

    def cleaned(self, text: str) -> tuple[Any, str]:
        """The value and "", or anything and the reason why the text is none."""
        if not text or text.isspace():
            result = self.blank
        elif "#" in text and text.strip() in SHEET_ERRORS:
            result = (NOTHING, _("The cell holds an error of the spreadsheet: correct it there."))
        else:
            result = self._cleaned(text)
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        if len(text) <= LONGEST_KEPT:
            self.kept[text] = result
        return result

    def _cleaned(self, text: str) -> tuple[Any, str]:
        try:
            return self.attribute.clean(text), ""
        except ValidationError as error:
            value = in_other_languages(self.attribute, text)
            return value, "" if value is not NOTHING else " ".join(error.messages)

    def create_missing(self, rows: Iterable[Sequence[str]]) -> bool:
        texts = {row[self.at] for row in rows if self.at < len(row)}
        missing = {text: self.attribute.missing(text) for text in sorted(texts)}
        self.lacking = {text for text, names in missing.items() if names}
        names = dict.fromkeys(name for found in missing.values() for name in found)
        if names:
            add_items(nomenclature=self.attribute.feature.nomenclature, names=names)
        return bool(names)


def in_other_languages(attribute: Attribute, text: str) -> Any:
    """A choice by its label in another language of the product than the user's."""
    if isinstance(attribute, Choice):
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                try:
                    return attribute.clean(text)
                except ValidationError:
                    continue
    return NOTHING


def separated(attribute: Attribute, separator: str) -> Attribute:
    """The attribute with the separator that the user has chosen for several values in a cell."""
    if not separator:
        return attribute
    if isinstance(attribute, ManyReferences):
        attribute = copy(attribute)
        attribute.separator = separator
    elif isinstance(attribute, ItemsValue):
        attribute = copy(attribute)
        attribute.parts = lambda text: [part.strip() for part in text.split(separator) if part.strip()]  # type: ignore[method-assign]
    return attribute
