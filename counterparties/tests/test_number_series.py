"""What a series of numbers may be: as the law wants it for invoices, and never with a number of another."""

import pytest
from django.core.exceptions import ValidationError

from counterparties.archiving import archive_sub_record
from counterparties.models import Counterparty, NumberSeries
from counterparties.own_companies.series import activate_series, save_series
from counterparties.tests.test_numbering import invoices, refused, taken
from tests import factories as f


@pytest.fixture
def company(db: None) -> Counterparty:
    return f.own_company(name="Наша фирма ООД")


def test_invoices_have_ten_digits_without_gaps_over_the_years(company):
    law = "чл. 114, ал. 1, т. 2 ЗДДС"
    new = {"kind": "invoice", "prefix": "", "digits": 10}
    for values, field in (
        ({"digits": 9}, "digits"),
        ({"prefix": "1"}, "digits"),
        ({"prefix": "Ф"}, "prefix"),
        ({"prefix": "{year}", "digits": 6, "yearly": True}, "prefix"),
        ({"yearly": True}, "yearly"),
    ):
        assert law in str(refused(NumberSeries(counterparty=company), **new | values)[field]), values
    assert invoices(company, prefix="12", digits=8).pk
    assert f.number_series(f.own_company(country="DE"), kind="invoice", prefix="RE-{year}-", digits=5, yearly=True).pk


def test_the_next_invoice_follows_the_last_one(company):
    series = invoices(company, next_number=500)
    assert taken(company, "invoice") == "0000000500"
    series = NumberSeries.objects.get(pk=series.pk)
    assert "0000000500 was the last" in refused(series, next_number=502)["next_number"][0]
    series = NumberSeries.objects.get(pk=series.pk)
    assert "0000000500 is taken already" in refused(series, next_number=500)["next_number"][0]
    offers = f.number_series(company, prefix="A", digits=5)
    taken(company)
    save_series(user=f.superuser(), record=NumberSeries.objects.get(pk=offers.pk), values={"next_number": 50})
    assert taken(company) == "A00050"


def test_no_two_series_of_invoices_give_the_same_numbers(company):
    invoices(company, prefix="1", digits=9)
    for kind, prefix in (("invoice", "10"), ("credit_note", "")):
        values = {"kind": kind, "prefix": prefix, "digits": 10 - len(prefix)}
        assert "The same numbers would come" in refused(NumberSeries(counterparty=company), **values)["prefix"][0]
    assert invoices(f.own_company(), prefix="10", digits=8).pk


def test_no_number_comes_again_behind_another_prefix(company):
    first = invoices(company, prefix="1", digits=9, next_number=4512)
    assert taken(company, "invoice") == "1000004512"
    shorter = {"prefix": "10", "digits": 8, "next_number": 4512}
    again = "1000004512 is taken already"
    assert again in refused(NumberSeries.objects.get(pk=first.pk), **shorter)["next_number"][0]
    archive_sub_record(user=f.superuser(), record=first)
    assert again in refused(NumberSeries(counterparty=company), kind="invoice", **shorter)["next_number"][0]
    second = invoices(company, **shorter | {"next_number": 4513})
    assert taken(company, "invoice") == "1000004513"
    archive_sub_record(user=f.superuser(), record=second)
    with pytest.raises(ValidationError, match="1000004513 is taken already: add a series"):
        activate_series(user=f.superuser(), record=NumberSeries.objects.get(pk=first.pk))
    NumberSeries.objects.filter(pk=first.pk).update(archived_at=None)
    with pytest.raises(ValidationError, match="The number 1000004513 was taken before"):
        taken(company, "invoice", series=first)


def test_no_two_series_of_offers_give_the_same_numbers(company):
    first = f.number_series(company, prefix="", digits=5, next_number=10001)
    longer = {"kind": "offer", "prefix": "1", "digits": 4}
    for values in (longer, {"kind": "offer", "prefix": "{yy}", "digits": 3}):
        assert "The same numbers would come" in refused(NumberSeries(counterparty=company), **values)["prefix"][0]
    assert f.number_series(company, prefix="A", digits=4).pk and f.number_series(company, prefix="1", digits=5).pk
    archive_sub_record(user=f.superuser(), record=first)
    f.number_series(company, prefix="2", digits=4)
    with pytest.raises(ValidationError, match="The same numbers would come"):
        activate_series(user=f.superuser(), record=NumberSeries.objects.get(pk=first.pk))


def test_what_is_brought_back_gives_no_number_of_another(company):
    first = invoices(company, prefix="1", digits=9)
    archive_sub_record(user=f.superuser(), record=first)
    invoices(company, prefix="10", digits=8)
    with pytest.raises(ValidationError, match="The same numbers would come"):
        activate_series(user=f.superuser(), record=NumberSeries.objects.get(pk=first.pk))


def test_prefixes_and_digits_are_checked(company):
    offer = {"kind": "offer", "digits": 3}
    new = NumberSeries(counterparty=company)
    assert "not {month}" in refused(new, **offer, prefix="{month}-")["prefix"][0]
    assert "needs the year" in refused(new, **offer, prefix="A", yearly=True)["prefix"][0]
    assert (
        "3 digits do not hold" in refused(new, **offer, prefix="A", yearly=False, next_number=1000)["next_number"][0]
    )
    assert "digits" in refused(new, kind="offer", digits=13, next_number=1)


def test_the_main_series_is_one(company):
    first = f.number_series(company)
    second = f.number_series(company, main=True)
    first.refresh_from_db()
    assert (first.main, second.main) == (False, True)
