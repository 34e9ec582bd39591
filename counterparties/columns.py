"""The attributes of a counterparty that are more than a field of its table."""

from collections.abc import Collection, Iterable
from copy import copy
from functools import cached_property
from html import escape
from typing import Any, cast

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, Func, OuterRef, Prefetch, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Collate, Concat, Lower, NullIf, Right
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_filters import Filter

from access.models import Action, User
from attributes.choices import CodeFilter, Reference
from attributes.fields import NeededField
from attributes.many import ManyReferences
from attributes.sql_texts import Joined, Mapped, Words
from attributes.values import Attribute
from counterparties.accounts import spaced
from counterparties.holding_filter import HoldingFilter
from counterparties.identifiers import MASK, SHOWN_DIGITS, masked
from counterparties.models import Counterparty, CounterpartyType, HoldingMember
from counterparties.querysets import rights_of, visible_kinds
from reference.kinds import Kind
from reference.models import Status, Type
from reference.statuses import statuses
from reference.tree import types as type_tree


class Name(Attribute):
    """The name, with the alias below it unless that has a column; lists sort by the derived key."""

    alone = False
    field_type = NeededField  # of a natural person it follows from its parts

    def beside(self, names: Collection[str]) -> Attribute:
        if "alias" not in names:
            return self
        without = copy(self)
        without.alone = True
        return without

    def cell(self, record: Any) -> SafeString:
        # Every row has it: format_html would cost more than half of the row.
        sub = f'<span class="pr-sub">{escape(record.alias)}</span>' if record.alias and not self.alone else ""
        return SafeString(f'<span class="pr-clip">{escape(record.name)}</span>{sub}')

    def order_by(self) -> Combinable:
        return F("name_sort")


class Code(Attribute):
    cell_class = "id"

    def order_by(self) -> Combinable:
        return F("code")


class OfficialNumber(Attribute):
    """An official number."""

    cell_class = "id nowrap"


class Iban(Attribute):
    """An IBAN, shown in groups of four."""

    cell_class = "id nowrap"

    def show(self, value: str) -> str:
        return spaced(value)


class Person(Attribute):
    """The whole name of a contact person."""

    def value(self, record: Any) -> str:
        return str(record)

    def cell(self, record: Any) -> SafeString:
        main = format_html(' <span class="pr-kind">{}</span>', _("Main")) if record.main else ""
        return format_html("{}{}", record, main)

    def exported(self) -> Combinable:
        return Words(*(NullIf(F(name), Value("")) for name in ("first_name", "middle_name", "last_name")))

    def order_by(self) -> Combinable:
        return Lower(Concat("last_name", Value(" "), "first_name"))


class StatusAttribute(Reference):
    """The status: a stopped one stays where it is, but is not newly chosen."""

    def __init__(self, name: str, label: Any, **options: Any) -> None:
        super().__init__(name, label, rows=lambda: Status.objects.order_by("position"), **options)
        self.related = ()

    @cached_property
    def by_id(self) -> dict[int, Status]:
        """The statuses, asked for once in the life of the attribute."""
        return statuses()

    @cached_property
    def by_code(self) -> dict[str, Status]:  # type: ignore[override]  # statuses alone
        return {status.code: status for status in self.by_id.values()}

    def value(self, record: Any) -> Status | None:
        # One that is newer than the attribute is asked for.
        return self.by_id.get(record.status_id) or record.status

    def order_by(self) -> Combinable:
        """As people have arranged them; without a status first."""
        return Coalesce(F(f"{self.name}__position"), Value(0))

    def cell_of(self, value: Status | None) -> str:
        return format_html('<span class="pr-status c-{}">{}</span>', value.colour, value) if value else ""


class Types(ManyReferences):
    """The ticked nodes of the type tree that the user may see. The filter includes what lies under a node."""

    def __init__(
        self, name: str, label: Any, *, user: User | None, kind: Kind | None = None, action: Action = Action.SEE
    ) -> None:
        super().__init__(name, label, rows=lambda: Type.objects.order_by("position"))
        self.user, self.kind, self.action, self.prefetched = user, kind, action, ()
        self.ticked: dict[int, list[Type]] = {}

    @cached_property
    def by_code(self) -> dict[str, Type]:  # type: ignore[override]  # types alone, which a request reads once
        return {node.code: node for node, _level in type_tree().walk()}

    def prepare(self, records: Iterable[Any]) -> None:
        """Reads the ticked nodes of these records: their ids alone, for the tree is in memory."""
        self.ticked = {record.pk: [] for record in records}
        nodes = type_tree().by_id
        ticked = CounterpartyType.objects.filter(counterparty__in=self.ticked).values_list("counterparty", "type")
        # One that is newer than the tree is nobody's to see yet, as in his rights.
        known = [(nodes[node], pk) for pk, node in ticked if node in nodes]
        for node, pk in sorted(known, key=lambda each: each[0].position):
            self.ticked[pk].append(node)

    def value(self, record: Any) -> list[Type]:
        """The ticked nodes; of a new record those that its form begins with."""
        ticked = self.ticked.get(record.pk)
        if ticked is None:
            ticked = record.types.all() if record.pk else getattr(record, "ticked", [])
        return [node for node in ticked if self.sees(node)]

    def sees(self, node: Type) -> bool:
        """Whether the user may see that somebody is of this type, or tick it."""
        return self.user is None or node.pk in rights_of(self.user).types[self.action]

    def exported(self) -> Combinable:
        codes = {pk: node.code for pk, node in type_tree().by_id.items() if self.sees(node)}
        ticked = CounterpartyType.objects.filter(counterparty=OuterRef("pk"), type__in=list(codes))
        code = Mapped(codes, F("type_id"))
        return Joined(ArraySubquery(ticked.order_by(Collate(code, "C")).values_list(code)), f"{self.separator} ")

    def filter(self) -> Filter:
        return TypeFilter(self)

    def form_field(self) -> forms.Field:
        nodes = [(row, level) for row, level in type_tree().walk() if self.sees(row)]
        return TypesField(nodes, label=self.label, required=self.required, help_text=self.help_text)


