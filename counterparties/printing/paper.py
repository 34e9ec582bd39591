"""A paper of headings, facts, tables and paragraphs as PDF, A4, with numbered pages.

It is drawn by reportlab, and not from HTML by WeasyPrint, because that needs Pango of the system and the project is to
install with Python alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate, Spacer

from counterparties.printing.flowing import Cells, Looks, Rows, table
from counterparties.printing.fonts import font
from counterparties.printing.heads import head, pictured, signed
from counterparties.printing.letters import INK, LINE, MUTED, Bold, box, paragraph, printable, style

MARGIN, FOOT, BELOW = 15 * mm, 10 * mm, 3.5 * mm
ACROSS = A4[0] - 2 * MARGIN
SIZES = {1: 13.0, 2: 10.5}
TOGETHER = 80.0
"Points that must be left on a page for a heading to stand on it."
LONG = 100
"Letters beyond which a fact has the whole line."
PRODUCT = "Primio CRM"


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2, with what is said beside it, such as a count."""

    text: object
    beside: object = ""
    level: int = 1


@dataclass(frozen=True)
class Facts:
    """Pairs of label and value, two of them beside each other."""

    pairs: Sequence[tuple[object, object]]


@dataclass(frozen=True)
class Table:
    """A table; its rows may come as they are read, and each has a text for every head."""

    head: Sequence[object]
    rows: Iterable[Sequence[object]]


@dataclass(frozen=True)
class Paragraph:
    """A text of one or more lines."""

    text: object
    muted: bool = False


@dataclass(frozen=True)
class Signed:
    """A line to sign on, with the name, the position and the picture of the signature below and above it."""

    name: str
    position: str = ""
    picture: bytes | None = None


@dataclass(frozen=True)
class Picture:
    """A picture under its title."""

    title: str
    content: bytes | None


Block = Heading | Facts | Table | Paragraph | Signed | Picture


@dataclass(frozen=True)
class Letterhead:
    """Whose paper it is: name and lines beside the logo on the first page, and lines at the foot of every page."""

    name: str
    lines: Sequence[str] = ()
    logo: bytes | None = None
    foot: Sequence[str] = ()


def pdf_of(
    *, title: str, subtitle: str, blocks: Iterable[Block], by: str, letterhead: Letterhead | None = None
) -> bytes:
    """The paper with these blocks; `by` is who prints it, which every page tells, with the time."""
    written = BytesIO()
    write_pdf(written, title=title, subtitle=subtitle, blocks=blocks, by=by, letterhead=letterhead)
    return written.getvalue()


def write_pdf(
    target: IO[bytes] | str,
    *,
    title: str,
    subtitle: str,
    blocks: Iterable[Block],
    by: str,
    letterhead: Letterhead | None = None,
) -> None:
    """Writes the same into a file; rows of tables are taken when their page is drawn."""
    named, by = printable(title), printable(by)
    below = [printable(line) for line in letterhead.foot] if letterhead else []
    paper = BaseDocTemplate(
        target,
        pagesize=A4,
        title=named,
        author=by,
        subject=printable(subtitle),
        creator=PRODUCT,
        lang=get_language() or "",
    )
    paper.addPageTemplates(PageTemplate(frames=[frame(len(below))]))
    at = date_format(timezone.localtime(), "SHORT_DATETIME_FORMAT")
    foot = _("Printed by %(who)s, %(at)s") % {"who": by, "at": at}
    story = [*headed(letterhead), *begun(title, subtitle), *(part for block in blocks for part in drawn(block))]
    paper.build(
        story,
        canvasmaker=lambda *args, **options: Numbered(*args, foot=foot, below=below, heading=named, **options),
    )


def frame(below: int) -> Frame:
    """Where the blocks stand, above so many lines at the foot."""
    bottom = MARGIN + FOOT + below * BELOW
    return Frame(MARGIN, bottom, ACROSS, A4[1] - MARGIN - bottom, 0, 0, 0, 0)


def begun(title: str, subtitle: str) -> list[Flowable]:
    """What the first page begins with."""
    below = [paragraph(subtitle, style(9, muted=True))] if subtitle else []
    return [paragraph(title, style(18), bold=True), *below, Spacer(0, 4 * mm)]


