"""Holding memberships from a file of their own: each row names the company and the holding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.values import Attribute
from counterparties.archiving import archived
from counterparties.holdings.rules import (
    Span,
    beyond_the_whole,
    hold_memberships,
    refuse_other_kinds,
    refuse_wrong,
    too_much,
)
from counterparties.models import Counterparty, HoldingMember
from counterparties.sub_importing.ancestors import Ancestors
from counterparties.sub_importing.judging import Judged, Owner, SubSet, compared, defaults_of
from counterparties.sub_importing.kinds import SubKind
from counterparties.sub_importing.matching import Row, meant
from counterparties.sub_importing.owners import Owners, lock
from counterparties.sub_importing.session import SubRecordSession
from counterparties.sub_importing.writing import OWNER
from exchange.coming import TABLE as COMING
from exchange.coming import ask
from exchange.mapping import ColumnMapping
from exchange.targets import Candidate
from reference.kinds import Kind

HOLDING = "holding"
"The option with the code of the holding that all rows belong to, where the import begins in its file."
FIELDS = ("from_date", "to_date", "share")


@dataclass(frozen=True)
class Memberships(SubKind):
    """Rows that stand in the files of both ends."""

    @property
    def tabs(self) -> Sequence[str]:
        return (self.slug, "members")


MEMBERSHIP = Memberships("membership", "holdings", HoldingMember, ())


class Holdings(Owners):
    """The holdings that rows name: who sees one may say who belongs to it."""

    prefix = f"{HOLDING}."
    unnamed = gettext_lazy("Say by code, UIC, VAT number or LEI which holding it is.")
    changes = False


class MembershipSet(SubSet):
    """The columns of a membership, those that name its holding among them."""

    def name_of(self, field: str) -> str:
        naming = (name for name in self.mapped if name.startswith(Holdings.prefix))
        return next(naming, Holdings.prefix + "code") if field == HOLDING else field


class MembershipSession(SubRecordSession):
    """One run: no row makes a circle, or gives holdings more than the whole of a company."""

    sets = MembershipSet
    alone = True
    words: Mapping[str, str | Promise] = {"membership": gettext_lazy("The same membership")}

    def __init__(
        self, kind: SubKind, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]
    ) -> None:
        super().__init__(kind, user, mapping, attributes)
        self.holdings = Holdings(user, mapping.options.get(HOLDING, ""))

    def hold(self) -> None:
        hold_memberships()

    def outdated(self) -> list[int]:
        """Those too whose holding was archived since, or is none any more."""
        holding = "(w.work -> 'values' ->> 'holding_id')::bigint"
        ask(
            f"select from counterparties_counterparty where id in (select {OWNER} from {COMING} w union"
            f" select {holding} from {COMING} w) order by id for no key update"
        )
        closed = ask(
            f"select w.line from {COMING} w join counterparties_counterparty c on c.id = {holding}"
            " where w.outcome = 'created' and (c.archived_at is not null or not c.kinds @> %s::varchar[])",
            [[Kind.HOLDING.value]],
        )
        return [*super().outdated(), *(line for (line,) in closed)]

    def read_owners(self, candidates: Sequence[Candidate]) -> list[int | ValidationError]:
        values = [each.values for each in candidates]
        companies, holdings = self.owners.match(values), self.holdings.match(values)
        if self.locking:
            lock({pk for _values, pks in (*companies, *holdings) for pk in pks})
        lines = (each.line for each in candidates)
        self.holding_of = dict(zip(lines, self.holdings.told(holdings), strict=True))
        return self.owners.told(companies)

    def prepare(self, candidates: Sequence[Candidate], rows: Mapping[int, list[Row]]) -> None:
        self.ancestors = Ancestors([pk for pk in self.holding_of.values() if isinstance(pk, int)])

    def refuse_closed(self, candidate: Candidate, owner: Owner) -> None:
        holding, kinds = self._holding(candidate), self.open.kinds["members"]
        if kinds is not None and not kinds & set(self.holdings.found[holding].kinds):
            kinds = self.open.kinds[self.kind.slug]
            if kinds is not None and owner.kinds and not kinds & set(owner.kinds):
                super().refuse_closed(candidate, owner)

    def judged(self, candidate: Candidate, pk: int, rows: list[Row], taken: set[int]) -> Judged:
        values = candidate.values
        given = {name: values[name] for name in FIELDS if name in values} | {"holding_id": self._holding(candidate)}
        try:
            stored = meant(self.kind, given, rows, taken)
            found = compared(self.kind, stored, (stored or defaults_of(HoldingMember)) | given)
            if found.values:
                self._refuse(found, pk, [row for row in rows if row is not stored and row["archived_at"] is None])
        except ValidationError as error:
            raise self.columns.by_attribute(error) from error
        return found

    def keep_in_mind(self, judged: Judged, candidate: Candidate, rows: list[Row]) -> None:
        if judged.values:
            self.ancestors.add(candidate.work["owner"], judged, candidate.line)
            if judged.stored:
                rows[rows.index(judged.stored)] = judged.whole

    def keys(self, judged: Judged, pk: int) -> list[str]:
        return [f"membership:{pk}:{judged.whole['holding_id']}:{judged.whole['from_date']}"]

    def _holding(self, candidate: Candidate) -> int:
        holding = self.holding_of[candidate.line]
        if isinstance(holding, ValidationError):
            raise holding
        return holding

    def _refuse(self, found: Judged, pk: int, others: list[Row]) -> None:
        """Raises ValidationError by field, as the form does; `others` are the company's other live memberships."""
        whole = found.whole
        holding = self.holdings.found[whole["holding_id"]]
        record = HoldingMember(counterparty_id=pk, **{name: whole[name] for name in ("holding_id", *FIELDS)})
        if holding.archived:
            raise ValidationError({HOLDING: archived(holding.name)})
        refuse_other_kinds(Counterparty(name=holding.name, kinds=list(holding.kinds)))
        refuse_wrong(record)
        own = span_of(whole)
        for row in others:
            if row["holding_id"] == whole["holding_id"] and own.meets(span_of(row)):
                raise ValidationError({"from_date": overlapping(row)})
        self.ancestors.refuse(record, self.user, found.stored)
        if own.share and (beyond := beyond_the_whole(own, map(span_of, others))):
            raise ValidationError({"share": too_much(self.owners.found[pk].name, *beyond)})


def span_of(row: Mapping[str, Any]) -> Span:
    """The days and the share of a row."""
    return Span(row["from_date"], row["to_date"], row["share"])


def overlapping(row: Row) -> str:
    """Which other membership stands in the way, and what to do."""
    first, last = (date_format(day, "SHORT_DATE_FORMAT") if day else "…" for day in (row["from_date"], row["to_date"]))
    told = _(
        "It belongs to this holding already (%(first)s – %(last)s): correct the days, or give that first day to"
        " change that membership."
    )
    return told % {"first": first, "last": last}
