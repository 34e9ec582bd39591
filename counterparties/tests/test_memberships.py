"""What memberships cannot be, whichever door writes them: circles, more than the whole of a company."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from counterparties.archiving import activate_sub_record, archive_sub_record
from counterparties.holdings.rules import Above
from counterparties.models import Counterparty, HoldingMember
from counterparties.saving import save_sub_record
from counterparties.tests.test_bulk_edit import edited
from counterparties.tests.test_bulk_edit import reasons as bulk_reasons
from counterparties.tests.undoing import job_of, reasons, work
from exchange.bulk.changes import Change
from exchange.undoing.ordering import start_undo
from reference.kinds import Kind
from tests import factories as f

YEAR = date(2020, 1, 1), date(2020, 12, 31)


def refused(holding: Counterparty, member: Counterparty, user: Any = None, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        record = HoldingMember(holding=holding, counterparty=member)
        save_sub_record(user=user or f.superuser(), record=record, values=values)
    return caught.value.message_dict


@pytest.fixture
def chain(db: None) -> list[Counterparty]:
    """Four holdings, each the holding of the next."""
    made = [f.holding(name=f"Холдинг {letter}") for letter in "АБВГ"]
    for above, below in pairwise(made):
        f.holding_member(above, below)
    return made


# --- circles


def test_the_refusal_of_a_circle_names_the_chain(chain):
    said = refused(chain[3], chain[0])["holding"][0]
    assert said == (
        "“Холдинг Г” belongs to “Холдинг А” at that time (Холдинг Г → Холдинг В → Холдинг Б → Холдинг А):"
        " a holding cannot belong to its own member."
    )


def test_who_may_not_see_a_holding_between_is_not_told_its_name(chain):
    Counterparty.objects.filter(pk=chain[1].pk).update(kinds=[Kind.BANK])
    chain[1].types.clear()
    limited = f.limited_user(Kind.HOLDING)
    assert "one you may not see" in refused(chain[3], chain[0], user=limited)["holding"][0]


def test_the_database_refuses_a_circle_by_itself(chain):
    with pytest.raises(IntegrityError), transaction.atomic():
        HoldingMember.objects.create(holding=chain[3], counterparty=chain[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        HoldingMember.objects.bulk_create(
            [
                HoldingMember(holding=f.holding(), counterparty=f.counterparty()),
                HoldingMember(holding=chain[2], counterparty=chain[0]),
            ]
        )
    turned = HoldingMember.objects.get(holding=chain[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        HoldingMember.objects.filter(pk=turned.pk).update(holding=chain[3])
    assert HoldingMember.objects.count() == 3


def test_the_database_counts_circles_at_one_moment_only(db):
    first, second, third = f.holding(), f.holding(), f.holding()
    HoldingMember.objects.create(holding=first, counterparty=second, to_date=date(2009, 12, 31))
    HoldingMember.objects.create(holding=second, counterparty=third, from_date=date(2005, 1, 1))
    HoldingMember.objects.create(holding=third, counterparty=first, from_date=date(2010, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        HoldingMember.objects.filter(holding=third).update(from_date=date(2009, 12, 31))


def test_what_was_archived_closes_no_circle_when_it_comes_back(chain):
    link = HoldingMember.objects.get(holding=chain[0], counterparty=chain[1])
    archive_sub_record(user=f.superuser(), record=link)
    f.holding_member(chain[3], chain[0])
    with pytest.raises(ValidationError, match="cannot belong to its own member"):
        activate_sub_record(user=f.superuser(), record=HoldingMember.objects.get(pk=link.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        HoldingMember.objects.filter(pk=link.pk).update(archived_at=None)


def test_many_ways_between_two_holdings_are_walked_once(db):
    layers = [[f.holding() for _each in range(3)] for _layer in range(12)]
    for above, below in pairwise(layers):
        HoldingMember.objects.bulk_create(HoldingMember(holding=a, counterparty=b) for a in above for b in below)
    found = Above(HoldingMember(holding=layers[-1][0]), None).chains
    assert len(found) == 33 and all(len(way) <= 12 for way in found.values())


@pytest.mark.django_db(transaction=True)
def test_two_halves_of_a_circle_at_once_make_no_circle():
    f.load_defaults()
    made = [f.holding() for _each in range(4)]
    f.holding_member(made[1], made[2])
    f.holding_member(made[3], made[0])
    meeting, halves = Barrier(2), [(made[0], made[1]), (made[2], made[3])]

    def add(ends: tuple[Counterparty, Counterparty]) -> str:
        try:
            with transaction.atomic():
                meeting.wait()
                HoldingMember.objects.create(holding=ends[0], counterparty=ends[1])
        except IntegrityError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(add, halves))
    assert said[0] == "" and "its own member" in said[1]
    assert HoldingMember.objects.count() == 3


# --- shares


def test_holdings_have_no_more_than_the_whole_of_a_company(db):
    company = f.counterparty(name="Дъщерно ООД")
    f.holding_member(member=company, share=60, from_date=YEAR[0], to_date=YEAR[1])
    f.holding_member(member=company, share=30, to_date=date(2020, 6, 30))
    said = refused(f.holding(), company, share=50)["share"]
    assert said == ["Holdings have the rest of “Дъщерно ООД” on 1 Jan 2020 already: at most 10 % are left."]
    assert f.holding_member(member=company, share=40, from_date=date(2020, 7, 1)).pk
    assert f.holding_member(member=company, share=10, to_date=date(2020, 6, 30)).pk
    assert f.holding_member(member=company).share is None


def test_without_a_first_day_no_day_is_named(db):
    company = f.counterparty()
    f.holding_member(member=company, share=70)
    assert "already: at most 30 %" in refused(f.holding(), company, share=Decimal("30.01"))["share"][0]
    assert f.holding_member(member=company, share=30).pk


def test_a_share_is_changed_within_what_is_left(db):
    company = f.counterparty()
    own = f.holding_member(member=company, share=70)
    f.holding_member(member=company, share=30)
    for share, fits in ((71, False), (70, True), (1, True)):
        record = HoldingMember.objects.get(pk=own.pk)
        try:
            save_sub_record(user=f.superuser(), record=record, values={"share": share})
        except ValidationError:
            assert not fits
        else:
            assert fits


def test_the_database_refuses_more_than_the_whole_by_itself(db):
    company = f.counterparty()
    row = HoldingMember.objects.create(holding=f.holding(), counterparty=company, share=70, to_date=YEAR[1])
    HoldingMember.objects.create(holding=f.holding(), counterparty=company, share=70, from_date=date(2021, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        HoldingMember.objects.filter(pk=row.pk).update(to_date=date(2021, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        HoldingMember.objects.create(holding=f.holding(), counterparty=company, share=31)
    row.delete()
    assert HoldingMember.objects.create(holding=f.holding(), counterparty=company, share=30)


# --- the undo of a job


def test_undoing_makes_no_circle_and_says_why(db):
    f.load_defaults()
    admin, above, below = f.administrator(), f.holding(), f.holding()
    link = f.holding_member(above, below, from_date=date(2020, 1, 1))
    yesterday = timezone.localdate() - timedelta(days=1)
    job = job_of(admin, lambda: HoldingMember.objects.filter(pk=link.pk).update(to_date=yesterday))
    f.holding_member(below, above, from_date=timezone.localdate())
    done = work(start_undo(user=admin, job=job))
    assert "A holding cannot belong to its own member" in str(reasons(done))
    link.refresh_from_db()
    assert link.to_date == yesterday


def test_joining_together_refuses_a_circle_with_its_chain(chain):
    said = str(bulk_reasons(edited([chain[0]], Change("holding", "join", str(chain[3].pk)))))
    assert "Холдинг Г → Холдинг В → Холдинг Б → Холдинг А" in said
