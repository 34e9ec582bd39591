"""Bytes that were chosen in a form which is not saved yet: they wait in the store, the form holds a text for them."""

from dataclasses import astuple
from typing import Self

from django.core import signing
from django.core.files.base import File

from counterparties.files.storing import Stored, put

BEGIN = "chosen:"
SALT = "counterparties.files.pending"


class Pending(Stored):
    """Stored bytes as the value of a field; `text` is what the form sends for them: signed, good for one record."""

    @property
    def text(self) -> str:
        return BEGIN + signing.dumps(astuple(self), salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What the text stands for; None where it stands for no such bytes."""
        if not text.startswith(BEGIN):
            return None
        try:
            return cls(*signing.loads(text.removeprefix(BEGIN), salt=SALT))
        except (signing.BadSignature, TypeError):
            return None

    @classmethod
    def of(cls, file: File) -> Self:
        """Stores the bytes of a file that a form has sent; raises ValidationError."""
        return cls(*astuple(put(file)))
