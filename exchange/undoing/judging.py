"""Says of a chunk of records whether they can be taken back: unchanged since, allowed, and nothing refers to them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from access.models import User
from exchange.undoing.models import Outcome, Undoing, UndoneRow
from exchange.undoing.subjects import Edit, Noted, Subject, Unit, subject_of, wholes
from history.reading import label_of, tracked_model
from history.reversing import Reference, missing, references
from history.standing import DELETE, Row, by_row, edited, editors, others_of, written
from reference.rights import renewed

NAMED = 3
"References that a reason names; the others are counted."


class Judging:
    """Judges chunk after chunk; `runs` are the names in the history under which the job has written."""

    def __init__(self, undoing: Undoing, runs: Sequence[str], *, writing: bool) -> None:
        self.undoing, self.runs, self.writing = undoing, runs, writing
        self.user: User | None = undoing.user

    def read(self, rows: Sequence[Noted]) -> list[Unit]:
        """The records with what the job wrote of them; where it is to be taken back, they are locked."""
        units = [unit for table, own in _by_table(rows).items() for unit in self._read(table, own)]
        return sorted(units, key=lambda unit: unit.row.position)

    def judge(self, units: Sequence[Unit]) -> None:
        """Says what is to become of the records, by the rights of this moment."""
        self.user = renewed(self.user)
        for table in dict.fromkeys(unit.row.table for unit in units):
            own = [unit for unit in units if unit.row.table == table]
            self._keep_edited(own, subject_of(table))
            subject_of(table).judge([unit for unit in own if unit.passes], self.user)
        self._refuse_missing(units)
        self._refuse_referred(units)
        self._name_editors(units)

    def _read(self, table: str, rows: Sequence[Noted]) -> list[Unit]:
        units = {row.record_id: Unit(row) for row in rows}
        if self.writing:
            lock(table, units)
        parts = [part._meta.db_table for part in subject_of(table).parts()]
        if parts:
            condition, values = 'owner_id = any(%s) and "table" = any(%s)', [list(units), [table, *parts]]
        else:
            condition, values = '"table" = %s and record_id = any(%s)', [table, list(units)]
        changes: dict[int, list[Any]] = defaultdict(list)
        for change in written(runs=self.runs, where=condition, values=values):
            changes[change.owner_id if parts else change.record_id].append(change)  # type: ignore[index]
        for pk, unit in units.items():
            unit.changes = changes[pk]
        return list(units.values())

    def _keep_edited(self, units: Iterable[Unit], subject: Subject) -> None:
        for unit in units:
            if not any(change.others or change.there == (change.action == DELETE) for change in unit.changes):
                continue
            for row, changes in by_row(unit.changes).items():
                if (last := edited(changes, subject.ignored)) is not None:
                    unit.edited[row] = max(change.id for change in changes)
                    unit.edits.append(Edit(*row, last.there, others_of(changes, subject.ignored)))
            if unit.edits:
                unit.stays(Outcome.KEPT, said(unit.row, unit.edits, self.user))

    def _refuse_missing(self, units: Sequence[Unit]) -> None:
        """Refuses what would refer to something that is gone, and does not come back with this chunk."""
        found = missing(change for unit in units if unit.passes for change in unit.changes)
        if not found:
            return
        passing = {row: unit for unit in units if unit.passes for row in (change.row for change in unit.changes)}
        back = {change.row for unit in units if unit.passes for change in unit.changes if change.action == DELETE}
        for reference in found:
            if reference.to not in back:
                unit = passing[reference.row]
                model = tracked_model(reference.row[0])
                reason = _("%(what)s from before is deleted.") % {"what": label_of(model, reference.column)}
                unit.stays(Outcome.FAILED, reason)

    def _refuse_referred(self, units: Sequence[Unit]) -> None:
        """Refuses to delete what others refer to. Who stays may refer to others that then stay, too."""
        owners = {row: unit for unit in units for row in unit.added}
        if not owners:
            return
        found = references([row for row, unit in owners.items() if unit.passes])
        gone = self._reversed_before(found, owners)
        while True:
            going = {row for row, unit in owners.items() if unit.passes}
            held = [each for each in found if each.to in going and each.row not in going and each.row not in gone]
            if not held:
                return
            for row in {each.to for each in held}:
                self._hold(owners[row], [each for each in held if each.to == row])

    def _hold(self, unit: Unit, held: Sequence[Reference]) -> None:
        """A row that somebody has added to the record is an edit of it, another one a reference."""
        own = [each for each in held if self._belongs(each, unit)]
        told = _names(own or held, self.user)
        if own:
            unit.edited |= {each.row: 0 for each in own}
            unit.stays(Outcome.KEPT, _("Added since: %(what)s.") % {"what": told})
        else:
            unit.stays(Outcome.FAILED, _("Referred to by %(what)s.") % {"what": told})

    @staticmethod
    def _belongs(reference: Reference, unit: Unit) -> bool:
        whole = wholes().get(reference.row[0])
        return whole == unit.row.table and reference.to == (whole, unit.pk) and reference.column == "counterparty_id"

    def _reversed_before(self, found: Sequence[Reference], owners: dict[Row, Unit]) -> set[Row]:
        """Rows that a check has said will go, with units of earlier chunks; the run itself has deleted those."""
        if self.writing:
            return set()
        others = [each.row for each in found if each.row not in owners]
        if not others:
            return set()
        with connection.cursor() as cursor:
            cursor.execute(
                """
                select h."table", h.record_id from unnest(%s::text[], %s::bigint[]) r(tab, pk)
                join history_change h on h."table" = r.tab and h.record_id = r.pk and h.action = 'I'
                join exchange_undonerow u on u.undoing_id = %s and u.record_id = coalesce(h.owner_id, h.record_id)
                where h.run = any(%s) and u.outcome is null and u.position <= %s""",
                [
                    [table for table, _pk in others],
                    [pk for _table, pk in others],
                    self.undoing.pk,
                    list(self.runs),
                    self.undoing.position,
                ],
            )
            return set(cursor.fetchall())

    @staticmethod
    def _name_editors(units: Iterable[Unit]) -> None:
        kept = [unit for unit in units if unit.edited]
        found = editors({row: behind for unit in kept for row, behind in unit.edited.items()})
        for unit in kept:
            told = [found[row] for row in unit.edited if row in found]
            unit.editor = max(told, key=lambda editor: editor.at, default=None)


def lock(table: str, pks: Iterable[int]) -> None:
    """Nobody else writes these records, or comes to refer to them, until the transaction ends."""
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(table)
        cursor.execute(f"select id from {name} where id = any(%s) order by id for update", [sorted(pks)])


def _by_table(rows: Iterable[Noted]) -> dict[str, list[Noted]]:
    found: dict[str, list[Noted]] = defaultdict(list)
    for row in rows:
        found[row.table].append(row)
    return found


def said(row: Noted | UndoneRow, edits: Iterable[Edit], user: User | None) -> str:
    """What was edited: of the record itself by the fields, of what belongs to it with its name first."""
    return "; ".join(_said(row, edit, user) for edit in edits)


def _said(row: Noted | UndoneRow, edit: Edit, user: User | None) -> str:
    model, subject = tracked_model(edit.table), subject_of(row.table)
    labels = dict.fromkeys(
        subject.label(edit.table, place, user) or label_of(model, place.partition(".")[0]) for place in edit.places
    )
    told = ", ".join(labels) if edit.there and labels else _("deleted") if not edit.there else _("added again")
    if (edit.table, edit.pk) == (row.table, row.record_id):
        return told
    return f"{capfirst(str(model._meta.verbose_name))}: {told}"


def _names(found: Sequence[Reference], user: User | None) -> str:
    """What refers, in words: the first few by their names, as far as the user may see them."""
    told = []
    for each in found[:NAMED]:
        model = tracked_model(each.row[0])
        rows: Any = model._default_manager.all()
        record = (
            (rows.visible_to(user) if user and hasattr(rows, "visible_to") else rows).filter(pk=each.row[1]).first()
        )
        kind = model._meta.verbose_name
        told.append(f"{kind} {_('“%s”') % record}" if record else _("a %s that you may not see") % kind)
    more = len(found) - NAMED
    return ", ".join(told) + (_(" and %s more") % more if more > 0 else "")
