"""Who holds locations: rooms above register their rows, so that they are counted, and moved to another location."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from django.db.models.expressions import Combinable

from reference.models import Location


class Holder(ABC):
    """Rows that link to locations."""

    @abstractmethod
    def counts(self, ids: Collection[int]) -> Mapping[int, int]:
        """How many rows link to each of these locations; those without any may be left out."""

    @abstractmethod
    def url(self) -> str:
        """Where one orders, by POST, that all rows are looked up in the lists."""

    @abstractmethod
    def counted(self) -> Combinable:
        """The same of one location, as an expression for its rows."""

    @abstractmethod
    def held(self, location: Location) -> list[int]:
        """The ids of the rows that link to it, rising."""

    @abstractmethod
    def move(self, ids: Sequence[int], *, was: Location, by: Location) -> None:
        """Gives these rows the other location and its texts, as far as they still have this one."""


holders: list[Holder] = []


def register(holder: Holder) -> None:
    """Makes rows known that link to locations."""
    holders.append(holder)


def uses(ids: Collection[int]) -> Counter[int]:
    """How many rows link to each of these locations: one query a holder."""
    found: Counter[int] = Counter()
    for holder in holders:
        found.update(holder.counts(ids))
    return found
