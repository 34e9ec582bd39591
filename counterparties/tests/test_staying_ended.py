"""Work that has ended early stays so, though the worker stopped before its job had ended too."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from counterparties.models import Counterparty
from counterparties.tests.importing import done, prepared
from counterparties.tests.undoing import people
from exchange.bulk import running as changing
from exchange.bulk.changes import SET, Change
from exchange.bulk.ordering import begin, order_check, order_run
from exchange.ordering import order_import
from exchange.running.writing import Writing
from exchange.undoing import running as undoing
from exchange.undoing.ordering import start_undo
from jobs import running
from jobs.models import Job
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db
NAMES = [f"Name {number}" for number in range(6)]


@pytest.fixture(autouse=True)
def _defaults(db: None) -> None:
    factories.load_defaults()


def an_import(folder: Any) -> Job:
    table = [["name", "types"], *([name, "customer"] for name in NAMES)]
    run = done(prepared(folder, table, user=factories.superuser()), write=False)
    return order_import(run=run)


def an_edit(_folder: Any) -> Job:
    for name in NAMES:
        factories.counterparty(name=name)
    edit = begin(user=factories.superuser(), screen=screens["counterparties"])
    return order_run(edit=order_check(edit=edit, changes=[Change("alias", SET, "x")]))


def an_undoing(folder: Any) -> Job:
    job = running.run(an_import(folder))
    people()
    work = start_undo(user=job.user, job=job).work
    assert work
    return work


def written() -> tuple[int, int]:
    return Counterparty.objects.count(), Counterparty.objects.filter(alias="x").count()


@pytest.mark.parametrize("end", ["cancelled", "failed"])
@pytest.mark.parametrize(
    ("ordered", "passage", "at_once"),
    [
        (an_import, Writing, "exchange.running.ROWS_A_CHUNK"),
        (an_edit, changing.Passage, "exchange.bulk.running.ROWS_A_CHUNK"),
        (an_undoing, undoing.Passage, "exchange.undoing.running.ROWS_A_CHUNK"),
    ],
)
def test_it_is_not_taken_up_again(
    monkeypatch: Any, tmp_path: Any, ordered: Callable[[Any], Job], passage: Any, at_once: str, end: str
) -> None:
    job = ordered(tmp_path)
    untouched = written()
    monkeypatch.setattr(at_once, 2)
    monkeypatch.setattr(running, "SECONDS_BETWEEN_SIGNS", 0)
    take, taken = passage.take, []

    def take_once(self: Any, *chunk: Any) -> None:
        if taken and end == "failed":
            raise ValidationError("You may not go on.")
        taken.append(take(self, *chunk))
        if end == "cancelled":
            running.cancel(job=Job.objects.get(pk=job.pk))

    monkeypatch.setattr(passage, "take", take_once)
    assert running.run(job).state == end
    assert taken and written() != untouched
    told, before = job.message, written()
    monkeypatch.setattr(passage, "take", take)
    people()
    Job.objects.filter(pk=job.pk).update(state="running", finished_at=None, message="")
    again = running.run(Job.objects.get(pk=job.pk))
    assert (again.state, written()) == (end, before)
    assert again.message == (told if end == "cancelled" else "This has ended early. What was done until then stays.")
