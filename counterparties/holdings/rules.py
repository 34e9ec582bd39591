"""What cannot be of a membership: circles, more than the whole of a company. Triggers keep both whoever writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from access.models import User
from counterparties.models import Counterparty, HoldingMember
from reference.kinds import Kind

WHOLE = Decimal(100)
Steps = dict[int, list[tuple[int, date, date]]]
"By id of a member its holdings, with the first and last day."
UP = """
    with recursive up(id, holding_id, days) as (
        select m.id, m.holding_id,
            daterange(m.from_date, m.to_date, '[]') * daterange(%(first)s::date, %(last)s::date, '[]')
        from counterparties_holdingmember m where m.counterparty_id = %(start)s and m.archived_at is null
            and daterange(m.from_date, m.to_date, '[]') && daterange(%(first)s::date, %(last)s::date, '[]')
        union
        select m.id, m.holding_id, up.days * daterange(m.from_date, m.to_date, '[]')
        from up join counterparties_holdingmember m on m.counterparty_id = up.holding_id
        where m.archived_at is null and daterange(m.from_date, m.to_date, '[]') && up.days
    ) select distinct id from up"""


def hold_memberships() -> None:
    """Waits until nobody else writes memberships, and keeps others waiting until the transaction ends.

    The triggers wait for the same. Who locks rows besides asks first: else two who hold what the other wants wait for
    ever.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [HoldingMember._meta.db_table])


def refuse_membership(record: HoldingMember, user: User | None, before: HoldingMember | None = None) -> None:
    """Raises ValidationError by field for a holding that is none, for a circle, for more than the whole."""
    refuse_wrong(record)
    if before is None or before.holding_id != record.holding_id:
        refuse_other_kinds(record.holding)
    Above(record, user).refuse(record.counterparty_id)
    refuse_more_than_the_whole(record)


def refuse_wrong(record: HoldingMember) -> None:
    """Raises ValidationError by field for what is wrong with a membership by itself."""
    constraints = {each.name: str(each.violation_error_message) for each in HoldingMember._meta.constraints}
    if record.holding_id == record.counterparty_id:
        raise ValidationError({"holding": constraints["holding_is_another"]})
    if record.from_date and record.to_date and record.to_date < record.from_date:
        raise ValidationError({"to_date": constraints["membership_ends_after_it_begins"]})
    if record.share is not None and not 0 <= record.share <= 100:
        raise ValidationError({"share": constraints["share_is_a_percentage"]})


def refuse_other_kinds(holding: Counterparty) -> None:
    """Raises ValidationError unless members can belong to it."""
    if Kind.HOLDING not in holding.kinds:
        message = _("“%(name)s” is not of the kind Holding: tick that type in its file first.")
        raise ValidationError({"holding": ValidationError(message, "kind", {"name": holding.name})})


class Above:
    """All that the holding of a membership belongs to, over any number of holdings, at one moment of its days."""

    def __init__(self, record: HoldingMember, user: User | None, steps: Steps | None = None) -> None:
        """`steps` are those above the record, where they are known already."""
        self.user = user
        self.chains: dict[int, list[int]] = {}
        "By id the holdings from that of the membership up to this one."
        start = record.holding_id
        waiting = [(start, record.from_date or date.min, record.to_date or date.max, [start])]
        seen, steps = set(), steps_above(record) if steps is None else steps
        while waiting:
            at, first, last, chain = waiting.pop(0)
            if (at, first, last) in seen:
                continue
            seen.add((at, first, last))
            for holding, begins, ends in steps.get(at, ()):
                days = max(first, begins), min(last, ends)
                if days[0] <= days[1]:
                    self.chains.setdefault(holding, [*chain, holding])
                    waiting.append((holding, *days, [*chain, holding]))

    def refuse(self, member: int) -> None:
        """Raises ValidationError, with the chain in words, where the holding belongs to this member."""
        if not (chain := self.chains.get(member)):
            return
        seen = Counterparty.objects.open_to(self.user).in_bulk(chain)
        names = [seen[pk].name if pk in seen else str(_("one you may not see")) for pk in chain]
        said = {"name": names[0], "member": names[-1], "chain": " → ".join(names)}
        message = _("“%(name)s” belongs to “%(member)s” at that time: a holding cannot belong to its own member.")
        if len(names) > len({"name", "member"}):
            message = _(
                "“%(name)s” belongs to “%(member)s” at that time (%(chain)s): a holding cannot belong to its own"
                " member."
            )
        raise ValidationError({"holding": ValidationError(message, "circle", said)})


