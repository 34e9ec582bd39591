"""The order of what a search finds: exact numbers, then names that begin so, then all the rest, each by folded name.

Up to ten thousand hits are found first and sorted then, by the statement that counts them. More than that are met
along the index of folded names, in which all scripts lie together; where hits are rare in it, all are sorted.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, F, Func, Model, Q, QuerySet, Value, When
from django.db.models.functions import Collate, Concat
from django.db.models.lookups import StartsWith
from django.db.models.sql.where import WhereNode

from counterparties.folding import beginning, whole_number, words
from counterparties.identifiers import compact
from counterparties.likeness import records_with
from counterparties.models.counterparties import BEGINNING, BEGINNING_LENGTH
from counterparties.walking import TABLE, Place, Walk, met_in_table
from screens.hits import EXACT
from screens.keyset import END, Beyond, Keyset, Page

EXACTLY, BEGINS, REST = "012"
"What the sort key of a hit begins with."
WALK, SHORT_WALK = 50_000, 2_000
"Rows that are read along the index of folded names before all hits are sorted instead."
SOME = 200
COMMON, NEAR = 25_000, 10_000
"Records with a word from which on it is looked for among so many rows of the table first, when some hits suffice."
BRIEFLY = 60
"Seconds for which a search that has found more than lists count need not be counted again."
FIRST = f"""
    with hits (id, exactly, beginning) as materialized ({{hits}}), counted as (select count(*) as n from hits)
    select counted.n, found.key, found.id from counted left join lateral (
        select key, id from (
            select case when exactly then '{EXACTLY}' when beginning like %s then '{BEGINS}' else '{REST}' end
                || beginning as key, id
            from hits where counted.n <= {EXACT}
        ) ranked {{behind}} order by key {{order}}, id {{order}} limit %s
    ) found on true"""
# Planned as if all were wanted: for some of them alone the planner would begin to read the table.
SOME_HITS = "with hits (key, id) as materialized ({hits}) select key, id from hits limit %s"
WITH_NUMBER = f"select id from {TABLE} where code = %s or uic = %s or vat_number = %s or lei = %s limit {SOME}"


class EndsWithNumber(Func):
    """Whether a word of the search column ends so: 888123456 is the end of 359888123456."""

    template, arg_joiner, conditional = "(%(expressions)s)", " || ' ' LIKE ", True
    output_field = BooleanField()

    def __init__(self, number: str) -> None:
        super().__init__(F("search"), Value(f"%{number} %"))


class HasNumber(Func):
    """Whether this is the code or an official number of the row.

    A query within the query: indexes answer it once for all rows, and not at all where there are none to ask for.
    """

    conditional, output_field = True, BooleanField()

    def __init__(self, text: str) -> None:
        super().__init__(F("pk"))
        self.text = text

    def as_sql(self, compiler: Any, connection: Any, *_how: Any, **_context: Any) -> tuple[str, tuple]:
        pk, params = compiler.compile(self.source_expressions[0])
        return f"{pk} in ({WITH_NUMBER})", (*params, *_numbers(self.text))


def _numbers(text: str) -> list[str | None]:
    return [text, *[compact(text) or None] * 3]


def _exactly(text: str, same: Q) -> Q:
    """Whose number the text is: of those that are the same, and of those that have it as the end of a longer one."""
    long = whole_number(text)
    return same | Q(EndsWithNumber(long)) if long else same


@dataclass(frozen=True)
class Ranking(Keyset):
    """The order of the hits of one text, as a keyset. `rows` are always those that the text finds."""

    text: str = ""
    number: Q = field(default_factory=Q)
    "Whether the text is the number of a row."
    begins: str = ""
    sought: tuple[str, ...] = ()

    @cached_property
    def exactly(self) -> Q | None:
        """Those whose number the text is, if there may be any: asked once for all statements that depend on it."""
        with connection.cursor() as cursor:
            cursor.execute(WITH_NUMBER, _numbers(self.text))
            same = [pk for (pk,) in cursor.fetchall()]
        return _exactly(self.text, Q(pk__in=same)) if same or whole_number(self.text) else None

    @cached_property
    def common(self) -> bool:
        """Whether it is a single word that very many records have."""
        return len(self.sought) == 1 and records_with(self.sought)[self.sought[0]] >= COMMON

    def page(self, rows: QuerySet, size: int, *, after: str = "", before: str = "") -> Page:
        """The page behind or ahead of a cursor, with the count of all hits; raises ValidationError as others do."""
        falling = bool(before) and not after
        place = self.read(after or before) if (after or before) and not (falling and before == END) else None
        try:
            places, number = self._first(rows, size + 1, place, falling)
        except EmptyResultSet:
            return Page(count=(0, False))
        if number > EXACT:
            places = self._met(rows, size + 1, place, falling)
        page = self.around(_records(rows, places), size, after=after, before=before)
        page.count = min(number, EXACT), number > EXACT
        return page

    def some(self, rows: QuerySet) -> list[Place]:
        """Some of the hits, all of them where they are less than `SOME`."""
        if self.common:
            # The index of words would gather all of them first.
            with suppress(EmptyResultSet):
                if len(found := met_in_table(rows, SOME, length=NEAR)) == SOME:
                    return [((BEGINS if name.startswith(self.begins) else REST) + name, pk) for name, pk in found]
        try:
            hits = rows.order_by().annotate(_key=self.key).values_list("_key", "pk")
            sql, params = hits.query.sql_with_params()
        except EmptyResultSet:
            return []
        with connection.cursor() as cursor:
            cursor.execute(SOME_HITS.format(hits=sql), [*params, SOME])
            return cursor.fetchall()

    def best(self, rows: QuerySet, limit: int, some: list[Place] | None = None) -> list[Model]:
        """The first of the hits, uncounted; where very many are neither the number nor begin so, some of these."""
        if some and len(some) < SOME:
            return _records(rows, sorted(some)[:limit])
        try:
            places = self._met(rows, limit, tiers=(EXACTLY, BEGINS), walk=SHORT_WALK)
        except EmptyResultSet:
            return []
        if len(places) < limit:
            places += self._rest(rows, limit - len(places), some, {pk for _key, pk in places})
        return _records(rows, places)

    def _rest(self, rows: QuerySet, number: int, some: list[Place] | None, best: set[int]) -> list[Place]:
        """Of the hits that are not the best the first by name where these are met soon, else some."""
        if self.common:
            walk = Walk(begins="", behind=None, falling=False, length=SHORT_WALK)
            if len(met := walk.first(self._without(rows, EXACTLY, BEGINS), number)) == number:
                return [(REST + name, pk) for name, pk in met]
        return sorted(place for place in some or self.some(rows) if place[1] not in best)[:number]

    def _first(self, rows: QuerySet, number: int, place: Place | None, falling: bool) -> tuple[list[Place], int]:
        """The hits behind the place and how many there are in all; where that is more than `EXACT` only the number."""
        exactly = ExpressionWrapper(self.number, BooleanField())
        hits = rows.order_by().annotate(_exactly=exactly, _beginning=BEGINNING)
        sql, params = hits.values_list("pk", "_exactly", "_beginning")[: EXACT + 1].query.sql_with_params()
        many = "many-hits-" + sha256(repr((sql, params)).encode()).hexdigest()
        if cache.get(many):
            return [], EXACT + 1
        beyond, order = ("<", "desc") if falling else (">", "asc")
        behind = f"where (key, id) {beyond} (%s, %s)" if place else ""
        with connection.cursor() as cursor:
            cursor.execute(
                FIRST.format(hits=sql, behind=behind, order=order),
                [*params, f"{self.begins}%", *(place or ()), number],
            )
            found = cursor.fetchall()
        if found[0][0] > EXACT:
            cache.set(many, True, BRIEFLY)
        return [(key, pk) for _number, key, pk in found if pk], found[0][0]

    def _met(
        self,
        rows: QuerySet,
        number: int,
        place: Place | None = None,
        falling: bool = False,
        *,
        tiers: tuple[str, ...] = (EXACTLY, BEGINS, REST),
        walk: int = WALK,
    ) -> list[Place]:
        """The hits behind the place, tier by tier."""
        found: list[Place] = []
        for tier in sorted(tiers, reverse=falling):
            passed = place and (tier > place[0][0] if falling else tier < place[0][0])
            if not passed and len(found) < number:
                behind = place if place and place[0][0] == tier else None
                found += self._of_tier(tier, rows, number - len(found), behind, falling, walk)
        return found

    def _of_tier(
        self, tier: str, rows: QuerySet, number: int, place: Place | None, falling: bool, walk: int
    ) -> list[Place]:
        if tier == EXACTLY:
            return self._sorted(rows.filter(self.exactly), number, place, falling) if self.exactly else []
        rows = self._without(rows, *(EXACTLY, BEGINS)[: int(tier)])
        names = Walk(
            begins=self.begins if tier == BEGINS else "",
            behind=(place[0][1:], place[1]) if place else None,
            falling=falling,
            length=walk,
        )
        found, ended = names.hits(rows, number)
        if len(found) == number or ended:
            return [(tier + name, pk) for name, pk in found]
        return self._sorted(rows.filter(self._begin) if tier == BEGINS else rows, number, place, falling)

    @property
    def _begin(self) -> StartsWith:
        return StartsWith(BEGINNING, self.begins)

    def _without(self, rows: QuerySet, *tiers: str) -> QuerySet:
        if EXACTLY in tiers and self.exactly:
            rows = rows.exclude(self.exactly)
        return rows.exclude(self._begin) if BEGINS in tiers else rows

    def _sorted(self, rows: QuerySet, number: int, place: Place | None, falling: bool) -> list[Place]:
        if place:
            text, pk = place
            rows = rows.filter(Beyond(self.key, F("pk"), Value(text), Value(pk), operator="<" if falling else ">"))
        return list(self.ordered(rows, reverse=falling).values_list("_key", "pk")[:number])


def ranking(text: str) -> Ranking:
    """The order of what a text finds."""
    number, begins = _exactly(text, Q(HasNumber(text))), beginning(text)[:BEGINNING_LENGTH]
    tiers = [When(number, then=Value(EXACTLY)), When(StartsWith(BEGINNING, begins), then=Value(BEGINS))]
    key = Collate(Concat(Case(*tiers, default=Value(REST)), BEGINNING), "C")
    return Ranking(key, name="best", text=text, number=number, begins=begins, sought=tuple(words(text)))


def _records(rows: QuerySet, places: list[Place]) -> list[Model]:
    """The records at these places, each with its place in the order as the cursor needs it."""
    of_page = rows.all()
    # They match, as was just seen: asked again, the index of words would be read once more instead of the ids.
    of_page.query.where = WhereNode()
    by_pk = {row.pk: row for row in of_page.filter(pk__in=[pk for _key, pk in places])} if places else {}
    found = []
    for key, pk in places:
        if row := by_pk.get(pk):
            row._key = key
            found.append(row)
    return found
