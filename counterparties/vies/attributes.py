"""The state in VIES as a column of counterparties and a filter of their lists; neither costs anything unused."""

from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import In
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from django_filters import Filter

from attributes.choices import Choice, ChoiceFilter
from counterparties.models import ViesCheck
from counterparties.models.vies import COLOURS, ViesState

PRESENT = ViesCheck.objects.filter(number=F("counterparty__vat_number")).best_first()
"The answers about the number that a counterparty has now."


class StateInVies(Choice):
    """What VIES has said last of the VAT number; whoever has none, or a new one, is not checked."""

    prefetched = (Prefetch("vies_checks", PRESENT, to_attr="present_checks"),)

    def __init__(self) -> None:
        super().__init__("vies_state", gettext_lazy("State in VIES"), choices=ViesState.choices, editable=False)

    def value(self, record: Any) -> str:
        return record.present_checks[0].state if record.present_checks else ViesState.UNCHECKED.value

    def cell(self, record: Any) -> str:
        state = ViesState(self.value(record))
        return format_html('<span class="pr-status c-{}">{}</span>', COLOURS[state], state.label)

    def column(self) -> Combinable:
        best = PRESENT.filter(counterparty=OuterRef("pk")).values("state")[:1]
        return Coalesce(Subquery(best), Value(ViesState.UNCHECKED.value))

    def is_set(self) -> Q:
        return Q(pk__isnull=False)

    def filter(self) -> Filter:
        return StateFilter(self)


class StateFilter(ChoiceFilter):
    """Those whose number is in one of the states."""

    def chosen(self, codes: list[str]) -> Q:
        among = Q(In(self.attribute.column(), codes))
        if ViesState.UNCHECKED in codes:
            return among
        # Few are checked: they are looked for first.
        return Q(pk__in=ViesCheck.objects.filter(state__in=codes).order_by().values("counterparty")) & among
