"""What a spreadsheet can be imported into. Rooms above register theirs in their `importing.py`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from access.models import Ability, User
from access.policy import can
from attributes.values import Attribute
from exchange.mapping import ColumnMapping
from screens.registry import screens

if TYPE_CHECKING:
    from exchange.bulk.deeds import Deed


@dataclass(frozen=True)
class Fault:
    """Why a row fails: the column (or "" for the row as a whole), the value that stands there, the reason."""

    column: str
    value: str
    reason: str

    def values(self) -> dict[str, str]:
        return {"column": self.column, "value": self.value, "reason": self.reason}

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.column, self.reason)))


@dataclass(slots=True)
class Candidate:
    """A row on its way in: its cleaned values by attribute, what is wrong, and what is to become of it.

    `keys` are what only one row of a file may have, each with the words that say so. `work` is what is to be written,
    as JSON keeps it: {"values": by column, "types": ids or None where they stay, "rows": of the tabs}; of a record
    that changes only what changes.
    """

    line: int
    cells: list[str]
    digest: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    outcome: str = ""
    record_id: int | None = None
    version: int = 0
    keys: dict[str, str | Promise] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    work: Any = None
    known: bool = False
    "Whether the same raw row has led to this version of the record before."

    @property
    def failed(self) -> bool:
        return bool(self.faults)

    @property
    def final(self) -> str:
        """The outcome: a row with a fault has failed, whatever it was judged before."""
        return "failed" if self.faults else self.outcome


class Session(ABC):
    """One run into a target. Everything is asked and written for a whole chunk at a time."""

    attributes: Mapping[str, Attribute]
    trusts_sources: bool = True
    "Whether an unchanged row may be passed over without asking for the rights to its record."
    locking: bool = True
    "Whether records that are judged stay locked until the transaction ends; a check writes none of them."
    alone: bool = False
    "Whether its chunks are written one after the other: `hold` lets nobody else write beside."
    looks_up: bool = False
    "Whether rows may name records that earlier rows of the same file bring: those that failed are judged once more."

    @abstractmethod
    def judge(self, candidates: Sequence[Candidate]) -> None:
        """Finds, completes and compares the records: sets outcome, record, version, keys, changes, work; or faults.

        A candidate that has a `record_id` already means that record, whatever its numbers.
        """

    @abstractmethod
    def write(self, candidates: Sequence[Candidate]) -> None:
        """Writes what was judged created and updated: sets record and version, or faults for rows refused now.

        It needs record, version, outcome and work of each, and nothing that the session remembers.
        """

    def number(self, candidates: Sequence[Candidate]) -> None:  # noqa: B027 some have no use for it
        """Gives the records that rows create their ids before they are written."""

    def hold(self) -> None:  # noqa: B027 most have nothing to wait for
        """Waits for whom writers of such records must wait for, before any row is locked."""

    def basis(self) -> str:
        """What judgements rest on beside the records: staged work of another basis is judged anew; "": always."""
        return ""

    def leave_traces(self) -> None:  # noqa: B027 most have none to leave
        """Writes what the history tells of looks at records; a check is taken back before."""

    def words_of(self, key: str) -> str | Promise:
        """What a key means that only one row of a file may have."""
        return ""

    def outdated(self) -> list[int]:
        """The lines of what is coming whose work no longer holds, though their own record has not changed."""
        return []

    def write_coming(self) -> None:
        """Writes what is coming (see exchange.coming) in sets; raises IntegrityError where a number is taken."""
        raise NotImplementedError


class Target(ABC):
    """Something that spreadsheets are imported into and exported from."""

    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    model: ClassVar[type[Model]]
    synonyms: ClassVar[Mapping[str, Iterable[str]]] = {}
    title: ClassVar[str | Promise]
    "The heading of the pages of an import."
    shows: ClassVar[str | Promise]
    "The words that lead to what was imported."
    matched_by: ClassVar[str | Promise]
    "A sentence: which rows update a record that is there already."
    identifying: ClassVar[Sequence[str]] = ()
    "The attributes that say which record a row means; a file without any brings new ones only."
    ability: ClassVar[Ability | None] = None
    "What it takes beside the right to import."
    option_names: ClassVar[Sequence[str]] = ()
    "Choices that hold for every row of a file."
    options_template: ClassVar[str] = ""
    "Where the page of the columns asks for them."
    lists: ClassVar[bool] = True
    "Whether a cell may name several rows or items, and new ones."
    blanks: ClassVar[Mapping[str, str]] = {}
    "What blank cells do, by attribute, unless somebody says otherwise; elsewhere they leave the value as it is."
    rows_a_chunk: ClassVar[int] = 0
    "Rows that are judged together and committed together; 0: as many as usual."
    judged_together: ClassVar[bool] = False
    "Whether rows are judged beside their neighbours: then a check cuts the file as the import does."
    exported_whole: ClassVar[bool] = True
    "Whether all its records may be exported at once."
    confidential: ClassVar[bool] = False
    "Whether its imports are nobody's but their user's, and their cells go with the old files."
    deeds: ClassVar[Mapping[str, type[Deed]]] = {}
    "What can be done with many records together beside giving them values, by code."

    def allows(self, user: User) -> bool:
        """Whether the user may import into it."""
        return can(user, Ability.IMPORT) and (self.ability is None or can(user, self.ability))

    def recognises(self, mapping: ColumnMapping) -> bool:
        """Whether a row of such a file may mean a record that is there already."""
        return not self.identifying or any(map(mapping.column_of, self.identifying))

    def option_context(self, user: User, options: Mapping[str, str]) -> dict[str, Any]:
        """What the template of the options needs."""
        return {}

    def into(self, options: Mapping[str, str]) -> str:
        """What the options narrow the target to, in words; empty where they do not."""
        return ""

    def option_problem(self, options: Mapping[str, str]) -> str:
        """What is wrong with the options, as a sentence; empty when nothing is."""
        return ""

    def told(self, user: User | None) -> dict[str, Attribute]:
        """The attributes whose changes a preview tells: those of the columns, and those that follow from them."""
        return self.attributes(user)

    def edited_together(self, user: User, rows: QuerySet[Any]) -> dict[str, Attribute]:
        """The attributes whose values many records are given together, as far as they fit these rows."""
        return {name: each for name, each in self.attributes(user).items() if name not in self.identifying}

    def seen(self, user: User) -> Any:
        """The records of which the pages of imports may tell the user."""
        return self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]

    def shown(self, attribute: str, text: str) -> str:
        """The text of a cell, as the pages of imports show it."""
        return text

    def url(self, options: Mapping[str, str]) -> str:
        """The page on which the imported records stand."""
        return screens[self.slug].url()

    def record_url(self, record: Any, user: User) -> str:
        """The page of a record, one that is open to the user who sees it."""
        return record.get_absolute_url()

    @abstractmethod
    def attributes(self, user: User | None) -> dict[str, Attribute]:
        """The attributes that a column can fill."""

    def asked(self, user: User | None) -> dict[str, Attribute]:
        """Those of them that an empty form asks for."""
        return self.attributes(user)

    @abstractmethod
    def session(self, *, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> Session:
        """A run by this user (None: a command, which may do everything)."""


targets: dict[str, Target] = {}


def register(target: Target) -> Target:
    """Makes the target known; two with one slug are an error of the programmer."""
    if target.slug in targets:
        raise ImproperlyConfigured(f"There are two targets called {target.slug!r}.")
    targets[target.slug] = target
    return target


def confidential() -> list[str]:
    """The names of the targets whose imports are nobody's but their user's."""
    return [slug for slug, target in targets.items() if target.confidential]


def target_of(slug: str) -> Target:
    """The target of this name; raises ValidationError."""
    if slug not in targets:
        raise ValidationError(_("There is nothing called “%s” to import into.") % slug)
    return targets[slug]


def target_for(model: type[Model]) -> Target:
    """The target whose records are rows of this model; raises ValidationError."""
    for target in targets.values():
        if target.model is model:
            return target
    raise ValidationError(_("These records cannot be changed together."))
