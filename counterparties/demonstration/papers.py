"""The files, answers and personal documents of invented counterparties, drawn as needed: as PDF, a picture as PNG."""

import datetime
import io
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from access.models import User
from counterparties.files.naming import words_of
from counterparties.files.storing import kept
from counterparties.models import Attachment, Counterparty, FilledForm, PersonalDocument, Scan
from counterparties.printing.fonts import font
from reference.models import DocumentKind, PersonalDocumentKind

A4 = (210 * mm, 297 * mm)
MARGIN, LARGE, SMALL, LEADING = 25 * mm, 15, 11, 18
SKY, WALL, GATE, RAMP, STRIPE, GROUND = "#dbe9f4", "#c9a77c", "#5b6b7a", "#8d9299", "#f0c33c", "#6f7f62"


def keep_file(row: dict[str, Any], *, record: Counterparty, user: User | None) -> Attachment:
    """Draws a file and keeps it with the counterparty, as if the user had uploaded it."""
    content = paper(row["name"], row["lines"]) if "lines" in row else picture()
    attachment = Attachment(counterparty=record, number=row.get("number", ""))
    attachment.kind = DocumentKind.objects.filter(code=row["kind"]).first()
    attachment.issued_on, attachment.valid_until = day(row, "days"), day(row, "valid")
    attachment.words = words_of(row["name"], attachment.number)
    put(attachment, content, name=row["name"], user=user)
    return attachment


def keep_document(row: dict[str, Any], *, record: Counterparty, user: User | None) -> None:
    """Adds a personal document, with a scan that says that it is none."""
    kind = PersonalDocumentKind.objects.filter(code=row["kind"]).first()
    if kind is None:
        return
    person = record.contactperson_set.filter(last_name=row["person"]).first() if "person" in row else None
    document = PersonalDocument.objects.create(
        counterparty=record,
        kind=kind,
        person=person,
        number=row["number"],
        country=row["country"],
        issuer=row["issuer"],
        issued_on=day(row, "days"),
        valid_until=day(row, "valid"),
    )
    if "scan" in row:
        lines = [str(kind), "", "ОБРАЗЕЦ / SPECIMEN", "", str(person or record)]
        scan = Scan(counterparty=record, document=document)
        put(scan, paper(row["scan"], lines), name=row["scan"], user=user)


def keep_answer(name: str, *, record: FilledForm) -> int:
    """Draws the file that a form holds, and returns the id of its upload."""
    content = damage() if name.endswith(".png") else paper(name, [name.partition(".")[0], "", "ОБРАЗЕЦ / SPECIMEN"])
    with kept(ContentFile(content, name=name)) as stored:
        upload = stored.upload(user=record.author, counterparty_id=record.counterparty_id)
        upload.template_id = record.template_id
        upload.save(force_insert=True)
    return int(upload.pk)


def put(record: Any, content: bytes, *, name: str, user: User | None) -> None:
    """Stores the bytes, and the record as what they are the content of."""
    with kept(ContentFile(content, name=name)) as stored:
        upload = stored.upload(user=user, counterparty_id=record.counterparty_id)
        upload.save(force_insert=True)
        record.name, record.content = stored.name, upload
        record.save(force_insert=True)
        setattr(upload, record.kept_as, record)
        upload.save(update_fields=[record.kept_as])


def day(row: dict[str, Any], name: str) -> datetime.date | None:
    """So many days from today."""
    return timezone.localdate() + datetime.timedelta(days=row[name]) if name in row else None


def paper(title: str, lines: list[str]) -> bytes:
    """A page with these lines, the first of them large."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=True)
    canvas.setTitle(title)
    down = A4[1] - MARGIN
    for number, line in enumerate(lines):
        canvas.setFont(font(), SMALL if number else LARGE)
        canvas.drawString(MARGIN, down, line)
        down -= LEADING
    canvas.save()
    return written.getvalue()


def picture() -> bytes:
    """A warehouse with its ramp."""
    image = Image.new("RGB", (640, 400), SKY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 320, 640, 400), fill=GROUND)
    pen.rectangle((60, 100, 580, 320), fill=WALL)
    pen.polygon(((40, 100), (320, 30), (600, 100)), fill=GATE)
    for left in (120, 380):
        pen.rectangle((left, 160, left + 140, 280), fill=GATE)
        for top in range(170, 280, 18):
            pen.line((left, top, left + 140, top), fill=RAMP, width=3)
    pen.rectangle((60, 280, 580, 320), fill=RAMP)
    for left in range(60, 580, 40):
        pen.polygon(((left, 292), (left + 20, 292), (left + 30, 282), (left + 10, 282)), fill=STRIPE)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def damage() -> bytes:
    """A pallet with four boxes, one of them crushed."""
    image = Image.new("RGB", (640, 480), SKY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 400, 640, 480), fill=RAMP)
    for left in (90, 290, 490):
        pen.rectangle((left, 380, left + 60, 410), fill=GROUND)
    pen.rectangle((80, 364, 560, 382), fill=GATE)
    for left, top in ((90, 214), (325, 214), (90, 64)):
        pen.rectangle((left, top, left + 225, top + 148), fill=WALL, outline=GATE, width=3)
        pen.rectangle((left + 95, top, left + 130, top + 148), fill=STRIPE)
    crushed = ((325, 212), (330, 150), (372, 118), (398, 146), (440, 96), (486, 138), (520, 92), (550, 212))
    pen.polygon(crushed, fill=WALL, outline=GATE, width=3)
    pen.line(((372, 118), (402, 168), (388, 210)), fill=GATE, width=4)
    pen.line(((486, 138), (462, 176), (482, 210)), fill=GATE, width=4)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()
