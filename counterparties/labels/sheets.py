"""The sheets of labels and the envelopes that can be printed on; lengths in millimetres."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Sheet:
    """A page with so many columns and rows of fields; `left` and `top` lead to the first one, steps to the next."""

    code: str
    label: object
    page: tuple[float, float]
    columns: int
    rows: int
    size: tuple[float, float]
    left: float = 0
    top: float = 0
    step: tuple[float, float] | None = None
    padding: float = 4

    @property
    def places(self) -> int:
        """How many fields a page has."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The upper left corner of a field from the upper left of the page; fields count row by row from 0."""
        row, column = divmod(place, self.columns)
        across, down = self.step or self.size
        return self.left + column * across, self.top + row * down


A4 = (210.0, 297.0)
SHEETS = {
    sheet.code: sheet
    for sheet in (
        Sheet("3x8", _("A4, 3 × 8 labels of 70 × 37 mm"), A4, 3, 8, (70, 37), top=0.5),
        Sheet("3x7", _("A4, 3 × 7 labels of 63.5 × 38.1 mm"), A4, 3, 7, (63.5, 38.1), 7.25, 15.15, (66.0, 38.1)),
        Sheet("2x7", _("A4, 2 × 7 labels of 99.1 × 38.1 mm"), A4, 2, 7, (99.1, 38.1), 4.65, 15.15, (101.6, 38.1)),
        Sheet("2x8", _("A4, 2 × 8 labels of 99.1 × 33.9 mm"), A4, 2, 8, (99.1, 33.9), 4.65, 12.9, (101.6, 33.9)),
        # The address stands in the lower right of an envelope, above what machines print there.
        Sheet("dl", _("Envelope DL, 220 × 110 mm"), (220, 110), 1, 1, (105, 45), 105, 45, padding=0),
        Sheet("c6", _("Envelope C6, 162 × 114 mm"), (162, 114), 1, 1, (82, 45), 70, 50, padding=0),
        Sheet("c5", _("Envelope C5, 229 × 162 mm"), (229, 162), 1, 1, (110, 60), 109, 80, padding=0),
    )
}
