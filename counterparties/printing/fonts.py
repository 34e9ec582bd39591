"""The font of everything that is drawn as PDF: letters of every European language."""

from functools import cache
from pathlib import Path

import fontpkg_noto_sans
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT = "Noto Sans"


@cache
def font() -> str:
    """The name of the font, which is then known to the drawing."""
    path = Path(fontpkg_noto_sans.ROOT) / "files" / "NotoSans[wdth,wght].ttf"
    pdfmetrics.registerFont(TTFont(FONT, str(path)))
    return FONT
