"""How a file that holds much opens, beside one that holds nothing: by turns, in a transaction that is undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from access.models import User
from bench.dataset.full_file import fill
from bench.measuring.calling import Caller, staying_connected
from bench.measuring.figures import alternated
from bench.measuring.goals import Goal
from bench.measuring.page_goals import QUERIES
from bench.measuring.pages import LIST, SUMMARY
from bench.measuring.reporting import Result
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from reference.kinds import Kind
from reference.models import Type

PAGES = {
    SUMMARY: "",
    "contact persons": "contact-persons/",
    "events": "events/",
    "files": "files/",
    "timeline": "timeline/",
    "history": "changes/",
    "panel of the latest changes": "changes/latest/",
}
AS_EMPTY = 1.5


def full_files(user: User, runs: int) -> list[Result]:
    """Each page of the full file, with its goals; raises RuntimeError where one does not answer."""
    caller = Caller(user)
    with staying_connected(), both(user) as (full, empty):
        return [_compared(name, end, caller, full, empty, runs) for name, end in PAGES.items()]


@contextmanager
def both(user: User) -> Iterator[tuple[Counterparty, Counterparty]]:
    """A full file and an empty one, until the end of the block."""
    with transaction.atomic():
        types = [Type.objects.get(kind=Kind.CUSTOMER, parent=None)]
        full, empty = (
            save_counterparty(user=user, record=None, values={"name": name}, types=types) for name in ("Full", "Empty")
        )
        fill(full, user=user)
        yield full, empty
        transaction.set_rollback(True)


def _compared(name: str, end: str, caller: Caller, full: Counterparty, empty: Counterparty, runs: int) -> Result:
    addresses = [f"{LIST}{record.pk}/{end}" for record in (full, empty)]
    figures = [caller.measured(address, runs=1) for address in addresses]
    spent, beside = alternated([lambda url=url: caller.get(url) for url in addresses], runs=runs)  # type: ignore[misc]
    goals = [Goal(f"full file: {name}: queries", figures[0].queries, QUERIES["file"])]
    if name == SUMMARY:
        goals.append(Goal(f"full file: {name}: x the empty one", spent / beside, AS_EMPTY))
    times = {"milliseconds": round(spent, 1), "beside": round(beside, 1), "ratio": round(spent / beside, 2)}
    shown = {"queries": figures[0].queries, "beside_queries": figures[1].queries, "KB": figures[0].size // 1000}
    return {"name": name, "goals": goals} | times | shown
