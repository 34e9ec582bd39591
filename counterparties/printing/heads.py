"""What makes a paper somebody's: the head with logo, name and lines, the lines to sign on; and pictures as such."""

from collections.abc import Sequence
from io import BytesIO
from math import inf

from PIL import Image as Pictures
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, KeepTogether, Spacer, Table, TableStyle

from counterparties.printing.letters import LINE, paragraph, style

LOGO = (60 * mm, 24 * mm)
SIGNATURE = (50 * mm, 16 * mm)
SIGNED_ACROSS = 70 * mm
HIGHEST = 110 * mm
POINTS_A_PIXEL = 0.75
"A small picture is not blown up."


def head(name: str, lines: Sequence[str], logo: bytes | None, across: float) -> Flowable:
    """The logo on the left, name and lines beside it, a rule below."""
    words = [paragraph(name, style(13), bold=True), *(paragraph(line, style(8.5, muted=True)) for line in lines)]
    picture = drawn(logo, LOGO)
    cells, widths = (
        ([[picture, words]], [LOGO[0] + 5 * mm, across - LOGO[0] - 5 * mm]) if picture else ([[words]], [across])
    )
    rules = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.75, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3 * mm),
    ]
    return Table(cells, colWidths=widths, style=TableStyle(rules), spaceAfter=6 * mm, hAlign="LEFT")


def signed(name: str, position: str, picture: bytes | None) -> Flowable:
    """A line to sign on; the picture stands above it, name and position below."""
    above = drawn(picture, SIGNATURE) or Spacer(0, SIGNATURE[1])
    below = [paragraph(name, style(9)), *([paragraph(position, style(8.5, muted=True))] if position else [])]
    rules = [("LINEABOVE", (0, 1), (0, 1), 0.75, LINE), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    lines = Table([[above], [below]], colWidths=[SIGNED_ACROSS], style=TableStyle(rules), hAlign="RIGHT")
    return KeepTogether([Spacer(0, 8 * mm), lines])


def pictured(title: str, picture: bytes | None, across: float) -> Flowable:
    """The picture under its title; the title alone where it cannot be read."""
    shown = drawn(picture, (across, HIGHEST), most=POINTS_A_PIXEL)
    return KeepTogether([paragraph(title, style(8.5, muted=True, below=1.5 * mm)), *([shown] if shown else [])])


def drawn(picture: bytes | None, within: tuple[float, float], *, most: float = inf) -> Image | None:
    """The picture as large as it fits, with a pixel of `most` so many points; None where there is none to be read."""
    if not picture:
        return None
    try:
        with Pictures.open(BytesIO(picture)) as opened:
            width, height = opened.size
    except (OSError, ValueError, SyntaxError):
        return None
    scale = min(within[0] / width, within[1] / height, most)
    return Image(BytesIO(picture), width * scale, height * scale, hAlign="LEFT")
