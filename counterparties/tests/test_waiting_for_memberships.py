"""Who writes memberships and locks rows besides waits for the other writers first: else both could wait for ever."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counterparties.archiving import activate_counterparty, archive_counterparty, archive_sub_record
from counterparties.models import HoldingMember
from counterparties.saving import save_counterparty
from counterparties.tests.test_bulk_deeds import ACTIVATE, ARCHIVE, join, leave
from counterparties.tests.test_bulk_edit import edited
from counterparties.tests.undoing import job_of, undone
from exchange import running
from tests import factories as f

pytestmark = pytest.mark.django_db
ASKS = re.compile(r"pg_advisory_xact_lock\(hashtext\('counterparties_holdingmember'\)\)")
LOCKS = re.compile(r"(?is)\bcounterparties_.* for (no key )?update")


def asked_first(captured: CaptureQueriesContext) -> bool:
    said = [query["sql"] for query in captured]
    asked = [at for at, sql in enumerate(said) if ASKS.search(sql)]
    locked = [at for at, sql in enumerate(said) if LOCKS.search(sql)]
    return bool(asked and locked) and asked[0] < locked[0]


@pytest.mark.parametrize("archived", [False, True])
def test_one_is_archived_and_brought_back(archived: bool) -> None:
    user, company = f.superuser(), f.counterparty()
    if archived:
        archive_counterparty(user=user, record=company)
    with CaptureQueriesContext(connection) as captured:
        (activate_counterparty if archived else archive_counterparty)(user=user, record=company)
    assert asked_first(captured)


def test_a_membership_is_archived() -> None:
    membership = f.holding_member(f.holding(), f.counterparty())
    with CaptureQueriesContext(connection) as captured:
        archive_sub_record(user=f.superuser(), record=membership)
    assert asked_first(captured)


@pytest.mark.parametrize("change", [lambda _to: ARCHIVE, lambda _to: ACTIVATE, join, leave])
def test_many_together(change: Callable[[Any], Any]) -> None:
    holding, company = f.holding(), f.counterparty()
    f.holding_member(holding, company)
    with CaptureQueriesContext(connection) as captured:
        edited([company], change(holding))
    assert asked_first(captured)


def test_taking_memberships_back() -> None:
    user, holding, company = f.superuser(), f.holding(), f.counterparty()
    job = job_of(user, lambda: f.holding_member(holding, company))
    with CaptureQueriesContext(connection) as captured:
        undone(job, user)
    assert asked_first(captured)
    assert not HoldingMember.objects.exists()


def test_what_has_no_memberships_is_taken_back_without_waiting_for_their_writers() -> None:
    user, company = f.superuser(), f.counterparty(alias="")
    job = job_of(user, lambda: save_counterparty(user=user, record=company, values={"alias": "x"}))
    with CaptureQueriesContext(connection) as captured:
        undone(job, user)
    company.refresh_from_db()
    assert company.alias == "" and not any(ASKS.search(query["sql"]) for query in captured)


def test_chunks_that_would_wait_for_each_other_are_written_in_turn(load: Any, monkeypatch: Any) -> None:
    f.holding(code="H-1"), f.counterparty(code="K-1"), f.counterparty(code="K-2")
    lanes: list[int] = []
    written = running.written

    def noted(*args: Any, **options: Any) -> Any:
        lanes.append(options.pop("lanes"))
        return written(*args, **options, lanes=1)

    monkeypatch.setattr(running, "lanes_for", lambda _rows: 2)
    monkeypatch.setattr(running, "written", noted)
    load(("holding.code", "counterparty.code"), ("H-1", "K-1"), ("H-1", "K-2"), target="holdings")
    load(("name",), ("Фирма ООД",))
    assert lanes == [1, 2] and HoldingMember.objects.count() == 2
