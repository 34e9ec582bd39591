"""Numbers of documents: no gaps, no doubles, as the law wants them for invoices."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from counterparties.archiving import archive_sub_record
from counterparties.models import Counterparty, NumberSeries
from counterparties.own_companies.numbering import next_number, preview, written
from counterparties.own_companies.series import PLACES, save_series
from counterparties.tests.test_saving_at_once import wait_for_lock
from tests import factories as f

DAY = date(2026, 3, 1)


@pytest.fixture
def company(db: None) -> Counterparty:
    return f.own_company(name="Наша фирма ООД")


def invoices(company: Counterparty, **values: Any) -> NumberSeries:
    return f.number_series(company, **{"kind": "invoice", "prefix": "", "digits": 10, **values})


def taken(company: Counterparty, kind: str = "offer", day: date = DAY, **options: Any) -> str:
    with transaction.atomic():
        return next_number(company=company, kind=kind, day=day, **options)


def refused(record: NumberSeries, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        save_series(user=f.superuser(), record=record, values=values)
    return caught.value.message_dict


# --- taking numbers


def test_numbers_follow_each_other(company):
    series = f.number_series(company, prefix="ОФ-{year}-", digits=4, next_number=98)
    assert preview(series, DAY) == "ОФ-2026-0098"
    assert [taken(company) for _each in range(3)] == ["ОФ-2026-0098", "ОФ-2026-0099", "ОФ-2026-0100"]
    series.refresh_from_db()
    assert series.next_number == 101 and preview(series, DAY) == "ОФ-2026-0101"


def test_a_number_that_is_not_used_is_given_back(company):
    f.number_series(company, prefix="A", digits=3)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert next_number(company=company, kind="offer") == "A001"
        raise ZeroDivisionError
    assert taken(company) == "A001"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_taken():
    f.load_defaults()
    company = f.own_company()
    f.number_series(company)
    with pytest.raises(transaction.TransactionManagementError):
        next_number(company=company, kind="offer")


@pytest.fixture
def at(monkeypatch) -> Any:
    """Sets the day of today."""
    return lambda day: monkeypatch.setattr(timezone, "localdate", lambda *args, **zone: day)


def test_numbers_begin_anew_with_the_year_where_that_is_asked(company, at):
    at(DAY)
    f.number_series(company, prefix="{yy}/", digits=3, yearly=True, next_number=7)
    assert [taken(company, day=day) for day in (DAY, date(2026, 12, 31))] == ["26/007", "26/008"]
    at(date(2027, 1, 1))
    assert taken(company, day=date(2027, 1, 1)) == "27/001"
    with pytest.raises(ValidationError, match="The numbers of 2026 are closed: those of 2027 have begun"):
        taken(company, day=DAY)
    f.number_series(company, kind="order", prefix="{yy}/", digits=3)
    assert [taken(company, "order", date(year, 1, 1)) for year in (2026, 2027)] == ["26/001", "27/002"]


def test_no_document_opens_a_year_before_it_begins(company, at):
    at(DAY)
    series = f.number_series(company, prefix="{yy}/", digits=3, yearly=True, next_number=57)
    with pytest.raises(ValidationError, match="The numbers of 2027 have not begun yet"):
        taken(company, day=date(2027, 1, 5))
    at(date(2027, 1, 5))
    save_series(user=f.superuser(), record=NumberSeries.objects.get(pk=series.pk), values={"note": "x"})
    assert taken(company, day=date(2027, 1, 5)) == "27/001"


def test_what_counted_on_over_the_years_repeats_nothing_when_it_begins_anew(company, at):
    at(DAY)
    series = f.number_series(company, prefix="{yy}/", digits=3)
    assert taken(company) == "26/001"
    values = {"yearly": True, "next_number": 1}
    assert "26/001 is taken already" in refused(NumberSeries.objects.get(pk=series.pk), **values)["next_number"][0]


def test_a_series_ends_with_its_digits(company):
    f.number_series(company, prefix="A", digits=1, next_number=9)
    assert taken(company) == "A9"
    with pytest.raises(ValidationError, match="is used up"):
        taken(company)


def test_without_a_series_the_documents_are_named(company):
    with pytest.raises(ValidationError, match="“Наша фирма ООД” has no main series of numbers for: Credit note"):
        taken(company, "credit_note")


def test_notices_count_with_invoices_until_they_have_a_series_of_their_own(company):
    invoices(company)
    assert [taken(company, kind) for kind in ("invoice", "credit_note", "debit_note")] == [
        "0000000001",
        "0000000002",
        "0000000003",
    ]
    archive_sub_record(user=f.superuser(), record=NumberSeries.objects.get())
    invoices(company, prefix="1", digits=9)
    f.number_series(company, kind="credit_note", prefix="2", digits=9)
    assert [taken(company, kind) for kind in ("invoice", "credit_note", "debit_note")] == [
        "1000000001",
        "2000000001",
        "1000000002",
    ]


def test_a_range_of_its_own_for_one_site(company):
    invoices(company, prefix="1", digits=9)
    site = invoices(company, prefix="2", digits=9)
    assert not site.main
    assert taken(company, "invoice", series=site) == "2000000001"
    assert taken(company, "invoice") == "1000000001"
    with pytest.raises(ValidationError):
        taken(company, "offer", series=site)


def test_a_number_never_comes_twice_whatever_became_of_its_series(company):
    series = f.number_series(company, prefix="A", digits=3)
    assert taken(company) == "A001"
    archive_sub_record(user=f.superuser(), record=series)
    other = NumberSeries(counterparty=company)
    assert "A001 is taken already" in refused(other, kind="offer", prefix="A", digits=3)["next_number"][0]
    NumberSeries.objects.filter(pk=series.pk).update(archived_at=None, next_number=1)
    with pytest.raises(ValidationError, match="The number A001 was taken before"):
        taken(company)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_no_number_twice_and_leave_none_out():
    f.load_defaults()
    company = f.own_company()
    invoices(company)
    meeting, rounds = Barrier(2), 10

    def work(who: int) -> list[str]:
        found = []
        try:
            meeting.wait()
            for turn in range(rounds):
                try:
                    with transaction.atomic():
                        number = next_number(company=company, kind="invoice")
                        if (turn + who) % 3 == 0:
                            raise ZeroDivisionError
                    found.append(number)
                except ZeroDivisionError:
                    continue
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(work, (0, 1))
    assert sorted(first + second) == [f"{number:010}" for number in range(1, len(first + second) + 1)]


@pytest.mark.django_db(transaction=True)
def test_who_waits_takes_the_number_of_the_series_that_has_become_the_main_one():
    f.load_defaults()
    company = f.own_company()
    user = f.superuser()
    invoices(company, prefix="1", digits=9)
    f.number_series(company, kind="credit_note", prefix="2", digits=9)
    site = f.number_series(company, kind="credit_note", prefix="3", digits=9)
    found = []

    def work() -> None:
        try:
            found.append(taken(company, "credit_note"))
        finally:
            connection.close()

    waiting = Thread(target=work)
    with transaction.atomic():
        save_series(user=user, record=site, values={"main": True})
        waiting.start()
        wait_for_lock()
    waiting.join()
    assert found == ["3000000001"]


@settings(max_examples=200)
@given(st.text(max_size=20), st.integers(1, 9999), st.integers(1, 12))
def test_any_prefix_without_strange_braces_is_written_as_it_stands(prefix, year, digits):
    series = NumberSeries(prefix=prefix, digits=digits)
    text = written(series, 7, date(year, 1, 1))
    assert text.endswith(f"{7:0{digits}}")
    if not PLACES.findall(prefix):
        assert text == f"{prefix}{7:0{digits}}"
