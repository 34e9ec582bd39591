"""What can be done with many records beside giving them values: rooms above say what, and do it in sets."""

from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.utils.functional import Promise

from access.models import Action, User
from exchange.targets import Session


class Deed(Session):
    """Judges and writes chunks of candidates whose records are known and locked; `text` is what it was given."""

    name: ClassVar[str]
    "The attribute whose change tells people what it does."
    label: ClassVar[str | Promise]
    action: ClassVar[Action] = Action.EDIT
    "The right that it takes."
    asks: ClassVar[bool] = True
    "Whether the page of the fields offers it, with a value; the others are buttons of the list."
    others: Sequence[int] = ()
    "The ids of further records of the table, which are locked along with those of each chunk."

    def __init__(self, user: User | None, text: str) -> None:
        """Raises ValidationError where the text means nothing any more."""
        self.user, self.text, self.attributes = user, text, {}

    @classmethod
    def field(cls, user: User) -> forms.Field:
        """The field for its value."""
        raise NotImplementedError

    def show(self) -> str:
        """What it was given, as people read it."""
        return ""
