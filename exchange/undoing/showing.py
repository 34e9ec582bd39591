"""An undoing as people look at it: what is undone, its balance, and its records a page at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Ability, User
from access.policy import can
from exchange.models import ImportRun
from exchange.paging import page_by
from exchange.targets import target_of
from exchange.undoing.judging import said
from exchange.undoing.models import Outcome, Undoing, UndoneRow
from exchange.undoing.running import runs_of
from exchange.undoing.subjects import Edit, wholes
from history.models import Change
from history.reading import model_of, title_of
from jobs.models import Job

COLOURS = {Outcome.REVERSED: "green", Outcome.KEPT: "amber", Outcome.FAILED: "red"}
TOLD = {
    Outcome.REVERSED: (gettext_lazy("Will be reversed"), gettext_lazy("Reversed")),
    Outcome.KEPT: (gettext_lazy("Kept: edited since"), gettext_lazy("Kept: edited since")),
    Outcome.FAILED: (gettext_lazy("Cannot be reversed"), gettext_lazy("Could not be reversed")),
}
"What outcomes are called ahead of the undoing, and behind it."
TOLD_BACK = TOLD | {
    Outcome.REVERSED: (gettext_lazy("Will be brought back"), gettext_lazy("Brought back")),
    Outcome.FAILED: (gettext_lazy("Cannot be brought back"), gettext_lazy("Could not be brought back")),
}
"The same where an undoing is undone, which brings changes back."
DEEDS = {
    "I": (gettext_lazy("To be deleted"), gettext_lazy("Deleted")),
    "U": (gettext_lazy("To be put back as it was"), gettext_lazy("Put back as it was")),
    "D": (gettext_lazy("Comes back"), gettext_lazy("Is back")),
}
"By what the job did with the record: what undoing it will do, and has done."


@dataclass(frozen=True)
class Line:
    """A record: its name and page, what of it the job has written, what becomes of it and why."""

    name: str
    url: str
    parts: str
    label: str
    colour: str
    reason: str
    who: str
    at: Any


@dataclass(frozen=True)
class Page:
    """At most fifty records, and the places behind which the pages around them begin."""

    lines: list[Line]
    previous: int | None
    next: int | None


def heading_of(what: str, *, back: bool) -> str:
    """What an undoing does, in words of one level: however often it went to and fro, the job is named once."""
    return (_("Bring back: %(what)s") if back else _("Undo: %(what)s")) % {"what": what}


def title_of_job(job: Job) -> str:
    """What is undone, in words."""
    if job.kind == "import":
        run = ImportRun.objects.filter(pk=job.arguments["run"]).first()
        return _("%(job)s “%(file)s”") % {"job": target_of(run.target).title, "file": run} if run else job.label
    return f"{job.label} {job.arguments['edit']}" if job.kind == "bulk-edit" else str(job)


def deeds_of(undoing: Undoing) -> list[tuple[str, int]]:
    """What happens with the records that are reversed, with their number."""
    passing = undoing.rows.filter(Q(outcome=None) | Q(outcome=Outcome.REVERSED), position__lte=undoing.position)
    counted = dict(passing.values_list("action").annotate(number=Count("position")).order_by())
    done = undoing.written
    return [(str(words[done]), counted[action]) for action, words in DEEDS.items() if action in counted]


def tiles_of(undoing: Undoing, *, back: bool) -> list[tuple[str, str, int, str]]:
    """The balance as tiles: the outcome's code, its label, the number, the colour."""
    return [
        (outcome.value, label_of(undoing, outcome, back=back), getattr(undoing, outcome.value), COLOURS[outcome])
        for outcome in Outcome
    ]


def label_of(undoing: Undoing, outcome: Outcome, *, back: bool) -> str:
    """What the outcome is called: after a check it is a plan; `back` where changes are brought back."""
    return str((TOLD_BACK if back else TOLD)[outcome][undoing.written])


