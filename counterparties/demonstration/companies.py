"""The invented own companies made ready for documents: logo, footer, who signs, how they number."""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from access.models import User
from counterparties.files.storing import kept
from counterparties.models import ContactPerson, Counterparty, NumberSeries, Signatory, Stationery

SKY, WING, BREAST = "#ffffff", "#1f3b57", "#d9822b"
FOOTER = ("footer_bg", "footer_en")


def prepare(row: dict[str, Any], *, record: Counterparty, user: User | None) -> None:
    """Gives an own company what `row` says."""
    with kept(ContentFile(swallow(), name="logo.png")) as stored:
        upload = stored.upload(user=user, counterparty_id=record.pk)
        upload.on_paper = True
        upload.save(force_insert=True)
        Stationery.objects.create(counterparty=record, logo=upload, **{name: row[name] for name in FOOTER})
    for person in ContactPerson.objects.filter(counterparty=record, main=True):
        Signatory.objects.create(
            counterparty=record, person=person, name=str(person), position=person.position, main=True
        )
    year = timezone.localdate().year
    NumberSeries.objects.bulk_create(
        NumberSeries(counterparty=record, main=True, year=year if series.get("yearly") else None, **series)
        for series in row["number_series"]
    )


def swallow() -> bytes:
    """A bird in flight."""
    image = Image.new("RGB", (480, 240), SKY)
    pen = ImageDraw.Draw(image)
    pen.polygon(
        ((40, 60), (200, 120), (250, 110), (440, 30), (290, 150), (350, 220), (260, 170), (180, 160)), fill=WING
    )
    pen.ellipse((205, 118, 265, 158), fill=BREAST)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()
