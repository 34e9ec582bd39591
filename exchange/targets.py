"""What a spreadsheet can be imported into. Rooms above register theirs in their `importing.py`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from access.models import User
from attributes.values import Attribute
from exchange.mapping import ColumnMapping


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

    `keys` are what only one row of a file may have, each with the words that say so.
    """

    line: int
    cells: list[str]
    digest: bytes = b""
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    outcome: str = ""
    record_id: int | None = None
    version: int = 0
    keys: dict[str, str | Promise] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    work: Any = None

    @property
    def failed(self) -> bool:
        return bool(self.faults)


class Session(ABC):
    """One run into a target. Everything is asked and written for a whole chunk at a time."""

    attributes: Mapping[str, Attribute]
    trusts_sources: bool = True
    "Whether an unchanged row may be passed over without asking for the rights to its record."

    @abstractmethod
    def judge(self, candidates: Sequence[Candidate]) -> None:
        """Finds, completes and compares the records: sets outcome, record, version, keys, changes; or faults."""

    @abstractmethod
    def write(self, candidates: Sequence[Candidate]) -> None:
        """Writes what was judged created and updated: sets record and version, or faults for rows refused now."""


class Target(ABC):
    """Something that spreadsheets are imported into and exported from."""

    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    model: ClassVar[type[Model]]
    synonyms: ClassVar[Mapping[str, Iterable[str]]] = {}

    @abstractmethod
    def attributes(self, user: User | None) -> dict[str, Attribute]:
        """The attributes that a column can fill."""

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


def target_of(slug: str) -> Target:
    """The target of this name; raises ValidationError."""
    if slug not in targets:
        raise ValidationError(_("There is nothing called “%s” to import into.") % slug)
    return targets[slug]
