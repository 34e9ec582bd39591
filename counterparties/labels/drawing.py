"""Draws labels and envelopes as PDF, in letters of every European language."""

from collections.abc import Iterable, Sequence
from typing import IO

from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from counterparties.labels.sheets import Sheet
from counterparties.printing.fonts import font

LARGEST, SMALLEST, STEP = 12.0, 5.5, 0.5
LEADING = 1.2


def draw(target: IO[bytes] | str, *, sheet: Sheet, labels: Iterable[Sequence[str]], start: int = 1, title: str) -> int:
    """Writes one field for each list of lines, the first at place `start` (from 1), and returns how many.

    A text that is too long for its field is made smaller, then broken, and at last cut.
    """
    width, height = (length * mm for length in sheet.page)
    canvas = Canvas(target, pagesize=(width, height))
    canvas.setTitle(title)
    place, number = (start - 1) % sheet.places, 0
    for number, lines in enumerate(labels, 1):
        if number > 1 and place == 0:
            canvas.showPage()
        left, top = (length * mm for length in sheet.corner(place))
        _field(canvas, lines, sheet, left, height - top)
        place = (place + 1) % sheet.places
    canvas.showPage()
    canvas.save()
    return number


def _field(canvas: Canvas, lines: Sequence[str], sheet: Sheet, left: float, top: float) -> None:
    width, height = (length * mm - 2 * sheet.padding * mm for length in sheet.size)
    size, broken = fitted(lines, width, height)
    canvas.setFont(font(), size)
    # In the middle of its field: printers are seldom true to the millimetre.
    down = top - sheet.padding * mm - (height - len(broken) * size * LEADING) / 2 - size
    for line in broken:
        canvas.drawString(left + sheet.padding * mm, down, line)
        down -= size * LEADING


def fitted(lines: Sequence[str], width: float, height: float) -> tuple[float, list[str]]:
    """The largest size at which the lines fit into a field, and the lines as they are broken at it."""
    size = LARGEST
    while size > SMALLEST and not _fit(lines, size, width, height):
        size -= STEP
    broken = [part for line in lines for part in _broken(line, size, width)]
    return size, broken[: max(1, int(height / (size * LEADING)))]


def _fit(lines: Sequence[str], size: float, width: float, height: float) -> bool:
    within = all(pdfmetrics.stringWidth(line, font(), size) <= width for line in lines)
    return within and len(lines) * size * LEADING <= height


def _broken(line: str, size: float, width: float) -> list[str]:
    """The line in parts that are no wider; a word that is wider is broken too."""
    found: list[str] = []
    for part in simpleSplit(line, font(), size, width):
        while pdfmetrics.stringWidth(part, font(), size) > width and len(part) > 1:
            cut = next(at for at in range(len(part) - 1, 0, -1) if _narrow(part[:at], size, width) or at == 1)
            found.append(part[:cut])
            part = part[cut:]
        found.append(part)
    return found


def _narrow(text: str, size: float, width: float) -> bool:
    return pdfmetrics.stringWidth(text, font(), size) <= width
