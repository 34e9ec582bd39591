"""What the summary of a holding tells of its members, members of members included."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, IntegerField, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import Action, User
from counterparties.holdings.attributes import FORMER, TODAY
from counterparties.holdings.levels import members_below
from counterparties.models import ContactPerson, Counterparty, Event, HoldingMember
from counterparties.querysets import InArray, rights_of
from reference.kinds import Kind
from reference.models import Status
from screens.registry import screens

STATUS = ("position", "code", "name_bg", "name_en", "colour")
NO_STATUS = (1_000_000, "-", "", "")
"Stands behind all others; the sign is that of the filter for those without."


@dataclass(frozen=True)
class Figure:
    """A number; `url` leads to the list of exactly those, "" where there is none."""

    label: str
    number: int
    url: str = ""
    icon: str = ""
    colour: str = ""


def figures_of(holding: Counterparty, user: User) -> dict[str, list[Figure]]:
    """The figures under their headings; two queries."""
    seen = HoldingMember.objects.visible_to(user)
    below = members_below(seen.current(), [holding.pk])
    members = Counterparty.objects.visible_to(user).live().filter(InArray(F("pk"), below))
    kinds, statuses = by_kind_and_status(members)
    numbers = numbers_of(holding, seen, below, user)
    whole, events = rights_of(user).kinds[Action.SEE], screens["all-events"]
    return {
        "members": [
            Figure(_("Members today"), numbers["direct"], tab_url(holding, TODAY)),
            Figure(_("Former members"), numbers["former"], tab_url(holding, FORMER)),
            Figure(_("With members of members"), statuses.total(), list_url(holding)),
        ],
        "kinds": [
            Figure(kind.plural, kinds[kind.value], list_url(holding, kind), icon=kind.icon)
            for kind in Kind
            if kind in whole and kinds[kind.value]
        ],
        "statuses": [
            Figure(name, number, list_url(holding, status=code), colour=colour)
            for (_place, code, name, colour), number in sorted(statuses.items())
        ],
        "of_members": [
            *([Figure(_("Contact persons"), numbers["people"])] if screens["contact-persons"].is_open(user) else []),
            *([Figure(_("Planned events"), numbers["events"], events_url(holding))] if events.is_open(user) else []),
        ],
    }


def by_kind_and_status(members: Any) -> tuple[Counter[str], Counter[tuple[int, str, str, str]]]:
    """How many are of each kind, and how many have each status: its place, code, name and colour."""
    kinds: Counter[str] = Counter()
    statuses: Counter[tuple[int, str, str, str]] = Counter()
    columns = [f"status__{name}" for name in STATUS]
    for number, own, *values in (
        members.order_by().values("kinds", *columns).annotate(n=Count("pk")).values_list("n", "kinds", *columns)
    ):
        kinds.update(dict.fromkeys(own, number))
        status = Status(**dict(zip(STATUS, values, strict=True)))
        known = (status.position, status.code, str(status), status.colour) if status.code else NO_STATUS
        statuses[known[0], known[1], known[2] or _("Without a status"), known[3]] += number
    return kinds, statuses


def numbers_of(holding: Counterparty, seen: Any, below: Any, user: User) -> dict[str, int]:
    """Those who belong to it today and did once, people and events of all below; one query."""
    own = seen.live().filter(holding=holding)
    now = seen.current().filter(holding=holding)
    # Memberships, as the list has them: also an earlier one of a company that has come back.
    former = own.filter(to_date__lt=timezone.localdate())
    people = ContactPerson.objects.visible_to(user).in_tab("contact-persons", user).live()
    # Those of the list that `events_url` leads to.
    events = Event.objects.visible_to(user).live().filter(stage=Event.Stage.PLANNED)
    asked = {
        "direct": number(now, "counterparty"),
        "former": number(former),
        "people": number(people.filter(InArray(F("counterparty"), below))),
        "events": number(events.filter(InArray(F("counterparty"), below))),
    }
    return dict(Counterparty.objects.filter(pk=holding.pk).annotate(**asked).values(*asked).get())


def number(rows: Any, of: str = "pk") -> Combinable:
    """The number of different values in these rows, as a part of another query."""
    one = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count(of, distinct=True)).values("n")
    return Coalesce(Subquery(one, output_field=IntegerField()), Value(0))


def list_url(holding: Counterparty, kind: Kind | None = None, **filters: str) -> str:
    name = f"counterparties-{kind.value}-list" if kind else "counterparties-list"
    return f"{reverse(name)}?{urlencode({'holding': holding.code} | filters)}"


def events_url(holding: Counterparty) -> str:
    return f"{reverse('all-events-list')}?{urlencode({'holding': holding.code, 'stage': Event.Stage.PLANNED.value})}"


def tab_url(holding: Counterparty, standing: str) -> str:
    return f"{reverse('members-list', args=[holding.pk])}?standing={standing}"
