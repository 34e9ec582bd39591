"""Archives counterparties with what their tabs hold, and brings them back: one or many, in the same few statements.

Whoever calls has locked the counterparties and knows that this may be done with them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from counterparties.models import Counterparty, HoldingMember
from counterparties.models.further import FURTHER, LINK_OF
from counterparties.models.records import SubRecord
from counterparties.searching import refresh_search

ENDS = ("counterparty", "holding")
"Of a membership: it is archived with either."


def archive_set(ids: Collection[int]) -> datetime:
    """Archives these live counterparties and the rows of their tabs, all at one moment, which it returns.

    What belongs to a further counterparty that stays is not archived: a contact is not lost to one with the other.
    """
    now = timezone.now()
    for model in SubRecord.__subclasses__():
        rows = model.objects.filter(counterparty__in=ids, archived_at=None)
        if link := LINK_OF.get(model):
            elsewhere = link.objects.live().filter(counterparty__archived_at=None).exclude(counterparty__in=ids)
            rows = rows.exclude(pk__in=elsewhere.values(link.of))
        rows.update(archived_at=now)
    for link in FURTHER:
        link.objects.live().filter(counterparty__in=ids).update(archived_at=now)
    for end in ENDS:
        HoldingMember.objects.filter(**{f"{end}__in": ids}, archived_at=None).update(archived_at=now)
    Counterparty.objects.filter(pk__in=ids).update(archived_at=now)
    return now


def activate_set(ids: Collection[int]) -> None:
    """Brings these archived counterparties back, and exactly those rows of their tabs that were archived with them.

    Raises IntegrityError when a membership would be there twice.
    """
    for model in SubRecord.__subclasses__():
        model.objects.filter(counterparty__in=ids, archived_at=F("counterparty__archived_at")).update(archived_at=None)
    for link in FURTHER:
        link.objects.filter(counterparty__in=ids, archived_at=F("counterparty__archived_at")).update(archived_at=None)
    members = {pk for end in ENDS for pk in _archived_with(end, ids)}
    Counterparty.objects.filter(pk__in=ids).update(archived_at=None)
    # The other end may be archived by now: then the membership waits for that one.
    waits_for = Coalesce(*(_archived_at(end) for end in reversed(ENDS)))
    HoldingMember.objects.filter(pk__in=members).update(archived_at=waits_for)
    refresh_search(ids)


def _archived_with(end: str, ids: Collection[int]) -> Any:
    together = {f"{end}__in": ids, "archived_at": F(f"{end}__archived_at")}
    return HoldingMember.objects.filter(**together).values_list("pk", flat=True)


def _archived_at(end: str) -> Subquery:
    return Subquery(Counterparty.objects.filter(pk=OuterRef(f"{end}_id")).values("archived_at"))
