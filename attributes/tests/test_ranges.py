"""Named spans of days, and filters of model fields by what an address asks."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from attributes.days import DateTime
from attributes.ranges import SPANS
from attributes.values import Attribute, Number, YesNo
from history.models import Change

DAY = datetime.date


@pytest.mark.parametrize(
    ("code", "today", "first", "last"),
    [
        ("today", DAY(2026, 11, 22), DAY(2026, 11, 22), DAY(2026, 11, 22)),
        ("this-week", DAY(2026, 11, 22), DAY(2026, 11, 16), DAY(2026, 11, 22)),
        ("this-week", DAY(2026, 11, 23), DAY(2026, 11, 23), DAY(2026, 11, 29)),
        ("last-week", DAY(2026, 1, 1), DAY(2025, 12, 22), DAY(2025, 12, 28)),
        ("next-week", DAY(2026, 12, 31), DAY(2027, 1, 4), DAY(2027, 1, 10)),
        ("this-month", DAY(2024, 2, 10), DAY(2024, 2, 1), DAY(2024, 2, 29)),
        ("last-month", DAY(2026, 1, 31), DAY(2025, 12, 1), DAY(2025, 12, 31)),
        ("next-month", DAY(2026, 12, 31), DAY(2027, 1, 1), DAY(2027, 1, 31)),
        ("this-quarter", DAY(2026, 11, 22), DAY(2026, 10, 1), DAY(2026, 12, 31)),
        ("last-quarter", DAY(2026, 2, 1), DAY(2025, 10, 1), DAY(2025, 12, 31)),
        ("this-year", DAY(2026, 11, 22), DAY(2026, 1, 1), DAY(2026, 12, 31)),
        ("last-year", DAY(2026, 1, 1), DAY(2025, 1, 1), DAY(2025, 12, 31)),
        ("last-30-days", DAY(2026, 3, 1), DAY(2026, 1, 31), DAY(2026, 3, 1)),
        ("next-30-days", DAY(2026, 11, 22), DAY(2026, 11, 22), DAY(2026, 12, 21)),
    ],
)
def test_a_span_lies_where_its_name_says(code: str, today: DAY, first: DAY, last: DAY) -> None:
    assert SPANS[code][1](today) == (first, last)


def asked(attribute: Attribute, address: str) -> Any:
    """The changes that an address asks for; changes are rows with a moment and numbers that nobody has to make up."""
    made: Any = attribute.filter()
    value = made.field.widget.value_from_datadict(QueryDict(address), {}, attribute.name)
    return made.filter(Change.objects.order_by("pk"), made.field.clean(value))


def chip(attribute: Attribute, address: str) -> tuple[str, str]:
    """What a chip says of an address, and the address as it should be."""
    made: Any = attribute.filter()
    parts = made.parts(attribute.name, made.field.widget.value_from_datadict(QueryDict(address), {}, attribute.name))
    canonical = QueryDict(mutable=True)
    for part in parts:
        if part.chosen:
            canonical.appendlist(part.name, part.value)
    return ", ".join(part.said for part in parts if part.chosen and part.said), canonical.urlencode()


TURNOVER = Number("x", "Turnover")


@pytest.mark.parametrize(
    ("address", "said", "canonical"),
    [
        ("x.min=1 000 000&x.max=5000000", "1,000,000 – 5,000,000", "x.min=1000000&x.max=5000000"),
        ("x.max=7&x.min=", "to 7", "x.max=7"),
        ("x.min=1,000.0", "from 1,000", "x.min=1000"),
        ("x.min=5&x.max=5&x=-&x=-", "5, not set", "x.min=5&x.max=5&x=-"),
        ("x=-&x=+", "not set, set", "x=-&x=%2B"),
        ("x.min=abc", "abc", "x.min=abc"),
        ("", "", ""),
    ],
)
def test_a_chip_says_a_range_in_words_and_an_address_has_one_form(address: str, said: str, canonical: str) -> None:
    assert chip(TURNOVER, address) == (said, canonical)


def test_a_day_is_read_as_people_write_it_and_a_span_is_told_by_its_name() -> None:
    moments = DateTime("at", "Changed", sortable=True)
    assert chip(moments, "at.min=20.11.2026")[1] == "at.min=2026-11-20"
    assert chip(moments, "at=last-year&at=today&at=today") == ("today, last year", "at=today&at=last-year")
    assert chip(Attribute("x", "X"), "x= б &x=а&x=") == ("“а”, “б”", "x=%D0%B0&x=%D0%B1")


@pytest.mark.django_db
def test_moments_are_asked_for_by_their_days() -> None:
    zone = timezone.get_current_timezone()
    for day, hour in ((19, 23), (20, 0), (20, 23), (21, 0)):
        at = datetime.datetime(2026, 11, day, hour, 30 * (hour > 0), tzinfo=zone)
        Change.objects.create(at=at, table="t", record_id=day * 100 + hour, action="I")
    moments = DateTime("at", "Changed", sortable=True)

    def found(address: str) -> list[int]:
        return list(asked(moments, address).values_list("record_id", flat=True))

    assert found("at.min=20.11.2026&at.max=2026-11-20") == [2000, 2023]
    assert found("at.min=2026-11-21") == [2100]
    assert found("at.max=2026-11-19") == [1923]
    assert len(found("at.min=0001-01-01&at.max=9999-12-31")) == 4
    with pytest.raises(ValidationError, match="There is no “-” to choose"):
        found("at=-")


@pytest.mark.django_db
def test_fields_of_models_are_filtered_alike() -> None:
    Change.objects.create(at=timezone.now(), table="counterparties", record_id=7, owner_id=5, action="I")
    Change.objects.create(at=timezone.now(), table="", record_id=8, owner_id=None, action="I")
    owner, table = Number("owner_id", "Owner"), Attribute("table", "Table")
    assert [row.record_id for row in asked(table, "table=PART")] == [7]
    assert [row.record_id for row in asked(table, "table=-")] == [8]
    assert [row.record_id for row in asked(owner, "owner_id.max=6")] == [7], "no owner lies below no limit"
    assert [row.record_id for row in asked(owner, "owner_id=-&owner_id.min=6")] == [8]
    assert chip(YesNo("x", "X"), "x=no&x=yes") == ("Yes, No", "x=yes&x=no")