def page_of(undoing: Undoing, user: User, *, back: bool, outcome: str, after: int = 0, before: int = 0) -> Page:
    """A page of the records with this outcome, in the order in which they are taken back."""
    rows = undoing.rows.filter(position__lte=undoing.position)
    if outcome == Outcome.REVERSED:
        rows = rows.filter(Q(outcome=None) | Q(outcome=outcome))
    else:
        rows = rows.filter(outcome=outcome)
    found, previous, following = page_by(rows, "position", after=after, before=before)
    return Page(_lines(undoing, found, user, back), previous, following)


def _lines(undoing: Undoing, rows: Sequence[UndoneRow], user: User, back: bool) -> list[Line]:
    names, parts = _names(rows, user), _parts(undoing, rows)
    # They name what the one saw with whose rights it was judged.
    told = undoing.user_id == user.pk or can(user, Ability.CONFIGURE)
    users = User.objects.in_bulk({row.changed_by for row in rows if row.changed_by})
    lines = []
    for row in rows:
        outcome = Outcome(row.outcome or Outcome.REVERSED)
        name, url = names[row.table, row.record_id]
        passes = outcome == Outcome.REVERSED
        label = str(DEEDS[row.action][undoing.written]) if passes else label_of(undoing, outcome, back=back)
        who = str(users.get(row.changed_by, "") or "") if row.changed_by else _("System") if row.changed_at else ""
        own = parts.get((row.table, row.record_id), "")
        reason = reason_of(row, undoing.user) if told else ""
        lines.append(Line(name, url, own, label, COLOURS[outcome], reason, who, row.changed_at))
    return lines


def reason_of(row: UndoneRow, user: User | None) -> str:
    """Why a record stays, in the language of the page where names were kept; `user` is whose rights judged it."""
    return said(row, [Edit(*edit) for edit in row.edits], user) if row.edits else row.reason


def _parts(undoing: Undoing, rows: Iterable[UndoneRow]) -> dict[tuple[str, int], str]:
    """How many rows of which kind the job has written that belong to these records; a new record brings its own."""
    owners = [row.record_id for row in rows if row.action == Change.Action.UPDATE]
    whole = {part: table for part, table in wholes().items() if part != table and not _is_tick(part, table)}
    written = Change.objects.filter(run__in=runs_of(undoing.job), owner_id__in=owners, table__in=list(whole))
    counted = written.order_by("table").values_list("owner_id", "table").annotate(Count("record_id", distinct=True))
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for owner, part, number in counted:
        label = capfirst(str(model_of(part)._meta.verbose_name_plural))  # type: ignore[union-attr]  # it is known
        found[whole[part], owner].append(f"{label}: {number}")
    return {record: ", ".join(told) for record, told in found.items()}


def _is_tick(part: str, whole: str) -> bool:
    """Whether rows of the part only tick something of a record: people count no such rows."""
    fields = model_of(whole)._meta.many_to_many  # type: ignore[union-attr]  # it is known
    return model_of(part) in [field.remote_field.through for field in fields]


def _names(rows: Iterable[UndoneRow], user: User) -> dict[tuple[str, int], tuple[str, str]]:
    """What the records are called, or were when they went, and their pages, as far as the user may see them."""
    by_table: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        by_table[row.table].add(row.record_id)
    found = {}
    for table, pks in by_table.items():
        model: Any = model_of(table)
        there = set(model._base_manager.filter(pk__in=pks).values_list("pk", flat=True))
        seen = model._default_manager.visible_to(user).in_bulk(pks)
        gone = {
            pk: title_of(model, image or {})
            for pk, image in Change.objects.filter(table=table, record_id__in=pks - there, action="D")
            .order_by("pk")
            .values_list("record_id", "before")
        }
        for pk in pks:
            record = seen.get(pk)
            hidden = _("A record that you may not see") if pk in there else gone.get(pk, f"#{pk}")
            url = record.get_absolute_url() if record and hasattr(record, "get_absolute_url") else ""
            found[table, pk] = (str(record) if record else hidden, url)
    return found
