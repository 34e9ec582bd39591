"""Rows that flow over pages: they are laid out as they come, so that ten thousand take no more memory than a page.

The tables of reportlab lay out all rows before the first is drawn, and refuse one that is higher than a page.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable, Paragraph

from counterparties.printing.letters import LINE, TINT, paragraph, printable, style

Cells = list[Paragraph]
ENDLESS = 1e6
PADDING, GAP = 2.5, 6.0
SAMPLE = 200
"Rows by which the widths of columns are measured."
WIDEST, WORD = 220.0, 90.0
"What a column may ask for its texts, and for its longest word, in points."
WHOLE, LEAST = 200.0, 60.0
"A row up to this height is not broken; a higher one is where so much of the page is left."


@dataclass(frozen=True)
class Looks:
    """What a table is like: with rules between its rows, or without."""

    size: float = 8.0
    ruled: bool = True


@dataclass(frozen=True)
class Row:
    """A row that is laid out, with its height."""

    cells: Cells
    height: float
    tint: Color | None = None


class Rows(Flowable):
    """The rows that are left; where a page is full it gives those that it holds, and itself with the others."""

    def __init__(self, rows: Iterator[Cells], widths: Sequence[float], head: Cells, looks: Looks) -> None:
        super().__init__()
        self.coming, self.widths, self.looks = rows, widths, looks
        self.waiting: deque[Row] = deque()
        self.head = [self.row(head, TINT)] if head else []
        self.laid: list[Row] = []

    def row(self, cells: Cells, tint: Color | None = None) -> Row:
        """The cells laid out in the widths of their columns."""
        heights = (cell.wrap(width - GAP, ENDLESS)[1] for cell, width in zip(cells, self.widths, strict=True))
        return Row(cells, max(heights, default=0) + 2 * PADDING, tint)

    def wrap(self, _width: float, height: float) -> tuple[float, float]:
        self.fill(height)
        return sum(self.widths), ENDLESS if self.waiting else self.height_of(self.laid)

    def fill(self, height: float) -> None:
        """Lays out as many rows as there is room for; the first one that has none waits."""
        self.waiting.extendleft(reversed(self.laid))
        self.laid = []
        room = height - self.height_of([])
        while row := self.next():
            if row.height > room:
                self.waiting.appendleft(row)
                return
            self.laid.append(row)
            room -= row.height

    def next(self) -> Row | None:
        if self.waiting:
            return self.waiting.popleft()
        cells = next(self.coming, None)
        return self.row(cells) if cells is not None else None

    def height_of(self, rows: Sequence[Row]) -> float:
        return sum(row.height for row in (*self.head, *rows))

    def split(self, _width: float, height: float) -> list[Flowable]:
        self.fill(height)
        laid, left = self.laid, height - self.height_of(self.laid)
        if self.waiting and self.waiting[0].height > WHOLE and left > LEAST:
            laid.append(self.broken(self.waiting.popleft(), left))
        if not laid:
            return []
        return [Page([*self.head, *laid], self.widths, self.looks), self.rest()]

    def rest(self) -> "Rows":
        """The rows that are left, as one that was not put off to a next page yet: reportlab allows that but once."""
        rest = Rows(self.coming, self.widths, [], self.looks)
        rest.head, rest.waiting = self.head, self.waiting
        return rest

    def broken(self, row: Row, height: float) -> Row:
        """What of the row fits into the height; the rest of it waits."""
        parts = [
            cell.split(width - GAP, height - 2 * PADDING) for cell, width in zip(row.cells, self.widths, strict=True)
        ]
        empty = style(self.looks.size)
        first = [part[0] if part else Paragraph("", empty) for part in parts]
        rest = [
            part[1] if len(part) > 1 else Paragraph("", empty) if part else cell
            for part, cell in zip(parts, row.cells, strict=True)
        ]
        self.waiting.appendleft(self.row(rest))
        return self.row(first)

    def draw(self) -> None:
        draw(self.canv, [*self.head, *self.laid], self.widths, self.looks)


class Page(Flowable):
    """The rows of one page."""

    def __init__(self, rows: Sequence[Row], widths: Sequence[float], looks: Looks) -> None:
        super().__init__()
        self.rows, self.widths, self.looks = rows, widths, looks

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return sum(self.widths), sum(row.height for row in self.rows)

    def draw(self) -> None:
        draw(self.canv, self.rows, self.widths, self.looks)


def draw(canvas: Any, rows: Sequence[Row], widths: Sequence[float], looks: Looks) -> None:
    """Draws the rows from the top down to the corner where the canvas stands."""
    down, across = sum(row.height for row in rows), sum(widths)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    for row in rows:
        down -= row.height
        if row.tint:
            canvas.setFillColor(row.tint)
            canvas.rect(0, down, across, row.height, stroke=0, fill=1)
        if looks.ruled:
            canvas.line(0, down, across, down)
        _draw_cells(canvas, row, widths, down)


def _draw_cells(canvas: Any, row: Row, widths: Sequence[float], down: float) -> None:
    left = 0.0
    for cell, width in zip(row.cells, widths, strict=True):
        _wide, high = cell.wrap(width - GAP, ENDLESS)
        cell.drawOn(canvas, left + GAP / 2, down + row.height - PADDING - high)
        left += width


def table(head: Sequence[object], rows: Iterable[Sequence[object]], across: float, looks: Looks) -> Rows:
    """A table whose columns are as wide as the first rows want them; its head stands on every page."""
    coming = iter(rows)
    first = list(islice(coming, SAMPLE))
    widths = widths_of([head, *first], across, looks.size)
    body, above = style(looks.size), style(looks.size, muted=True)

    def laid() -> Iterator[Cells]:
        for row in chained(first, coming):
            yield [paragraph(text, body) for text in row]

    return Rows(laid(), widths, [paragraph(text, above, bold=True) for text in head], looks)


def chained(first: list[Sequence[object]], coming: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
    yield from first
    first.clear()
    yield from coming


def widths_of(rows: Sequence[Sequence[object]], across: float, size: float) -> list[float]:
    """The room is given for words first, then by the length of the texts; all together they fill the page."""
    columns = list(zip(*rows, strict=True))
    least = [max(_width(word, size) for text in column for word in words(text)) for column in columns]
    least = [min(width, WORD) + GAP for width in least]
    wanted = [
        max(low, min(max(_width(line, size) for text in column for line in lines(text)) + GAP, WIDEST))
        for column, low in zip(columns, least, strict=True)
    ]
    if (floor := sum(least)) >= across:
        return [width * across / floor for width in least]
    more = [width - low for width, low in zip(wanted, least, strict=True)]
    spare, asked = across - floor, sum(more)
    if asked >= spare:
        return [low + spare * part / asked for low, part in zip(least, more, strict=True)]
    return [width * across / sum(wanted) for width in wanted]


def words(text: object) -> list[str]:
    return printable(text).split() or [""]


def lines(text: object) -> list[str]:
    return printable(text)[:500].split("\n")


def _width(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text[:100], style(size).fontName, size)) * (1 + 1 / 50)
