"""What undoing must know of the records of a room: the rooms above register theirs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, NamedTuple

from django.db.models import Model

from access.models import User
from exchange.undoing.models import Outcome
from history.reversing import Ignored, reverse
from history.standing import INSERT, Editor, Row, Written


class Noted(NamedTuple):
    """A record that a job has written, as the gathering has noted it."""

    position: int
    table: str
    record_id: int
    action: str


class Edit(NamedTuple):
    """A row that was edited, whether it is there, and the places in it: names that mean the same in any language."""

    table: str
    pk: int
    there: bool
    places: Sequence[str]


@dataclass
class Unit:
    """A record with all that the job wrote of it: it is reversed as a whole, or not at all."""

    row: Noted
    changes: Sequence[Written] = ()
    outcome: str = Outcome.REVERSED
    reason: str = ""
    edited: dict[Row, int] = field(default_factory=dict)
    "The rows that somebody edited since, with the change of the job that they were edited behind."
    edits: list[Edit] = field(default_factory=list)
    "What was edited of them, by names."
    editor: Editor | None = None

    @property
    def pk(self) -> int:
        return self.row.record_id

    @property
    def passes(self) -> bool:
        return self.outcome == Outcome.REVERSED

    @cached_property
    def added(self) -> set[Row]:
        """The rows that go."""
        return {change.row for change in self.changes if change.action == INSERT and change.there}

    def places(self, table: str) -> frozenset[str]:
        """What the job wrote in rows of this table."""
        found = {change.places for change in self.changes if change.table == table}
        return found.pop() if len(found) == 1 else frozenset().union(*found)

    def stays(self, outcome: Outcome, reason: str) -> None:
        """Says why the record is not reversed."""
        self.outcome, self.reason = outcome, reason


class Subject:
    """Records that are undone one by one, each with what belongs to it. This one has nothing special."""

    model: ClassVar[type[Model]]
    ignored: ClassVar[Ignored] = {}
    "By table the columns that follow from others, which `settle` makes right."

    def parts(self) -> Collection[type[Model]]:
        """The models whose changes belong to a record of this one, by the owner that the history tells."""
        return ()

    def may_undo(self, user: User | None) -> bool:
        """Whether the user (None: a command) may change records of this kind at all."""
        return True

    def alone(self, rows: Sequence[Noted]) -> bool:
        """Whether nobody may write values of features while these records are reversed."""
        return False

    def hold(self, tables: Collection[str]) -> None:
        """Waits for whom writers of such records must wait for, before any row is locked.

        These are the tables that the job has written.
        """

    def apart(self, written: Collection[tuple[str, str]]) -> bool:
        """Whether records can be reversed beside others of the same job, where all that it did is this.

        Each is a table and what was done with its rows.
        """
        return False

    def may_go_ahead(self, units: Sequence[Unit]) -> bool:
        """Whether these, of a job whose records stand apart, need nothing that others of it are to give back first."""
        return True

    def judge(self, units: Sequence[Unit], user: User | None) -> None:
        """Says of units which could not be reversed why."""

    def label(self, table: str, place: str, user: User | None) -> str:
        """What a place is called for the user, where its column has no name of its own that says it."""
        return ""

    def reverse(self, units: Sequence[Unit], *, strictly: bool = False) -> None:
        """Takes the units back, `strictly` change by change; raises IntegrityError where the database refuses it."""
        changes = [change for unit in units for change in unit.changes]
        if strictly:
            for change in sorted(changes, key=lambda change: -change.id):
                reverse([change], self.ignored)
        else:
            reverse(changes, self.ignored)

    def settle(self, units: Sequence[Unit]) -> None:
        """Makes right what follows from the columns of reversed records."""

    def refusal(self, unit: Unit, constraint: str) -> str:
        """A refusal of the database in words; "" where this subject has no better ones."""
        return ""


subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Makes the subject known by the table of its records."""
    subjects[subject.model._meta.db_table] = subject


def wholes() -> Mapping[str, str]:
    """By table of a part the table of the record that it belongs to."""
    return {
        part._meta.db_table: table for table, subject in subjects.items() for part in (subject.model, *subject.parts())
    }


PLAIN = Subject()


def subject_of(table: str) -> Subject:
    """What is known of a table's records."""
    return subjects.get(table, PLAIN)