def steps_above(record: HoldingMember) -> Steps:
    """By id of a member its holdings with their first and last days, as far as they can be reached; two queries."""
    days = {"start": record.holding_id, "first": record.from_date, "last": record.to_date}
    with connection.cursor() as cursor:
        cursor.execute(UP, days)
        ids = [pk for (pk,) in cursor.fetchall() if pk != record.pk]
    found: Steps = {}
    rows = HoldingMember.objects.filter(pk__in=ids).order_by("pk") if ids else HoldingMember.objects.none()
    for member, holding, first, last in rows.values_list("counterparty_id", "holding_id", "from_date", "to_date"):
        found.setdefault(member, []).append((holding, first or date.min, last or date.max))
    return found


def refuse_more_than_the_whole(record: HoldingMember) -> None:
    """Raises ValidationError where all holdings of the company together would have more than 100 % of it on a day."""
    if not record.share or record.archived_at:
        return
    others = [Span(row.from_date, row.to_date, row.share) for row in beside(record)]
    own = Span(record.from_date, record.to_date, Decimal(record.share))
    if found := beyond_the_whole(own, others):
        raise ValidationError({"share": too_much(record.counterparty.name, *found)})


class Span(NamedTuple):
    """The days of a membership, open ends as None, and its share."""

    first: date | None
    last: date | None
    share: Decimal | None

    @property
    def days(self) -> tuple[date, date]:
        return self.first or date.min, self.last or date.max

    def meets(self, other: Span) -> bool:
        """Whether they have a day in common."""
        return max(self.days[0], other.days[0]) <= min(self.days[1], other.days[1])


def beyond_the_whole(own: Span, others: Iterable[Span]) -> tuple[Decimal, date] | None:
    """What others have on the first day on which there would be more than the whole; None without such a day."""
    beside = [(*other.days, other.share) for other in others if other.share and own.meets(other)]
    begin = own.days[0]
    for day in sorted({begin, *(max(first, begin) for first, _last, _share in beside)}):
        held = sum((share for first, last, share in beside if first <= day <= last), Decimal(0))
        if (own.share or 0) + held > WHOLE:
            return held, day
    return None


def beside(record: HoldingMember) -> QuerySet[HoldingMember]:
    """The other live memberships of the company that share days with this one and say a share."""
    first, last = record.from_date or date.min, record.to_date or date.max
    rows = HoldingMember.objects.live().filter(counterparty=record.counterparty_id, share__gt=0).exclude(pk=record.pk)
    return rows.filter(Q(from_date=None) | Q(from_date__lte=last), Q(to_date=None) | Q(to_date__gte=first))


def too_much(name: str, held: Decimal, day: date) -> ValidationError:
    """The refusal, with what is left of the company."""
    said = {"name": name, "left": percent(max(WHOLE - held, Decimal(0)))}
    if day == date.min:
        message = _("Holdings have the rest of “%(name)s” already: at most %(left)s %% are left.")
        return ValidationError(message, "whole", said)
    message = _("Holdings have the rest of “%(name)s” on %(day)s already: at most %(left)s %% are left.")
    return ValidationError(message, "whole", said | {"day": date_format(day, "SHORT_DATE_FORMAT")})


def percent(share: Decimal) -> str:
    """A share as people write it, without needless noughts."""
    return number_format(share, 0 if share == share.to_integral_value() else 2, use_l10n=True)