class TypesField(forms.MultipleChoiceField):
    """The type tree as boxes to tick."""

    def __init__(self, nodes: list[tuple[Type, int]], **options: Any) -> None:
        self.by_pk = {str(row.pk): row for row, _level in nodes}
        choices = [(str(row.pk), "\u2003" * level + str(row)) for row, level in nodes]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **options)

    def prepare_value(self, value: Any) -> list[str]:
        return [str(getattr(row, "pk", row)) for row in value or ()]

    def clean(self, value: Any) -> list[Type]:
        return [self.by_pk[pk] for pk in super().clean(value)]


class TypeFilter(CodeFilter):
    @property
    def codes(self) -> dict[str, str]:
        types = self.attribute
        rows = [
            (row, level) for row, level in type_tree().walk() if types.kind in (None, row.kind) and types.sees(row)
        ]
        return {row.code: "\u2003" * level + str(row) for row, level in rows}

    def among(self, rows: list[Type]) -> Q:
        roots = [row.kind for row in rows if row.parent_id is None]
        under = type_tree().descendants(row.pk for row in rows if row.parent_id is not None)
        ticked = CounterpartyType.objects.filter(counterparty=OuterRef("pk"), type_id__in=under)
        by_kind = Q(kinds__overlap=roots) if len(roots) > 1 else Q(kinds__contains=roots)
        return (by_kind if roots else Q()) | (Q(Exists(ticked)) if under else Q())


class Kinds(Attribute):
    """What the counterparty is to us, as icons; it follows from the types."""

    cell_class = "nowrap"

    def __init__(self, name: str, label: Any, *, user: User | None) -> None:
        super().__init__(name, label, editable=False)
        self.user = user
        if user and not rights_of(user).unrestricted(Action.SEE):
            self.prefetched = ("types",)

    def value(self, record: Any) -> list[str]:
        return record.kinds if self.user is None else [kind.value for kind in visible_kinds(self.user, record)]

    def cell_of(self, value: Iterable[str]) -> SafeString:
        return format_html_join(
            "",
            '<span class="pr-kind icon" title="{0}"><i class="ti ti-{1}" aria-hidden="true"></i>'
            '<span class="visually-hidden">{0}</span></span>',
            ((Kind(kind).label, Kind(kind).icon) for kind in value),
        )

    def format(self, value: list[str] | None) -> str:
        return ", ".join(value or ())

    def exported(self) -> Combinable:
        if not self.prefetched:
            return Joined(F("kinds"), ", ")
        return Joined(Func(*map(self._seen, Kind), template="array[%(expressions)s]"), ", ")

    def _seen(self, kind: Kind) -> Combinable:
        """The kind, of those whom the user may know to be of it."""
        rows = Counterparty.objects.filter(pk=OuterRef("pk")).seen_as(kind, cast(User, self.user))
        return Case(When(Exists(rows), then=Value(kind.value)))

    def show(self, value: list[str] | None) -> str:
        return ", ".join(str(Kind(kind).label) for kind in value or ())


class Holding(Attribute):
    """The holdings that the counterparty belongs to today; `of` is the foreign key to it in rows of tabs."""

    def __init__(self, name: str, label: Any, user: User | None, *, of: str = "pk") -> None:
        super().__init__(name, label, editable=False)
        self.user, self.of = user, of
        seen = HoldingMember.objects.open_to(user)
        self.today = seen.current().order_by("holding_id")
        path = "holdings" if of == "pk" else f"{of}__holdings"
        self.prefetched = (Prefetch(path, self.today.select_related("holding"), to_attr="current_holdings"),)

    def value(self, record: Any) -> list[Counterparty]:
        owner = record if self.of == "pk" else getattr(record, self.of)
        return [member.holding for member in owner.current_holdings]

    def format(self, value: list[Counterparty] | None) -> str:
        return ", ".join(holding.code for holding in value or ())

    def exported(self) -> Combinable:
        codes = self.today.filter(counterparty=OuterRef(self.of)).values("holding__code")
        return Joined(ArraySubquery(codes), ", ")

    def show(self, value: list[Counterparty] | None) -> str:
        return ", ".join(holding.name for holding in value or ())

    def filter(self) -> Filter:
        seen = Counterparty.objects.visible_to(self.user) if self.user else Counterparty.objects.none()
        return HoldingFilter(self, rows=seen.of_kind(Kind.HOLDING), lookup="counterparties-holding")


class Identifier(OfficialNumber):
    """UIC or personal number; of a person only the last digits are shown in lists."""

    def cell(self, record: Any) -> str:
        if record.uic and record.person_kind == "natural":
            return masked(record.uic)
        if not record.uic and record.foreign:
            return format_html('<span class="muted">{}</span>', _("Foreign"))
        return str(record.uic)

    def order_by(self) -> Combinable:
        # The cursor of a page holds the key, and anybody can read it there: it says no more than the cell.
        of_person = Concat(Value(MASK), Right("uic", SHOWN_DIGITS))
        person = Q(person_kind="natural", uic__gt="")
        return Case(When(person, then=of_person), default=Lower("uic"))


class Company(Reference):
    """Another counterparty."""

    def order_by(self) -> Combinable:
        return F(f"{self.name}__name_sort")