def drawn(block: Block) -> list[Flowable]:
    """The block as what flows over the pages."""
    if isinstance(block, Heading):
        return [CondPageBreak(TOGETHER), Titled(block)]
    if isinstance(block, Facts):
        return [*facts(block.pairs), Spacer(0, 2 * mm)]
    if isinstance(block, Table):
        return [table(block.head, block.rows, ACROSS, Looks()), Spacer(0, 3 * mm)]
    if isinstance(block, Signed):
        return [signed(block.name, block.position, block.picture)]
    if isinstance(block, Picture):
        return [pictured(block.title, block.content, ACROSS), Spacer(0, 3 * mm)]
    return [paragraph(block.text, style(9, muted=block.muted, below=2 * mm))]


def headed(letterhead: Letterhead | None) -> list[Flowable]:
    """The head of whose paper it is."""
    return [head(letterhead.name, letterhead.lines, letterhead.logo, ACROSS)] if letterhead else []


class Titled(Bold):
    """A heading that the outline of the document names too."""

    def __init__(self, heading: Heading) -> None:
        text = " · ".join(filter(None, map(str, (heading.text, heading.beside))))
        looks = style(SIZES[heading.level], above=4 * mm / heading.level, below=1.5 * mm)
        made = paragraph(text, looks)
        super().__init__("", looks, frags=made.frags)
        self.named, self.level = printable(text), heading.level

    def draw(self) -> None:
        mark = f"heading-{id(self)}"
        self.canv.bookmarkPage(mark)
        self.canv.addOutlineEntry(self.named, mark, 0)
        super().draw()


def facts(pairs: Sequence[tuple[object, object]]) -> Iterator[Rows]:
    """Labels and values, the first half of the short ones on the left; long ones below, across the page."""
    long = [pair for pair in pairs if len(str(pair[1])) > LONG]
    short = [pair for pair in pairs if len(str(pair[1])) <= LONG]
    half = (len(short) + 1) // 2
    right = [*short[half:], ("", "")][:half]
    beside = [(*first, *second) for first, second in zip(short[:half], right, strict=True)]
    for lines, widths in ((beside, (0.17, 0.33, 0.17, 0.33)), (long, (0.17, 0.83))):
        yield Rows(labelled(lines), [ACROSS * width for width in widths], [], Looks(ruled=False))


def labelled(lines: Iterable[Sequence[object]]) -> Iterator[Cells]:
    """Every first cell is a label, every second one a value."""
    looks = (style(8.5, muted=True), style(9))
    return ([paragraph(text, looks[at % 2]) for at, text in enumerate(line)] for line in lines)


class Numbered(Canvas):
    """Pages that say how many there are: each is kept until the last one is drawn, and gets its foot then."""

    def __init__(self, *args: Any, foot: str, below: Sequence[str], heading: str, **options: Any) -> None:
        super().__init__(*args, pageCompression=1, **{k: v for k, v in options.items() if k != "pageCompression"})
        self.foot, self.below, self.heading = foot, below, heading
        self.kept: list[dict[str, Any]] = []
        self.setNamedCB("box", box)
        self.setViewerPreference("DisplayDocTitle", "true")

    def showPage(self) -> None:  # noqa: N802 reportlab calls it so
        self.kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self.kept, 1):
            self.__dict__.update(page)
            self.draw_foot(number)
            super().showPage()
        super().save()

    def draw_foot(self, number: int) -> None:
        """Who printed, what, and which page of how many."""
        told = _("Page %(number)s of %(all)s") % {"number": number, "all": len(self.kept)}
        self.setStrokeColor(LINE)
        self.setLineWidth(0.5)
        self.line(MARGIN, MARGIN + 4 * mm, MARGIN + ACROSS, MARGIN + 4 * mm)
        self.setFont(font(), 7.5)
        self.setFillColor(MUTED)
        for at, line in enumerate(reversed(self.below)):
            self.drawCentredString(MARGIN + ACROSS / 2, MARGIN + 5.5 * mm + at * BELOW, line[:200])
        self.drawString(MARGIN, MARGIN, self.foot[:120])
        self.drawRightString(MARGIN + ACROSS, MARGIN, told)
        if number > 1:
            self.setFillColor(INK)
            room = ACROSS - pdfmetrics.stringWidth(self.foot[:120] + told, font(), 7.5) - 10 * mm
            name = self.heading
            while name and pdfmetrics.stringWidth(name, font(), 7.5) > room:
                name = name[:-1]
            self.drawCentredString(MARGIN + ACROSS / 2, MARGIN, name)
