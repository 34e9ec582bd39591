"""What is done with many counterparties together beside giving them values: archived, brought back, in a holding."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from access.models import Action, User
from attributes.numbers import number_in
from attributes.remote import RemoteSelect
from counterparties.archiving import archived
from counterparties.bulk_archiving import activate_set, archive_set
from counterparties.holdings.rules import Above, hold_memberships, refuse_other_kinds
from counterparties.models import Counterparty, HoldingMember
from exchange.bulk.deeds import Deed
from exchange.models import Outcome
from exchange.targets import Candidate, Fault
from reference.kinds import Kind


class MembershipDeed(Deed):
    """Writes memberships, if only those that come and go with an end."""

    def hold(self) -> None:
        hold_memberships()


class Archiving(MembershipDeed):
    """Archives the counterparties."""

    name, label = "archived_at", gettext_lazy("Archive")
    action, asks = Action.ARCHIVE, False

    def judge(self, candidates: Sequence[Candidate]) -> None:
        live = {pk for pk, (_name, archived_at) in stored(candidates).items() if archived_at is None}
        today = date_format(timezone.localdate(), "SHORT_DATE_FORMAT")
        for candidate in candidates:
            tell(candidate, candidate.record_id in live, {self.name: ["", today]})

    def carry_out(self, ids: Sequence[int]) -> None:
        archive_set(ids)


class Activating(MembershipDeed):
    """Brings archived counterparties back."""

    name, label = "archived_at", gettext_lazy("Activate")
    action, asks = Action.ARCHIVE, False
    refusing = (HoldingMember,)

    def judge(self, candidates: Sequence[Candidate]) -> None:
        since = {pk: archived_at for pk, (_name, archived_at) in stored(candidates).items() if archived_at}
        for candidate in candidates:
            day = since.get(candidate.record_id or 0)
            text = date_format(timezone.localdate(day), "SHORT_DATE_FORMAT") if day else ""
            tell(candidate, bool(day), {self.name: [text, ""]})

    def carry_out(self, ids: Sequence[int]) -> None:
        activate_set(ids)


class HoldingDeed(MembershipDeed):
    """What joining and leaving have in common: the holding."""

    name = "holding"
    refusing = (HoldingMember,)
    joins: bool

    def __init__(self, user: User | None, text: str) -> None:
        super().__init__(user, text)
        self.others = [number_in(text) or 0]
        self.holding = self.read()
        refuse_other_kinds(self.holding)

    def read(self) -> Counterparty:
        rows = Counterparty.objects.open_to(self.user)
        if found := rows.filter(pk=self.others[0]).first():
            return found
        raise ValidationError(_("There is no such holding any more."))

    @classmethod
    def field(cls, user: User) -> forms.Field:
        rows = Counterparty.objects.visible_to(user).of_kind(Kind.HOLDING).live()
        widget = RemoteSelect("counterparties-holding")
        return forms.ModelChoiceField(rows, label=_("Holding"), required=False, widget=widget)

    def show(self) -> str:
        return str(self.holding)

    def current(self, ids: Collection[int]) -> Any:
        """Today's memberships of these counterparties in the holding."""
        return HoldingMember.objects.current().filter(holding=self.holding, counterparty__in=ids)

    def judge(self, candidates: Sequence[Candidate]) -> None:
        self.holding = self.read()
        found = stored(candidates)
        members = set(self.current(found).values_list("counterparty_id", flat=True))
        self.prepare(found)
        for candidate in candidates:
            pk = candidate.record_id or 0
            tell(candidate, self.joins != (pk in members), {self.name: self.texts()})
            if candidate.outcome == Outcome.UPDATED:
                try:
                    self.refuse(pk, *found[pk])
                except ValidationError as error:
                    candidate.faults.append(Fault("", "", " ".join(error.messages)))

    def texts(self) -> list[str]:
        """The old text and the new one of everybody's holding, as far as this deed goes."""
        return ["", self.show()] if self.joins else [self.show(), ""]

    def prepare(self, ids: Collection[int]) -> None:
        """Reads what refusing some of these needs."""

    def refuse(self, pk: int, name: str, archived_at: datetime | None) -> None:
        """Raises ValidationError where the rules of memberships do."""
        if archived_at is not None:
            raise archived(name)


class Joining(HoldingDeed):
    """Makes the counterparties members of a holding from today on."""

    label, joins = gettext_lazy("Join"), True

    def prepare(self, ids: Collection[int]) -> None:
        today = timezone.localdate()
        later = HoldingMember.objects.live().filter(holding=self.holding, counterparty__in=ids, from_date__gt=today)
        self.later = set(later.values_list("counterparty_id", flat=True))
        self.above = Above(HoldingMember(holding=self.holding, from_date=today), self.user)

    def refuse(self, pk: int, name: str, archived_at: datetime | None) -> None:
        super().refuse(pk, name, archived_at)
        if self.holding.archived_at is not None:
            raise archived(self.holding.name)
        if pk == self.holding.pk:
            raise ValidationError(_("A holding is not its own member."))
        self.above.refuse(pk)
        if pk in self.later:
            raise ValidationError(_("It becomes a member of this holding at a later day: change that in its file."))

    def carry_out(self, ids: Sequence[int]) -> None:
        today = timezone.localdate()
        HoldingMember.objects.bulk_create(
            HoldingMember(holding=self.holding, counterparty_id=pk, from_date=today) for pk in ids
        )


class Leaving(HoldingDeed):
    """Ends today's memberships in a holding; one that began only today was none."""

    label, joins = pgettext_lazy("holding", "Leave"), False

    def carry_out(self, ids: Sequence[int]) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        members, begun = self.current(ids), Q(from_date=None) | Q(from_date__lte=yesterday)
        members.exclude(begun).update(archived_at=timezone.now())
        members.filter(begun).update(to_date=yesterday)


def stored(candidates: Sequence[Candidate]) -> dict[int, tuple[str, datetime | None]]:
    """By id the name of each, and since when it is archived."""
    rows = Counterparty.objects.filter(pk__in=[candidate.record_id for candidate in candidates]).order_by()
    return {pk: (name, archived_at) for pk, name, archived_at in rows.values_list("pk", "name", "archived_at")}


def tell(candidate: Candidate, changes: bool, texts: dict[str, list[str]]) -> None:
    """Sets what becomes of a candidate."""
    candidate.outcome = Outcome.UPDATED.value if changes else Outcome.SAME.value
    candidate.changes = texts if changes else {}


DEEDS: dict[str, type[Deed]] = {"join": Joining, "leave": Leaving, "archive": Archiving, "activate": Activating}
