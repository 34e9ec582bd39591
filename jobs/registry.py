"""Which kinds of jobs there are. Rooms register theirs in their `tasks.py`, which every process imports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

if TYPE_CHECKING:
    from jobs.models import Job
    from jobs.running import Progress

Work = Callable[["Progress"], dict[str, Any]]


@dataclass(frozen=True)
class JobKind:
    """A kind of job: its function, its label, and where its result is looked at (else the job's own page).

    Of a kind that takes turns the worker does one job at a time: what lasts for hours leaves room for others. One of a
    brief kind is somebody's question of a second, answered where he asks: the list of jobs leaves it out.
    """

    name: str
    label: str | Promise
    work: Work
    address: Callable[[Job], str] | None = None
    takes_turns: bool = False
    brief: bool = False


KINDS: dict[str, JobKind] = {}


def job(
    name: str,
    *,
    label: str | Promise,
    address: Callable[[Job], str] | None = None,
    takes_turns: bool = False,
    brief: bool = False,
) -> Callable[[Work], Work]:
    """Registers the function that does the jobs of this kind.

    It may be called again for the same job after a crash and must then go on where the last commit left it.
    It returns the job's result, or raises ValidationError with a sentence for the user.
    """

    def register(work: Work) -> Work:
        if name in KINDS:
            raise ImproperlyConfigured(f"There are two jobs called {name!r}.")
        KINDS[name] = JobKind(name, label, work, address, takes_turns, brief)
        return work

    return register


def label_of(kind: str) -> str:
    """The label of a kind of job, or its bare name when no room has it any more."""
    return str(KINDS[kind].label) if kind in KINDS else kind


def address_of(job: Job) -> str:
    """Where the job's result is looked at."""
    kind = KINDS.get(job.kind)
    return kind.address(job) if kind and kind.address else job.get_absolute_url()
