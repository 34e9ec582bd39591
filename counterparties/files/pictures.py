"""Thumbnails: small pictures without anything of the original but what is seen."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from counterparties.files.content_types import PICTURES, WEBP
from counterparties.models.files import file_storage

SIDE = 320
"Pixels of the longer side: enough for a card, and for a cell on a dense screen."
MOST_PIXELS, MOST_OF_JPEG = 25_000_000, 170_000_000
"""A larger picture is kept like any file, but not unpacked: a few bytes may claim to be gigabytes. A JPEG unpacks
in an eighth of its size."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
SAVED: dict[str, dict[str, Any]] = {
    "WEBP": {"quality": 80, "method": 4},
    "PNG": {"optimize": True},
    "JPEG": {"quality": 85},
}
PRINTED = 1600
"Pixels of the longer side on paper: 200 dots an inch across a page."


def thumbnail_name(key: str) -> str:
    """Where the thumbnail of the bytes with this name lies in the store."""
    return f"{key}.thumbnail"


def save_thumbnail(key: str, kind: str) -> bool:
    """Puts a thumbnail beside the bytes of a picture in the store; False where there is none to be made."""
    if kind not in (*PICTURES, WEBP):
        return False
    storage = file_storage()
    with storage.open(key) as file:
        small = thumbnail(file)
    return small is not None and storage.save(thumbnail_name(key), ContentFile(small)) == thumbnail_name(key)


def thumbnail(file: object) -> bytes | None:
    """A small WebP of a picture; None for what is broken or too big."""
    return redrawn(file, (SIDE, SIDE), "WEBP")


def for_paper(file: object) -> bytes | None:
    """A picture to be printed, as JPEG on white; None for what is broken or too big."""
    return redrawn(file, (PRINTED, PRINTED), "JPEG")


def redrawn(file: object, sides: tuple[int, int], form: str) -> bytes | None:
    """A picture within these sides, upright as its camera held it, no metadata; None for what is broken or too big."""
    try:
        with Image.open(file, formats=FORMATS) as picture:  # type: ignore[arg-type]
            most = MOST_OF_JPEG if picture.format == "JPEG" else MOST_PIXELS
            if picture.width * picture.height > most:
                return None
            picture.draft("RGB", sides)
            picture.thumbnail(sides)
            return alone(ImageOps.exif_transpose(picture), form)
    except (OSError, ValueError, SyntaxError, ArithmeticError, MemoryError, Image.DecompressionBombError):
        return None


def alone(picture: Image.Image, form: str) -> bytes:
    """The pixels alone, on a new canvas: what else the file said is left behind."""
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if see_through else "RGB")
    canvas = Image.new("RGB" if form == "JPEG" else plain.mode, plain.size, "white")
    canvas.paste(plain, mask=plain if plain.mode != canvas.mode else None)
    made = BytesIO()
    canvas.save(made, form, **SAVED[form])
    return made.getvalue()
