"""The files of invented counterparties, drawn as they are needed: a paper as PDF, a picture as PNG."""

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
from counterparties.models import Attachment, Counterparty
from counterparties.printing.fonts import font
from reference.models import DocumentKind

A4 = (210 * mm, 297 * mm)
MARGIN, LARGE, SMALL, LEADING = 25 * mm, 15, 11, 18
SKY, WALL, GATE, RAMP, STRIPE, GROUND = "#dbe9f4", "#c9a77c", "#5b6b7a", "#8d9299", "#f0c33c", "#6f7f62"


def keep_file(row: dict[str, Any], *, record: Counterparty, user: User | None) -> Attachment:
    """Draws a file and keeps it with the counterparty, as if the user had uploaded it."""
    content = paper(row["name"], row["lines"]) if "lines" in row else picture()
    today = timezone.localdate()
    with kept(ContentFile(content, name=row["name"])) as stored:
        upload = stored.upload(user=user, counterparty_id=record.pk)
        upload.save(force_insert=True)
        attachment = Attachment(counterparty=record, content=upload, name=stored.name, number=row.get("number", ""))
        attachment.kind = DocumentKind.objects.filter(code=row["kind"]).first()
        attachment.issued_on = today + datetime.timedelta(days=row["days"]) if "days" in row else None
        attachment.valid_until = today + datetime.timedelta(days=row["valid"]) if "valid" in row else None
        attachment.words = words_of(attachment.name, attachment.number)
        attachment.save(force_insert=True)
        upload.attachment = attachment
        upload.save(update_fields=["attachment"])
    return attachment


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
