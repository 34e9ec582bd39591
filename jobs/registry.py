"""Which kinds of jobs there are. Rooms register theirs in their `tasks.py`, which every process imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

if TYPE_CHECKING:
    from access.models import User
    from jobs.models import Job
    from jobs.running import Progress

Work = Callable[["Progress"], dict[str, Any]]


class Named(NamedTuple):
    """What one job among others is called, and the page to look at it on that the user may open."""

    name: str
    url: str


Names = Callable[["Sequence[Job]", "User"], Mapping[int, Named]]


@dataclass(frozen=True)
class JobKind:
    """A kind of job: its function, its label, and where its result is looked at (else the job's own page).

    Of a kind that takes turns the worker does one job at a time: what lasts for hours leaves room for others. One of a
    brief kind is somebody's question of a second, answered where he asks: the list of jobs leaves it out. `names`
    tells jobs of the kind apart, all at once; those that it leaves out go by their numbers.
    """

    name: str
    label: str | Promise
    work: Work
    address: Callable[[Job], str] | None = None
    takes_turns: bool = False
    brief: bool = False
    names: Names | None = None


KINDS: dict[str, JobKind] = {}


def job(
    name: str,
    *,
    label: str | Promise,
    address: Callable[[Job], str] | None = None,
    takes_turns: bool = False,
    brief: bool = False,
    names: Names | None = None,
) -> Callable[[Work], Work]:
    """Registers the function that does the jobs of this kind.

    It may be called again for the same job after a crash and must then go on where the last commit left it.
    It returns the job's result, or raises ValidationError with a sentence for the user.
    """

    def register(work: Work) -> Work:
        if name in KINDS:
            raise ImproperlyConfigured(f"There are two jobs called {name!r}.")
        KINDS[name] = JobKind(name, label, work, address, takes_turns, brief, names)
        return work

    return register


def label_of(kind: str) -> str:
    """The label of a kind of job, or its bare name when no room has it any more."""
    return str(KINDS[kind].label) if kind in KINDS else kind


def names_of(jobs: Iterable[Job], user: User) -> dict[int, Named]:
    """What these jobs are called, for this user."""
    by_kind: dict[str, list[Job]] = {}
    for each in jobs:
        by_kind.setdefault(each.kind, []).append(each)
    found: dict[int, Named] = {}
    for kind, own in by_kind.items():
        found |= {each.pk: Named(str(each), each.get_absolute_url()) for each in own}
        if kind in KINDS and (names := KINDS[kind].names):
            found |= names(own, user)
    return found


def address_of(job: Job) -> str:
    """Where the job's result is looked at."""
    kind = KINDS.get(job.kind)
    return kind.address(job) if kind and kind.address else job.get_absolute_url()
