"""The passage of a bulk edit: the same code checks all records and changes them, chunk by chunk.

Records, outcome of the rows, and balance are committed together. A passage that was interrupted goes on behind its
last committed chunk. At the run every record is judged anew, as it is then.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from access.models import Action
from exchange.abreast import NOW, Turn, lanes_for, written
from exchange.bulk import staging
from exchange.bulk.changes import Change, Editing
from exchange.bulk.deeds import Deed
from exchange.bulk.kept import write_kept
from exchange.bulk.models import BulkEdit, BulkOutcome, Why
from exchange.bulk.staging import Chunk, Row
from exchange.exporting import list_of, screen_of
from exchange.models import Outcome
from exchange.targets import Candidate, Fault, target_for
from exchange.tuning import settle, tune
from history.recording import recorded
from jobs.running import Cancelled, Progress
from reference.holding import hold_definitions
from reference.remembering import forget, remembering
from reference.rights import renewed

ROWS_A_CHUNK = 2_000
STAGES = {False: gettext_noop("Checking the records"), True: gettext_noop("Changing the records")}
OUTCOMES = {Outcome.UPDATED.value: BulkOutcome.CHANGED.value, Outcome.SAME.value: BulkOutcome.SAME.value}
State = BulkEdit.State
Step = Callable[[BulkEdit], None]


def check(*, edit: BulkEdit, step: Step = lambda edit: None) -> None:
    """Says for every record what the changes would do, and writes none; raises ValidationError."""
    with remembering():
        passage = Passage(edit, write=False)
        passage.begin()
        passage.go(step)
    _set(edit, State.CHECKED)


def run(*, edit: BulkEdit, progress: Progress) -> dict[str, int]:
    """Does a job of this edit, the check or the run; returns the balance. Raises ValidationError with a sentence."""
    write = progress.job.kind == "bulk-edit"

    def step(edit: BulkEdit) -> None:
        progress.step(done=edit.judged, **edit.counts)

    if write:
        progress.stay_ended(edit.state, lambda: told(edit, write))
    with remembering():
        if edit.state != (State.DONE if write else State.CHECKED):
            _run(edit, write, progress, step)
    return edit.counts


def _run(edit: BulkEdit, write: bool, progress: Progress, step: Step) -> None:
    try:
        progress.stage(STAGES[write], expected=edit.found or None, done=edit.judged)
        passage = Passage(edit, write=write, job=progress.job.pk)
        passage.begin()
        progress.stage(STAGES[write], expected=edit.found, done=edit.judged)
        progress.check()
        passage.go(step)
    except Cancelled:
        edit.refresh_from_db(fields=staging.MOVING)
        progress.job.done = edit.judged
        progress.job.message = told(edit, write)
        _set(edit, State.CANCELLED if write else State.CHOOSING)
        raise
    except ValidationError:
        # Where it could not begin, the counts are those of the check: nothing was changed.
        _set(edit, State.FAILED if edit.started else State.CHOOSING)
        raise
    _set(edit, State.DONE if write else State.CHECKED)


class Passage:
    """The way through all records of an edit, for a check or for good."""

    def __init__(self, edit: BulkEdit, *, write: bool, job: int | None = None) -> None:
        self.edit, self.write, self.job = edit, write, job
        self.target = target_for(screen_of(edit.screen).model)
        self.model: Any = self.target.model
        self._read_definitions()

    def _read_definitions(self) -> None:
        """What the changes mean; whoever changes that afterwards changes the number, too."""
        self.meaning = hold_definitions()
        self.parts = parts_of(self.edit)
        for part in self.parts:
            part.locking = self.write
        self.action = self.parts[0].action
        basis = self.parts[0].basis() if len(self.parts) == 1 else ""
        self.basis = f"{self.meaning} {basis}" if basis else ""
        self.others = {pk for part in self.parts if isinstance(part, Deed) for pk in part.others}

    def begin(self) -> None:
        """Begins anew, unless this very stage was interrupted. The first check fixes which records are meant."""
        edit, state = self.edit, State.RUNNING if self.write else State.CHECKING
        if edit.state == state:
            return
        with transaction.atomic():
            if not edit.rows.exists():
                edit.found = staging.meant(edit, rows_of(edit))
            edit.last_id = edit.changed = edit.same = edit.refused = edit.meanwhile = 0
            edit.remaining, edit.state = edit.found, state
            if not self.write:
                edit.basis = self.basis
            edit.save()

    def go(self, step: Step) -> None:
        """Takes chunk after chunk."""
        # What is judged anew has to wait for its turn: only where work is kept others write at the same time.
        lanes = lanes_for(self.edit.remaining) if self.write and self.basis else 1
        chunks = staging.chunks_of(self.edit, ROWS_A_CHUNK)
        with closing(written(chunks, lambda: self._beside().take if lanes > 1 else self.take, lanes=lanes)) as done:
            for _chunk in done:
                self.edit.refresh_from_db(fields=staging.MOVING)
                step(self.edit)
        if self.write:
            settle()

    def _beside(self) -> "Passage":
        """The same for another connection."""
        edit = BulkEdit.objects.select_related("user").get(pk=self.edit.pk)
        return type(self)(edit, write=self.write, job=self.job)

    def take(self, chunk: Chunk, turn: Turn = NOW) -> None:
        """One chunk, committed as a whole when it is its turn."""
        rows = [Row(*values) for values in chunk.values]
        with self._transaction():
            tune()
            meaning, user = hold_definitions(), renewed(self.edit.user)
            if meaning != self.meaning or user is not self.edit.user:
                forget()
                self.edit.user = user  # type: ignore[assignment]  # there is always one
                self._read_definitions()
            if not self.write and self.basis != self.edit.basis:
                # Rows that were judged by other definitions among them: then none is written without judging it anew.
                self.edit.basis = ""
                self.edit.save(update_fields=["basis"])
            if self.write:
                for part in self.parts:
                    part.hold()
            kept = self.write and self.basis and self.basis == self.edit.basis
            rest = write_kept(self.edit, self.parts[0], self.model._meta.db_table, rows) if kept else rows
            turn.come()
            self._take_anew(rest)
            staging.settle(self.edit, rows, after=chunk.after, write=self.write)

    def _take_anew(self, rows: Sequence[Row]) -> None:
        """Judges these rows as their records are now, and writes them."""
        if not rows:
            return
        possible = self._admitted(rows)
        self._judge(possible)
        if self.write:
            self._write([row for row in possible if row.outcome == BulkOutcome.CHANGED])

    def _transaction(self) -> AbstractContextManager[Any]:
        if self.write:
            return recorded(user_id=self.edit.user_id, run=f"job:{self.job}")
        return transaction.atomic()

    def _admitted(self, rows: Sequence[Row]) -> list[Row]:
        """Those of the rows that are there and that the user may change; a run locks them before all else."""
        ids = [row.record_id for row in rows]
        found = self.model._default_manager.filter(pk__in={*ids, *self.others}).order_by("pk")
        if self.write:
            found = found.select_for_update()
        stored = {pk: rest for pk, *rest in found.values_list("pk", "version", "archived_at")}
        records = self.model._default_manager.visible_to(self.edit.user, self.action).filter(pk__in=ids)
        allowed = set(records.values_list("pk", flat=True))
        self.archived = {pk for pk, (_version, archived_at) in stored.items() if archived_at}
        for row in rows:
            if row.record_id not in stored:
                refuse(row, Why.GONE, _("It has been deleted meanwhile."))
                continue
            row.version = stored[row.record_id][0]
            if row.record_id not in allowed:
                refuse(row, Why.RIGHT, self._no_right())
        return [row for row in rows if not row.outcome]

    def _no_right(self) -> str:
        return _("You may not archive it.") if self.action == Action.ARCHIVE else _("You may not change it.")

    def _judge(self, rows: Sequence[Row]) -> None:
        """Every part judges every row; what one part refuses is refused as a whole."""
        for row in rows:
            row.candidates = [Candidate(0, [], record_id=row.record_id) for _part in self.parts]
        for at, part in enumerate(self.parts):
            judged = [row.candidates[at] for row in rows]
            part.judge(judged)
            refuse_repeated(judged)
        for row in rows:
            self._settle(row)

    def _settle(self, row: Row) -> None:
        if faults := [str(fault) for candidate in row.candidates for fault in candidate.faults]:
            refuse(row, Why.ARCHIVED if self._stays_archived(row) else Why.RULE, " ".join(faults))
            return
        outcomes = {OUTCOMES[candidate.outcome] for candidate in row.candidates}
        changed = BulkOutcome.CHANGED.value
        row.outcome = changed if changed in outcomes else BulkOutcome.SAME.value
        row.changes = {}
        for candidate in row.candidates:
            row.changes |= candidate.changes

    def _stays_archived(self, row: Row) -> bool:
        return self.action != Action.ARCHIVE and row.record_id in self.archived

    def _write(self, rows: Sequence[Row]) -> None:
        """Writes what all parts have judged. A row that the database refuses in one part is written by none."""
        if not rows:
            return
        with transaction.atomic():
            for at, part in enumerate(self.parts):
                candidates = [row.candidates[at] for row in rows]
                part.write([each for each in candidates if each.outcome == Outcome.UPDATED and not each.faults])
            refused = [row for row in rows if any(candidate.faults for candidate in row.candidates)]
            if again := bool(refused) and len(self.parts) > 1:
                transaction.set_rollback(True)
        for row in refused:
            self._settle(row)
            row.changes = {}
        if again:
            rest = [row for row in rows if row not in refused]
            self._judge(rest)
            self._write([row for row in rest if row.outcome == BulkOutcome.CHANGED])


def parts_of(edit: BulkEdit) -> list[Any]:
    """What does the changes: deeds, and one part for all values; raises ValidationError."""
    changes = Change.all_of(edit.changes)
    target = target_for(screen_of(edit.screen).model)
    parts: list[Any] = [target.deeds[each.how](edit.user, each.text) for each in changes if each.how in target.deeds]
    if values := [each for each in changes if each.how not in target.deeds]:
        parts.append(Editing(target, edit.user, values))
    if not parts:
        raise ValidationError(_("Choose what is to be changed."))
    if len({part.action for part in parts}) > 1:
        raise ValidationError(_("Archive or activate the records by themselves."))
    return parts


def rows_of(edit: BulkEdit) -> Any:
    """The records that are meant, as the list has them at this moment; raises ValidationError."""
    screen = screen_of(edit.screen)
    if edit.ids is not None:
        return screen.model._default_manager.visible_to(edit.user).filter(pk__in=edit.ids)  # type: ignore[attr-defined]
    return list_of(screen=screen, user=edit.user, query=QueryDict(edit.query).urlencode()).rows()


def refuse_repeated(candidates: Sequence[Candidate]) -> None:
    """Refuses what only one record may have where an earlier one of these gets it."""
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.faults or candidate.outcome != Outcome.UPDATED:
            continue
        if repeated := [key for key in candidate.keys if key in seen]:
            reason = _("%(what)s: another of these records gets it.") % {"what": candidate.keys[repeated[0]]}
            candidate.faults.append(Fault("", "", reason))
        seen.update(candidate.keys)


def refuse(row: Row, why: Why, reason: str) -> None:
    row.outcome, row.why, row.reason = BulkOutcome.REFUSED.value, why.value, reason


def told(edit: BulkEdit, write: bool) -> str:
    """What a cancelled edit has done, exactly."""
    if not write:
        return _("The check was cancelled; nothing was changed.")
    numbers = {name: number_format(number, force_grouping=True) for name, number in edit.counts.items()}
    return (
        _("Cancelled: %(changed)s changed, %(same)s unchanged, %(refused)s not allowed; the other %(remaining)s stay.")
        % numbers
    )


def _set(edit: BulkEdit, state: str) -> None:
    edit.state = state
    edit.save(update_fields=["state"])
