"""Addresses as holders of locations: they are counted, moved to the right location, and linked to what they name."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, Count, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.translation import gettext_noop

from counterparties.models import Address
from counterparties.searching import refresh_search
from reference.features.rewriting import JobWork
from reference.holding import hold_definitions
from reference.locations.holders import Holder
from reference.locations.reading import LINKS, Lists, Reading
from reference.models import Location
from reference.models.locations import Level

LINK = "link-addresses"
ROWS_A_CHUNK = 2_000
READ = ("pk", "country", "postal_code", *LINKS, *LINKS.values())


class Addresses(Holder):
    """The addresses of counterparties, archived ones included."""

    def counts(self, ids: Collection[int]) -> Mapping[int, int]:
        found: Counter[int] = Counter()
        for link in LINKS.values():
            rows = Address.objects.filter(**{f"{link}__in": ids}).order_by()
            found.update(dict(rows.values_list(link).annotate(users=Count("pk"))))
        return found

    def url(self) -> str:
        return reverse("link-addresses")

    def counted(self) -> Combinable:
        total: Any = Value(0, output_field=BigIntegerField())
        for link in LINKS.values():
            rows = Address.objects.filter(**{link: OuterRef("pk")}).order_by()
            number = Func(function="count", template="count(*)", output_field=BigIntegerField())
            total = total + Subquery(rows.values(users=number))
        return total

    def held(self, location: Location) -> list[int]:
        rows = Address.objects.filter(**{LINKS[location.level]: location.pk})
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def move(self, ids: Sequence[int], *, was: Location, by: Location) -> None:
        rows = Address.objects.filter(pk__in=ids, **{LINKS[was.level]: was.pk})
        owners = list(rows.order_by("counterparty").values_list("counterparty", flat=True).distinct())
        changes: dict[str, Any] = {LINKS[was.level]: by.pk, was.level: renamed(was.level, was, by)}
        if was.level == Level.SETTLEMENT:
            changes |= _postal_code(was, by)
            _give_area(rows, was, by)
        rows.update(**changes)
        refresh_search(owners)


def renamed(part: str, was: Location, by: Location) -> Combinable:
    """The right name, in English where the address has the English one of the wrong location."""
    latin = When(**{f"{part}__iexact": was.name_en}, then=Value(by.called(latin=True)))
    default = Value(by.called(latin=not was.name_bg))
    return Case(latin, default=default) if was.name_en and was.name_en != was.name_bg else default


def _give_area(rows: QuerySet[Address], was: Location, by: Location) -> None:
    """The area of the right settlement, where the address has that of the wrong one or none."""
    if by.parent is None or by.parent_id == was.parent_id:
        return
    theirs = Q(area="", area_location=None) | Q(area_location=was.parent_id, area_location__isnull=False)
    rows.filter(theirs).update(area_location=by.parent, area=by.parent.called(latin=not by.name_bg))


def _postal_code(was: Location, by: Location) -> dict[str, Any]:
    if not by.postal_code:
        return {}
    follows = [When(postal_code=code, then=Value(by.postal_code)) for code in {"", was.postal_code}]
    return {"postal_code": Case(*follows, default=F("postal_code"))}


def link(pks: Sequence[int]) -> int:
    """Links addresses anew to what their texts name; returns how many are linked otherwise than before."""
    rows = list(Address.objects.filter(pk__in=pks).order_by("pk").values(*READ)) if pks else []
    lists = Lists(rows) if rows else None
    changed = [(row["pk"], links) for row in rows if lists and (links := _links(lists, row)) != _stored(row)]
    if changed:
        columns = list(LINKS.values())
        with connection.cursor() as cursor:
            cursor.execute(
                f"update counterparties_address a set {', '.join(f'{name} = n.{name}' for name in columns)}"
                f" from unnest(%s::bigint[]{', %s::bigint[]' * len(columns)}) n(id, {', '.join(columns)})"
                " where a.id = n.id",
                [
                    [pk for pk, _links in changed],
                    *(list(each) for each in zip(*(each for _pk, each in changed), strict=True)),
                ],
            )
    return len(changed)


def _links(lists: Lists, row: Mapping[str, Any]) -> tuple[int | None, ...]:
    found = Reading(lists, row, str(row["country"])).followed(strict=False)
    return tuple(found[name] for name in LINKS.values())


def _stored(row: Mapping[str, Any]) -> tuple[int | None, ...]:
    return tuple(row[name] for name in LINKS.values())


def link_everywhere(work: JobWork) -> dict[str, Any]:
    """What the job does: it goes through all addresses, and on behind the last one after a crash."""
    last, linked = work.progress.job.result.get("last", 0), work.progress.job.result.get("linked", 0)
    done = work.progress.job.done
    rest = Address.objects.filter(pk__gt=last)
    work.stage(gettext_noop("Looking addresses up in the lists"), expected=done + rest.count(), done=done)
    for pks in _chunks(last):
        with work.transaction():
            hold_definitions()
            linked += link(pks)
            work.keep(last=pks[-1], linked=linked)
        done += len(pks)
        work.step(done)
    return {"linked": linked}


def _chunks(last: int) -> Iterator[list[int]]:
    while pks := list(Address.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:ROWS_A_CHUNK]):
        yield pks
        last = pks[-1]
