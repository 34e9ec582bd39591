"""How things stand with a job that was undone, and perhaps brought back since: what holds now, and what can be done.

An undoing is a job, too: to undo it brings the changes back. So the undoings of a job hang together as a tree.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from access.models import User
from exchange.undoing.models import Undoing
from exchange.undoing.ordering import has_written, may_know, may_undo, origin_of, told_undoings
from jobs.models import Job

Tree = Mapping[int, Sequence[Undoing]]
"The undoings by the job that each undoes, oldest first."


class Standing(TextChoices):
    """What holds of a job's changes."""

    IN_FORCE = "in force", gettext_lazy("in force")
    PARTLY = "partly", gettext_lazy("undone in part")
    UNDONE = "undone", gettext_lazy("undone")


@dataclass(frozen=True)
class Event:
    """A step of the way: it takes the changes back, or brings them `back`; `url` is "" for who may not see it."""

    undoing: Undoing
    back: bool
    url: str

    @property
    def at(self) -> datetime:
        """When it was done."""
        work = self.undoing.work
        return (work.finished_at if work else None) or self.undoing.created_at

    @property
    def outcomes(self) -> str:
        """What came of its records; nothing is said of what came of none."""
        done, kept, failed = self.undoing.reversed, self.undoing.kept, self.undoing.failed
        brought = ngettext("%(number)s record brought back", "%(number)s records brought back", done)
        taken = ngettext("%(number)s record reversed", "%(number)s records reversed", done)
        said = [(done, brought if self.back else taken)]
        said += [(kept, _("%(number)s kept because edited since"))] if kept else []
        said += [(failed, _("%(number)s could not be"))] if failed else []
        return ", ".join(text % {"number": number_format(number, force_grouping=True)} for number, text in said)


@dataclass(frozen=True)
class Offer:
    """What can be done now: `job` is to be undone, which brings the changes `back` or not; perhaps only its `rest`."""

    job: Job
    back: bool
    rest: bool


@dataclass(frozen=True)
class Account:
    """The whole story of a job, as every page of it tells it."""

    standing: Standing
    events: list[Event]
    offers: list[Offer]


def account_of(user: User, job: Job | None) -> Account | None:
    """The story of what a job has written; of an undoing, that of the job at the beginning."""
    if job is None:
        return None
    root = origin_of(job)[0]
    tree = tree_of([root.pk])
    return Account(_standing(root.pk, tree), _events(user, root, tree), _offers(user, root, tree))


def standings(jobs: Collection[int]) -> dict[int, Standing]:
    """What holds of each of these jobs; a query for every step that they went to and fro."""
    tree = tree_of(jobs)
    return {job: _standing(job, tree) for job in jobs}


def tree_of(jobs: Collection[int]) -> Tree:
    """The undoings of these jobs, the undoings of those, and so on."""
    found: dict[int, list[Undoing]] = defaultdict(list)
    level = set(jobs)
    while level:
        undoings = list(told_undoings().filter(job__in=level).order_by("pk"))
        for undoing in undoings:
            found[undoing.job_id].append(undoing)
        level = {undoing.work_id for undoing in undoings if undoing.written and undoing.work_id}
    return found


def _taken_back(job: int, tree: Tree) -> int:
    """How many records of the job are as they were before it."""
    written = [each for each in tree.get(job, ()) if each.written]
    return sum(max(0, each.reversed - _taken_back(each.work_id or 0, tree)) for each in written)


def _standing(job: int, tree: Tree) -> Standing:
    taken = _taken_back(job, tree)
    whole = max((each.found or 0 for each in tree.get(job, ()) if each.written), default=0)
    return Standing.IN_FORCE if not taken else Standing.PARTLY if taken < whole else Standing.UNDONE


def _events(user: User, root: Job, tree: Tree) -> list[Event]:
    backs = {root.pk: False}
    found: list[tuple[Undoing, bool]] = []
    for job in tree:  # in the order of the levels
        found += [(undoing, backs[job]) for undoing in tree[job]]
        backs |= {undoing.work_id: not backs[job] for undoing in tree[job] if undoing.work_id}
    seen = Undoing.objects.visible_to(user).filter(pk__in=[undoing.pk for undoing, _back in found])
    shown = set(seen.values_list("pk", flat=True)) if may_know(user, root) else set()
    found.sort(key=lambda each: each[0].pk)
    return [Event(each, back, each.get_absolute_url() if each.pk in shown else "") for each, back in found]


def _offers(user: User, root: Job, tree: Tree) -> list[Offer]:
    """At the end of the way: there and back, or what it has left."""
    if any(not undoing.finished for undoings in tree.values() for undoing in undoings):
        return []
    job, back, rest = root, False, None
    while written := [undoing for undoing in tree.get(job.pk, ()) if undoing.written]:
        rest = Offer(job, back, rest=True) if written[-1].found != written[-1].reversed else None
        acted = [undoing for undoing in written if undoing.reversed]
        if not acted or acted[-1].work is None:
            return _possible(user, [rest])
        job, back = acted[-1].work, not back
    return _possible(user, [Offer(job, back, rest=False), rest])


def _possible(user: User, offers: Sequence[Offer | None]) -> list[Offer]:
    return [
        each for each in offers if each and each.job.finished and may_undo(user, each.job) and has_written(each.job)
    ]
