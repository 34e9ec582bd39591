"""What is done with many counterparties together: archived and brought back, in a holding and out of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from access.models import Action
from counterparties.archiving import archive_counterparty, archive_sub_record
from counterparties.models import Address, BankAccount, ContactPerson, Counterparty, HoldingMember
from counterparties.tests.test_bulk_edit import balance, edited, reasons
from exchange.bulk import running
from exchange.bulk.changes import SET, Change
from exchange.bulk.ordering import begin, order_check, order_run
from history.models import Change as Changed
from jobs.models import Job
from jobs.running import run
from reference.kinds import Kind
from screens.registry import screens
from tests import factories as f

pytestmark = pytest.mark.django_db
ARCHIVE, ACTIVATE = Change("archived_at", "archive"), Change("archived_at", "activate")


def join(holding):
    return Change("holding", "join", str(holding.pk))


def leave(holding):
    return Change("holding", "leave", str(holding.pk))


def live():
    return [model.objects.filter(archived_at=None).count() for model in (ContactPerson, Address, BankAccount)]


def test_archived_with_all_that_their_tabs_hold_and_brought_back_with_exactly_that() -> None:
    records = [f.counterparty(), f.counterparty()]
    for record in records:
        f.contact_person(record), f.address(record), f.bank_account(record)
    alone = f.contact_person(records[0])
    archive_sub_record(user=f.superuser(), record=alone)
    link = f.holding_member(f.holding(), records[1])
    done = edited(records, ARCHIVE)
    assert balance(done) == {"found": 2, "changed": 2}
    assert live() == [0, 0, 0]
    link.refresh_from_db()
    assert link.archived_at == Counterparty.objects.get(pk=records[1].pk).archived_at
    assert Changed.objects.filter(run=f"job:{done.job.pk}").count() == 2 + 2 + 2 + 2 + 1
    assert balance(edited(records, ARCHIVE)) == {"found": 2, "same": 2}
    assert balance(edited(records, ACTIVATE)) == {"found": 2, "changed": 2}
    assert live() == [2, 2, 2] and ContactPerson.objects.get(archived_at__isnull=False) == alone
    assert HoldingMember.objects.get().archived_at is None


def test_a_membership_waits_for_its_other_end_and_comes_back_with_both() -> None:
    user, holding, member = f.superuser(), f.holding(), f.counterparty()
    f.holding_member(holding, member)
    edited([member], ARCHIVE)
    archive_counterparty(user=user, record=holding)
    edited([member], ACTIVATE)
    assert HoldingMember.objects.get().archived_at == Counterparty.objects.get(pk=holding.pk).archived_at
    edited([member, holding], ARCHIVE)
    edited([member, holding], ACTIVATE)
    assert HoldingMember.objects.get().archived_at is None


def test_archiving_takes_its_own_right() -> None:
    user = f.limited_user(Kind.CUSTOMER, actions=(Action.SEE, Action.EDIT))
    edit = edited([f.counterparty()], ARCHIVE, user=user)
    assert balance(edit) == {"found": 1, "refused": 1}
    assert list(reasons(edit).values()) == [("right", "You may not archive it.")]


def test_joining_a_holding() -> None:
    holding, above = f.holding(), f.holding()
    f.holding_member(above, holding)
    new, member, archived = f.counterparty(), f.counterparty(), f.counterparty(archived_at="2026-01-01T00:00:00Z")
    later = f.counterparty()
    f.holding_member(holding, member)
    f.holding_member(holding, later, from_date=timezone.localdate() + timedelta(days=9))
    edit = edited([new, member, archived, holding, above, later], join(holding))
    assert balance(edit) == {"found": 6, "changed": 1, "same": 1, "refused": 4}
    told = reasons(edit)
    assert told[archived.pk][0] == "archived"
    assert told[holding.pk] == ("rule", "A holding is not its own member.")
    assert "cannot belong to its own member" in told[above.pk][1]
    assert "at a later day" in told[later.pk][1]
    link = HoldingMember.objects.get(counterparty=new)
    assert (link.holding, link.from_date, link.to_date) == (holding, timezone.localdate(), None)
    assert edit.rows.get(record_id=new.pk).changes == {"holding": ["", holding.name]}


def test_leaving_a_holding() -> None:
    holding, long, fresh, other = f.holding(), f.counterparty(), f.counterparty(), f.counterparty()
    f.holding_member(holding, long, from_date=date(2020, 1, 1))
    f.holding_member(holding, fresh, from_date=timezone.localdate())
    f.holding_member(None, other)
    edit = edited([long, fresh, other], leave(holding))
    assert balance(edit) == {"found": 3, "changed": 2, "same": 1}
    assert HoldingMember.objects.get(counterparty=long).to_date == timezone.localdate() - timedelta(days=1)
    assert HoldingMember.objects.get(counterparty=fresh).archived_at is not None
    assert HoldingMember.objects.current().count() == 1


def test_what_one_part_refuses_is_refused_as_a_whole() -> None:
    holding = f.holding()
    later, new = f.counterparty(), f.counterparty()
    f.holding_member(holding, later, from_date=timezone.localdate() + timedelta(days=9))
    edit = edited([later, new], join(holding), Change("alias", SET, "x"))
    assert balance(edit) == {"found": 2, "changed": 1, "refused": 1}
    assert [record.alias for record in Counterparty.objects.filter(pk__in=[later.pk, new.pk]).order_by("pk")] == [
        "",
        "x",
    ]
    assert set(edit.rows.get(record_id=new.pk).changes) == {"holding", "alias"}


def test_numbers_that_meet_in_one_country_are_foreseen() -> None:
    holder = f.counterparty(country="DE", foreign=True, uic="4711")
    records = [f.counterparty(country=code, foreign=True, uic="4711") for code in ("FR", "IT")]
    edit = edited(records, Change("country", SET, "DE"))
    assert balance(edit) == {"found": 2, "refused": 2}
    assert all(f"“{holder.name}” has 4711 already." in reason for _why, reason in reasons(edit).values())
    edit = edited(records, Change("country", SET, "AT"))
    assert balance(edit) == {"found": 2, "changed": 1, "refused": 1}
    assert reasons(edit)[records[1].pk][1].endswith("another of these records gets it.")


def test_what_the_database_refuses_in_one_part_is_written_by_none(monkeypatch) -> None:
    """Two of other countries with one number move to the same country: the second one finds it taken."""
    monkeypatch.setattr(running, "refuse_repeated", lambda candidates: None)
    holding = f.holding()
    records = [f.counterparty(country=code, foreign=True, uic="4711") for code in ("DE", "FR", "IT")]
    edit = edited(records[1:], join(holding), Change("country", SET, "AT"))
    assert balance(edit) == {"found": 2, "changed": 1, "refused": 1}
    assert HoldingMember.objects.filter(holding=holding).count() == 1
    assert all("has this UIC" in reason for _why, reason in reasons(edit).values())


def test_an_edit_that_cannot_begin_tells_of_nothing_changed():
    user = f.limited_user(Kind.CUSTOMER, Kind.HOLDING)
    holding, record = f.counterparty(types=[Kind.HOLDING]), f.counterparty()
    edit = begin(user=user, screen=screens["counterparties"], ids=[record.pk])
    edit = order_check(edit=edit, changes=[Change("holding", "join", str(holding.pk))])
    assert edit.changed == 1
    Counterparty.objects.filter(pk=holding.pk).update(kinds=[Kind.SUPPLIER])
    job = run(order_run(edit=edit))
    edit.refresh_from_db()
    assert (job.state, edit.state, edit.started) == (Job.State.FAILED, edit.State.CHOOSING, False)
