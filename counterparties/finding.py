"""The global search: the few counterparties that a text means most likely."""

from django.db.models import Q, QuerySet

from counterparties.folding import name_sort
from counterparties.identifiers import compact
from counterparties.models import Counterparty
from screens.keyset import Detached


def best(rows: QuerySet, text: str, limit: int) -> list[Counterparty]:
    """At most `limit` of the rows: exact numbers first, then names that begin so, then all else that is found."""
    number, beginning = compact(text), name_sort(text)
    exact = Q(code=text) | Q(uic=number) | Q(vat_number=number) | Q(lei=number)
    by_name = ("name_sort", "pk")
    stages = [
        (rows.filter(exact) if number else rows.none(), by_name),
        (rows.filter(name_sort__startswith=beginning, archived_at=None) if beginning else rows.none(), by_name),
        (rows.found_by(text), (Detached("name_sort"), "pk")),  # type: ignore[attr-defined]
    ]
    found: dict[int, Counterparty] = {}
    for stage, order in stages:
        if len(found) < limit:
            # What matches is found first and sorted then: along the index of names it might come after all others.
            found |= {row.pk: row for row in stage.order_by(*order)[:limit] if row.pk not in found}
    return list(found.values())[:limit]
