"""What all formats give: a description of the sheet, and its rows."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple, Self

from django.core.exceptions import ValidationError

MOST_COLUMNS = 256
LONGEST_CELL = 131_072


class FileRefused(ValidationError):  # noqa: N818 a refusal, told to the user
    """The file cannot be used; the sentence says why and what to do."""


class Row(NamedTuple):
    """The cells of one row and the physical line that it begins on, counted from 1."""

    line: int
    cells: list[str]

    @property
    def blank(self) -> bool:
        return not any(cell and not cell.isspace() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """How a file is read: what was detected and what the user corrected, and what was seen of it.

    `rows` estimates the number of rows below the header; `sheets` names all sheets of a workbook.
    """

    format: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    rows: int = 0

    def values(self) -> dict[str, Any]:
        """The description as JSON keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        return cls(**values)

    def seen(self, **values: Any) -> Self:
        return replace(self, **values)
