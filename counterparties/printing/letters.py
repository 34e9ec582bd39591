"""How texts look on paper, and how what people wrote becomes a paragraph: as text, never as markup."""

import re
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from anyascii import anyascii
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from counterparties.printing.fonts import font

INK, MUTED, LINE, TINT = HexColor("#1d262b"), HexColor("#55636b"), HexColor("#cfd6da"), HexColor("#eef1f3")
BREAKS = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"What no page can show: control characters and halves of characters."
BOX, TICKED = "\u2610", "\u2612"
"A box to be ticked by hand, and one that is: the font has neither, so that their lines are drawn."
SIDE, LEFT, UP = 0.82, -0.12, -0.09
"A box and where it stands, in parts of the size of the letters."
SPACE, TICK = "\u00a0", "\u00d7"
STROKE = 0.03
"How much of its size a bold letter is wider: the font has one weight that can be drawn."


@cache
def style(size: float, *, muted: bool = False, above: float = 0, below: float = 0) -> ParagraphStyle:
    """A style of the paper; long words are broken where no line holds them."""
    return ParagraphStyle(
        f"paper {size} {muted}",
        fontName=font(),
        fontSize=size,
        leading=round(size * 1.35, 1),
        textColor=MUTED if muted else INK,
        spaceBefore=above,
        spaceAfter=below,
        splitLongWords=1,
        allowOrphans=1,
        allowWidows=1,
    )


def printable(text: object, besides: str = "") -> str:
    """The text without what cannot be printed; every kind of line break is one.

    Letters that neither the font has nor are `besides`, such as Chinese ones, are written in Latin ones: an empty box
    would say nothing.
    """
    plain = UNSEEN.sub("", BREAKS.sub("\n", str(text))).replace("\t", " ")
    strange = {ord(letter): latin(letter) for letter in set(plain) - set(besides) if ord(letter) not in drawable()}
    return plain.translate(strange) if strange else plain


@cache
def drawable() -> frozenset[int]:
    """The letters that the font has, and the line break."""
    return frozenset(pdfmetrics.getFont(font()).face.charToGlyph) | {ord("\n")}


def latin(letter: str) -> str:
    return anyascii(letter) or "?"


def paragraph(text: object, looks: ParagraphStyle, *, bold: bool = False) -> Paragraph:
    """A paragraph of what somebody wrote. Its canvas knows `box`; the text alone has a × where one is ticked."""
    marked = escape(printable(text, besides=BOX + TICKED)).replace("\n", "<br/>")
    for sign, before, behind in ((BOX, SPACE, 3 * SPACE), (TICKED, TICK, 2 * SPACE)):
        # Behind a letter it goes with the word to the next line; at the begin of the word it would stay behind.
        marked = marked.replace(sign, f'{before}<onDraw name="box" label="{sign}"/>{behind}')
    return (Bold if bold else Paragraph)(marked, looks)


def box(canvas: Any, _kind: str, sign: str) -> None:
    """Draws the lines of a box round the letter that the text of a paragraph has just come past."""
    at = canvas._curr_tx_info
    size = at["xs"].style.fontSize
    left = at["cur_x"] - pdfmetrics.stringWidth(TICK if sign == TICKED else SPACE, font(), size) + LEFT * size
    canvas.saveState()
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(size * 0.06)
    canvas.rect(left, at["cur_y"] + UP * size, SIDE * size, SIDE * size)
    canvas.restoreState()


class Bold(Paragraph):
    """A paragraph whose letters are outlined besides, which makes them heavier."""

    def drawPara(self, debug: int = 0) -> Any:  # noqa: N802 reportlab calls it so
        canvas: Canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(self.style.textColor)
        canvas.setLineWidth(self.style.fontSize * STROKE)
        mode = canvas.beginText()
        mode.setTextRenderMode(2)
        canvas.drawText(mode)
        super().drawPara(debug)
        canvas.restoreState()
