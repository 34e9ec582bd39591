"""What features name by its id, read for many records at once."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, Generic, Protocol, TypeVar

MOST_KEPT = 100_000
"More than a chunk of an import names."


class Numbered(Protocol):
    @property
    def pk(self) -> int: ...


K = TypeVar("K", bound=Numbered)


class Named(Generic[K]):
    """Those that features name, or fields of forms; shared by all attributes of one reading."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        "What a record's `features` name them under."
        self._by_id: dict[int, K | None] = {}

    @abstractmethod
    def found(self, pks: set[int]) -> Iterable[K]:
        """Those with these ids, in one query."""

    def prepare(self, records: Iterable[Any]) -> None:
        """Reads what the features of these records name, of all features in one query."""
        self.read({record.features.get(key) for record in records for key in self.keys})

    def read(self, pks: Iterable[Any]) -> None:
        """Reads those with these ids that are not known yet; whatever is no id names nothing."""
        numbers = (int(pk) for pk in pks if isinstance(pk, int) and not isinstance(pk, bool))
        # A set less the keys of a dict would walk over all of these, for each row anew.
        wanted = {pk for pk in numbers if pk not in self._by_id}
        if not wanted:
            return
        if len(self._by_id) > MOST_KEPT:
            self._by_id.clear()
        self._by_id |= dict.fromkeys(wanted) | {each.pk: each for each in self.found(wanted)}

    def by_id(self, pk: Any) -> K | None:
        """The one with this id; None for one that the user may not see or that is gone."""
        self.read([pk])
        return self._by_id.get(pk)
