"""The attributes that the list of all addresses has beside those of the tab: its owner's, and the days it holds."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import Case, F, OuterRef, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Collate, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import Filter

from access.models import Action, User
from attributes.choices import CodeFilter
from attributes.days import Date
from attributes.filtering import AttributeFilter, Given, Part, TextFilter
from attributes.sql_texts import Day, Joined, Mapped
from attributes.values import Attribute
from counterparties.address_columns import Settlement
from counterparties.columns import StatusAttribute, TypeFilter, Types
from counterparties.models import Counterparty, CounterpartyType
from reference.models import Status, Type
from reference.tree import types as type_tree


class OwnerStatus(StatusAttribute):
    """The status of the counterparty."""

    def __init__(self) -> None:
        super().__init__("status", gettext_lazy("Status"), editable=False)
        self.prefetched = ("counterparty",)

    def value(self, record: Any) -> Status | None:
        return super().value(record.counterparty)

    def exported(self) -> Combinable:
        return F("counterparty__status__code")

    def is_set(self) -> Q:
        return Q(counterparty__status__isnull=False)

    def filter(self) -> Filter:
        return OwnerStatusFilter(self)


class OwnerStatusFilter(CodeFilter):
    def among(self, rows: list[Any]) -> Q:
        return Q(counterparty__status__in=[row.pk for row in rows])


class OwnerTypes(Types):
    """The types of the counterparty that the user may see; its kinds are the roots of them."""

    def __init__(self, user: User | None) -> None:
        super().__init__("types", gettext_lazy("Types"), user=user, action=Action.SEE)
        self.editable, self.prefetched = False, ("counterparty",)

    def prepare(self, records: Iterable[Any]) -> None:
        super().prepare([record.counterparty for record in records])

    def value(self, record: Any) -> list[Type]:
        return super().value(record.counterparty)

    def exported(self) -> Combinable:
        codes = {pk: node.code for pk, node in type_tree().by_id.items() if self.sees(node)}
        ticked = CounterpartyType.objects.filter(counterparty=OuterRef("counterparty_id"), type__in=list(codes))
        code = Mapped(codes, F("type_id"))
        return Joined(ArraySubquery(ticked.order_by(Collate(code, "C")).values_list(code)), f"{self.separator} ")

    def is_set(self) -> Q:
        return Q(counterparty__types__isnull=False)

    def filter(self) -> Filter:
        return OwnerTypeFilter(self)


class OwnerTypeFilter(TypeFilter):
    def condition(self, asked: Any) -> Q:
        return Q(counterparty__in=Counterparty.objects.filter(super().condition(asked)))


class Holds(Attribute):
    """From when to when the address holds, as an interval of ISO 8601; the filter asks for one day."""

    cell_class = "nowrap"

    def __init__(self) -> None:
        super().__init__("holds", gettext_lazy("Holds"), editable=False)

    def value(self, record: Any) -> tuple[Any, Any]:
        return record.valid_from, record.valid_to

    def format(self, value: Any) -> str:
        begins, ends = (day.isoformat() if day else "" for day in value)
        return f"{begins}/{ends}" if begins or ends else ""

    def show(self, value: Any) -> str:
        day = Date("day", "")
        begins, ends = (day.show(each) for each in value)
        return f"{begins} – {ends}" if begins and ends else self._open(begins, ends)

    def _open(self, begins: str, ends: str) -> str:
        if begins:
            return _("from %(day)s") % {"day": begins}
        return _("until %(day)s") % {"day": ends} if ends else ""

    def exported(self) -> Combinable:
        nothing = Value("", output_field=TextField())
        begins, ends = (Coalesce(Day(F(name)), nothing) for name in ("valid_from", "valid_to"))
        never = Q(valid_from=None, valid_to=None)
        return Case(When(never, then=nothing), default=Concat(begins, Value("/"), ends, output_field=TextField()))

    def filter(self) -> Filter:
        return DayItHolds(self)


class DayItHolds(AttributeFilter):
    """The addresses that hold on one day."""

    codes: dict[str, str] = {}

    def read(self, given: Given) -> Any:
        if len(given[""]) > 1:
            raise ValidationError(_("Say one day."))
        return Date("day", "").clean(given[""][0])

    def condition(self, asked: Any) -> Q:
        began = Q(valid_from=None) | Q(valid_from__lte=asked)
        return began & (Q(valid_to=None) | Q(valid_to__gte=asked))

    def parts(self, name: str, given: Given) -> list[Part]:
        text = next(iter(given[""]), "")
        try:
            said = Date("day", "").show(Date("day", "").clean(text))
        except ValidationError:
            said = text
        return [Part("date", name, text, str(_("On the day")), bool(text), said)]


class InSettlement(Settlement):
    """The settlement, which nearly every address has: the filter asks for its name only."""

    def filter(self) -> Filter:
        return NameFilter(self)


class NameFilter(TextFilter):
    codes: dict[str, str] = {}
