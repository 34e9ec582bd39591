"""All that the holdings of a chunk of rows belong to, kept up to date with what the rows before add."""

from collections.abc import Collection
from datetime import date
from typing import Any

from counterparties.holdings.rules import Above, Steps
from counterparties.models import HoldingMember
from counterparties.sub_importing.judging import Judged
from counterparties.sub_importing.matching import Row
from exchange.coming import ask

Edge = tuple[int, date, date]
TABLE = HoldingMember._meta.db_table
UP = f"""
    with recursive up(id) as (
        select unnest(%s::bigint[])
        union
        select m.holding_id from up join {TABLE} m on m.counterparty_id = up.id where m.archived_at is null
    )
    select m.id, m.counterparty_id, m.holding_id, m.from_date, m.to_date
    from up join {TABLE} m on m.counterparty_id = up.id where m.archived_at is null order by m.id"""


class Ancestors:
    """The memberships above some holdings, those of the rows of the chunk among them; one query."""

    def __init__(self, holdings: Collection[int]) -> None:
        self.steps: Steps = {}
        self.edges: dict[Any, tuple[int, Edge]] = {}
        for pk, member, holding, first, last in ask(UP, [sorted(set(holdings))]):
            self._put(pk, member, _edge(holding, first, last))

    def refuse(self, record: HoldingMember, user: Any, stored: Row | None) -> None:
        """Raises ValidationError, with the chain in words, where the membership would close a circle."""
        key = _key(stored)
        before = self.edges.get(key)
        self._drop(key)
        try:
            Above(record, user, self.steps).refuse(record.counterparty_id)
        finally:
            if before:
                self._put(key, *before)

    def add(self, member: int, judged: Judged, line: int) -> None:
        """What a row of the file adds or changes holds for the rows behind it."""
        whole = judged.whole
        key = _key(judged.stored) or ("line", line)
        self._drop(key)
        self._put(key, member, _edge(whole["holding_id"], whole["from_date"], whole["to_date"]))

    def _put(self, key: Any, member: int, edge: Edge) -> None:
        self.edges[key] = (member, edge)
        self.steps.setdefault(member, []).append(edge)

    def _drop(self, key: Any) -> None:
        if found := self.edges.pop(key, None):
            member, edge = found
            self.steps[member].remove(edge)


def _key(stored: Row | None) -> Any:
    return stored["id"] if stored else None


def _edge(holding: int, first: date | None, last: date | None) -> Edge:
    return holding, first or date.min, last or date.max
