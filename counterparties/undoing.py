"""What undoing must know of counterparties: who may, what is taken meanwhile, what features say, what follows."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from access.models import Action, User
from counterparties.addresses.linking import link
from counterparties.feature_rights import seen_features
from counterparties.feature_undoing import linking, refuse_links, refuse_values
from counterparties.folding import letter, name_sort
from counterparties.hidden_changes import closed_tables
from counterparties.holders import IDENTIFYING, Identifier, held, holders, identifiers_of
from counterparties.holdings.rules import hold_memberships
from counterparties.models import Address, Counterparty, CounterpartyType, HoldingMember
from counterparties.models.records import SubRecord
from counterparties.querysets import rights_of
from counterparties.saving import CALLED
from counterparties.searching import SEARCHED, refresh_search
from exchange.undoing.models import Outcome
from exchange.undoing.subjects import Noted, Subject, Unit
from history.reading import tracked_model
from history.reversing import becoming
from history.standing import DELETE, UPDATE
from reference.features.attributes import by_key, text_keys
from reference.features.following import follow_names
from reference.file_tabs.reading import interfaces_open_to
from reference.kinds import Kind
from reference.models.features import DataType

TABLE, TICKS = Counterparty._meta.db_table, CounterpartyType._meta.db_table
MEMBERSHIPS = HoldingMember._meta.db_table
ADDRESSES = Address._meta.db_table


class CounterpartyUndoing(Subject):
    """A counterparty with its types, its holdings and the rows of its tabs."""

    model = Counterparty
    ignored = {TABLE: ("kinds",)}

    def parts(self) -> Collection[Any]:
        return (CounterpartyType, HoldingMember, *SubRecord.__subclasses__())

    def may_undo(self, user: User | None) -> bool:
        return user is None or bool(rights_of(user).types[Action.EDIT])

    def alone(self, rows: Sequence[Noted]) -> bool:
        return any(row.action != UPDATE for row in rows) and bool(linking())

    def hold(self, tables: Collection[str]) -> None:
        if MEMBERSHIPS in tables:
            hold_memberships()

    def apart(self, written: Collection[tuple[str, str]]) -> bool:
        return all(table == TICKS or (table, action) == (TABLE, UPDATE) for table, action in written)

    def may_go_ahead(self, units: Sequence[Unit]) -> bool:
        # Numbers and unique values may wander from record to record.
        unique = {f"features.{key}" for key, attribute in by_key().items() if attribute.unique}
        return not any(unit.places(TABLE) & {*IDENTIFYING, "country", *unique} for unit in units)

    def judge(self, units: Sequence[Unit], user: User | None) -> None:
        refuse_forbidden(units, user)
        refuse_archived(units)
        refuse_taken([unit for unit in units if unit.passes], user)
        refuse_values([unit for unit in units if unit.passes], user)
        refuse_links([unit for unit in units if unit.passes], user)

    def label(self, table: str, place: str, user: User | None) -> str:
        column, _dot, key = place.partition(".")
        known = by_key() if user is None else {each.attribute.key: each.attribute for each in seen_features(user)}
        return str(known[key].label) if column == "features" and key in known else ""

    def settle(self, units: Sequence[Unit]) -> None:
        staying = [unit for unit in units if not _goes(unit)]
        _name([unit.pk for unit in staying if "name" in unit.places(TABLE) or unit.row.action == DELETE])
        follow_names(DataType.COUNTERPARTY, [unit.pk for unit in staying if CALLED.intersection(unit.places(TABLE))])
        _type([unit.pk for unit in staying if any(change.table == TICKS for change in unit.changes)])
        texts = {*SEARCHED, *(f"features.{key}" for key in text_keys()), "archived_at"}
        refresh_search(unit.pk for unit in staying if _searched(unit, texts))
        link([change.record_id for unit in staying for change in unit.changes if change.table == ADDRESSES])

    def refusal(self, unit: Unit, constraint: str) -> str:
        for model in (Counterparty, *self.parts()):
            for each in model._meta.constraints:
                if each.name == constraint:
                    return str(each.violation_error_message)
        return ""


def _goes(unit: Unit) -> bool:
    return (TABLE, unit.pk) in unit.added


def _searched(unit: Unit, texts: set[str]) -> bool:
    """Whether something that the search finds changes: one of these places, or a row beside."""
    beside = {change.table for change in unit.changes} - {TABLE, TICKS, MEMBERSHIPS}
    return bool(beside) or unit.row.action == DELETE or bool(unit.places(TABLE) & texts)


def refuse_forbidden(units: Sequence[Unit], user: User | None) -> None:
    """Refuses records that the user may not change (any more), or whose rows he does not see (any more)."""
    if user is None:
        return
    refuse_closed(units, user)
    if rights_of(user).unrestricted(Action.EDIT):
        return
    pks = [unit.pk for unit in units]
    editable = set(Counterparty.objects.visible_to(user, Action.EDIT).filter(pk__in=pks).values_list("pk", flat=True))
    for unit in units:
        if unit.row.action != DELETE and unit.pk not in editable:
            unit.stays(Outcome.FAILED, _("You may not change this counterparty."))


def refuse_closed(units: Sequence[Unit], user: User) -> None:
    """Refuses records with rows in tabs that the user has not in their files."""
    written = {unit.pk: {change.table for change in unit.changes} - {TABLE, TICKS} for unit in units}
    if not any(written.values()):
        return
    kinds = dict(Counterparty.objects.filter(pk__in=written).values_list("pk", "kinds"))
    closed = cache(lambda kinds: closed_tables(interfaces_open_to(user, kinds)))
    for unit in units:
        if hidden := written[unit.pk] & closed(tuple(kinds.get(unit.pk, ()))):
            what = ", ".join(sorted(str(tracked_model(table)._meta.verbose_name_plural) for table in hidden))
            unit.stays(Outcome.FAILED, _("You see no %(what)s in this file: ask your administrator.") % {"what": what})


def refuse_archived(units: Sequence[Unit]) -> None:
    """Nothing in the file of an archived counterparty changes, unless it was archived by the job itself."""
    asked = [unit.pk for unit in units if unit.passes and "archived_at" not in unit.places(TABLE) and not _goes(unit)]
    archived = Counterparty.objects.filter(pk__in=asked).exclude(archived_at=None)
    pks = set(archived.values_list("pk", flat=True))
    for unit in units:
        if unit.pk in pks:
            unit.stays(Outcome.FAILED, _("It is archived: activate it first."))


def refuse_taken(units: Sequence[Unit], user: User | None) -> None:
    """Refuses to give back numbers and codes that somebody else has by now; the reason names him."""
    own = [change for unit in units for change in unit.changes if change.table == TABLE]
    images = becoming(own, (*IDENTIFYING, "country"))
    wanted = {pk: identifiers_of(image) for (_table, pk), image in images.items()}
    found = holders({each for identifiers in wanted.values() for each in identifiers})
    going = {unit.pk for unit in units if _goes(unit)}

    def taken(pk: int, identifier: Identifier) -> bool:
        holder = found.get(identifier)
        # Who gives it away himself, or goes, with the same job is in nobody's way.
        gives = holder in going or (holder in wanted and identifier not in wanted[holder])
        return holder is not None and holder != pk and not gives

    refused = {pk: [each for each in asked if taken(pk, each)] for pk, asked in wanted.items()}
    pks = {found[each] for identifiers in refused.values() for each in identifiers}
    rows = Counterparty.objects.open_to(user)
    seen = rows.only("name", "archived_at").in_bulk(pks) if pks else {}
    for unit in units:
        if identifiers := refused.get(unit.pk):
            reasons = [held(each.value, seen.get(found[each])).messages[0] for each in identifiers]
            unit.stays(Outcome.FAILED, " ".join(reasons))


def _name(pks: Sequence[int]) -> None:
    """Derives the sort key and the letter from the name."""
    names = Counterparty.objects.filter(pk__in=pks).values_list("pk", "name").order_by("pk")
    keys = {pk: name_sort(name) for pk, name in names}
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(
                f"update {TABLE} c set name_sort = n.key, letter = n.letter"
                " from unnest(%s::bigint[], %s::text[], %s::text[]) n(id, key, letter) where c.id = n.id",
                [list(keys), list(keys.values()), list(map(letter, keys.values()))],
            )


def _type(pks: Iterable[int]) -> None:
    """Derives the kinds from the ticked types; the version tells who is editing that the types have changed."""
    wanted = sorted(pks)
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            update {TABLE} c set version = c.version + 1, kinds = array(
                select t.kind from {TICKS} k join reference_type t on t.id = k.type_id
                where k.counterparty_id = c.id group by 1 order by array_position(%s::text[], t.kind::text))
            where c.id = any(%s)""",
            [[kind.value for kind in Kind], wanted],
        )
