"""What can be done with many records beside giving them values: rooms above say what, and do it in sets."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.functional import Promise

from access.models import Action, User
from exchange.refusals import refusal_of
from exchange.targets import Candidate, Fault, Session


class Deed(Session):
    """Judges and writes chunks of candidates whose records are known and locked; `text` is what it was given."""

    name: ClassVar[str]
    "The attribute whose change tells people what it does."
    label: ClassVar[str | Promise]
    action: ClassVar[Action] = Action.EDIT
    "The right that it takes."
    asks: ClassVar[bool] = True
    "Whether the page of the fields offers it, with a value; the others are buttons of the list."
    refusing: ClassVar[Sequence[type[Model]]] = ()
    "The models whose constraints may refuse it."
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

    @abstractmethod
    def carry_out(self, ids: Sequence[int]) -> None:
        """Does it with these records, in sets; raises IntegrityError where the database refuses one of them."""

    def write(self, candidates: Sequence[Candidate]) -> None:
        """Does it with all at once; where the database refuses one, halves are tried until that one is found."""
        try:
            with transaction.atomic():
                self.carry_out([candidate.record_id or 0 for candidate in candidates])
        except IntegrityError as error:
            if len(candidates) == 1:
                candidates[0].faults.append(Fault("", "", refusal_of(error, *self.refusing)))
                return
            middle = len(candidates) // 2
            self.write(candidates[:middle])
            self.write(candidates[middle:])
