"""What the columns of a file mean: which attribute each fills, and how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from attributes.values import Attribute
from exchange.reading.files import letter_of

KEEP, CLEAR, DEFAULT = "keep", "clear", "default"
ERROR = gettext_noop("Error")
"The header of the column that says why rows failed; an import passes it over."


@dataclass(frozen=True)
class Column:
    """One mapped column. `blank` says what a blank cell does: keep the value, clear it, or set the default."""

    at: int
    header: str
    attribute: str
    blank: str = KEEP
    default: str = ""
    separator: str = ""
    create: bool = False

    @property
    def title(self) -> str:
        """The header, or the letter where there is none."""
        return self.header or letter_of(self.at)


@dataclass(frozen=True)
class ColumnMapping:
    """All mapped columns of a file, and the choices that hold for every row (such as the kind to tick)."""

    columns: tuple[Column, ...] = ()
    options: Mapping[str, str] = ()  # type: ignore[assignment]

    def values(self) -> dict[str, Any]:
        """The mapping as JSON keeps it."""
        return {"columns": [asdict(column) for column in self.columns], "options": dict(self.options)}

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        columns = tuple(Column(**column) for column in values.get("columns", ()))
        return cls(columns, dict(values.get("options", {})))

    def column_of(self, attribute: str) -> Column | None:
        """The column that fills the attribute."""
        return next((column for column in self.columns if column.attribute == attribute), None)

    def fitted(self, headers: Sequence[str]) -> Self:
        """The same mapping for a file whose columns may stand in another order; columns that it lacks are dropped.

        A column without a header is known by its letter, which is its header in a file of failed rows.
        """
        places = {folded(letter_of(at)): at for at, header in enumerate(headers) if not header}
        places |= {folded(header): at for at, header in enumerate(headers) if header}
        columns = (
            replace(column, at=places[folded(column.title)], header=headers[places[folded(column.title)]])
            for column in self.columns
            if folded(column.title) in places
        )
        return replace(self, columns=tuple(columns))

    def left_out(self, headers: Sequence[str]) -> list[str]:
        """What the columns are called that no field takes in."""
        taken = {column.at for column in self.columns}
        titles = ((at, header or letter_of(at)) for at, header in enumerate(headers) if not is_error_column(header))
        return [title for at, title in titles if at not in taken]

    def check(self, attributes: Mapping[str, Attribute]) -> None:
        """Raises ValidationError unless every column fills an attribute of its own."""
        if not self.columns:
            raise ValidationError(_("Map at least one column."))
        seen: dict[str, Column] = {}
        for column in self.columns:
            if column.attribute not in attributes:
                raise ValidationError(_("There is no field “%s” to import into.") % column.attribute)
            if first := seen.get(column.attribute):
                values = {"first": first.title, "second": column.title, "field": attributes[column.attribute].label}
                raise ValidationError(_("“%(first)s” and “%(second)s” both fill %(field)s: choose one.") % values)
            seen[column.attribute] = column


def folded(header: str) -> str:
    """A header for comparison: words in lower case, without punctuation."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in header.casefold()).split())


def is_error_column(header: str) -> bool:
    """Whether this is the column that a file of failed rows has beside the original ones."""
    return folded(header) in {folded(text) for text in in_all_languages(ERROR)}


def same_columns(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two files have the same columns, in whatever order; the one that says why rows failed does not count.

    Columns without a header do not count either, unless the other file calls them by their letters.
    """
    errors = {folded(text) for text in in_all_languages(ERROR)}
    named = [{folded(header) for header in headers if header} - errors for headers in (one, other)]
    titled = [
        {folded(header or letter_of(at)) for at, header in enumerate(headers)} - errors for headers in (one, other)
    ]
    return named[0] == named[1] or titled[0] == titled[1]


def in_all_languages(message: Any) -> list[str]:
    """A text in every language of the product."""
    texts = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts.append(_(message) if isinstance(message, str) else str(message))
    return texts


def suggested(
    headers: Sequence[str], attributes: Mapping[str, Attribute], synonyms: Mapping[str, Iterable[str]]
) -> ColumnMapping:
    """The mapping that the headers suggest: by name, by label in any language, by other known words.

    What an export writes goes before words that merely mean the same, whichever attribute comes first.
    """
    meant: dict[str, str] = {}
    for texts in (_exported, _labels, _also):
        for name, attribute in attributes.items():
            for text in (*texts(attribute), *(synonyms.get(name, ()) if texts is _also else ())):
                meant.setdefault(folded(text), name)
    found: dict[str, Column] = {}
    for at, header in enumerate(headers):
        means = meant.get(folded(header))
        if header and means and means not in found:
            found[means] = Column(at, header, means)
    return ColumnMapping(tuple(found.values()), {})


def _exported(attribute: Attribute) -> list[str]:
    """The name, and the label as a header has it that tells two of the same label apart."""
    labels = (*_labels(attribute), *attribute.also_called)
    return [attribute.name, *(f"{label} ({attribute.name})" for label in labels)]


def _labels(attribute: Attribute) -> list[str]:
    return in_all_languages(attribute.label)


def _also(attribute: Attribute) -> list[str]:
    return [attribute.name.removeprefix("f."), *attribute.also_called]
